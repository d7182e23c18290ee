"""Texts that would break a careless page or file: entered by a delegation, they come out everywhere as typed."""

import html
import json
from typing import Any

import html5lib
import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from jcmevents.delegations.models import Delegation
from jcmevents.document import render
from jcmevents.extensions import db
from jcmevents.proposals.doors import PURPOSE
from jcmevents.proposals.models import Proposal
from jcmevents.record.choices import SummaryChoices
from jcmevents.record.freezing import documents
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_session
from tests.journeys.conftest import PHONE, travelling
from tests.live import sign_in
from tests.record.samples import in_word, squeezed, words_of_pdf

LONGEST_TITLE = 300
POISON = {
    "script": "<b>bold</b><script>alert(1)</script>&amp;",
    "nested lists": "<ul><li>" * 300,
    "wide cell": '<table><td colspan="100000">x</table>',
    "long word": "w" * 10_000,
    "emphasis": "これは**「会合」**について述べた",
    "right to left": "السيد عبد الله وזאב said",
    "template": "{{ 7 * 7 }} {% raw %} %(name)s ${x}",
}
FORMATS = ("pdf", "docx", "html", "json", "txt")
poisoned = pytest.mark.parametrize("text", POISON.values(), ids=POISON)


def entered(app: Flask, text: str) -> tuple[Proposal, Delegation]:
    """A proposal with the text in all places, handed in by the delegation's door, tabled, noted and concluded."""
    meeting = make_meeting(slug="jcm-gp-4")
    held, kenya = make_session(meeting), make_delegation(meeting, "KE")
    delegate = Browser(app)
    delegate.hold_link(PURPOSE, kenya.id)
    door = f"/meetings/jcm-gp-4/delegations/{kenya.id}/proposals/"
    fields = {"title_en": text[:LONGEST_TITLE], "summary_en": text, "summary_ja": text}
    assert delegate.submit(f"{door}new", **fields).status == 302
    proposal = db.session.query(Proposal).one()
    proposal.submit(by=None, at=NOW)
    proposal.table(held, by=None, at=NOW)
    proposal.outcomes = {"en": text}
    proposal.add_point({"en": text})
    db.session.commit()
    return proposal, kenya


@poisoned
def test_every_file_says_what_was_typed(app: Flask, session: Any, text: str) -> None:
    proposal, _kenya = entered(app, text)
    wanted = squeezed(text)
    for form, lang, document in documents(proposal.meeting, NOW, SummaryChoices.of(proposal.meeting)):
        made = {format: render(document, format) for format in FORMATS}
        assert made["pdf"].startswith(b"%PDF")
        if form == "short":  # it cuts what is long
            continue
        tree = html5lib.parse(made["html"].decode(), namespaceHTMLElements=False)
        assert wanted in squeezed("".join(tree.find(".//article").itertext()))
        assert [each for each in tree.iter("script") if each.text] == []
        assert wanted in squeezed(in_word(made["docx"]))
        assert text in made["txt"].decode()
        assert text in texts_in(json.loads(made["json"]))
        if lang != "en-ja" and text != POISON["right to left"]:  # pdftotext tells columns and directions otherwise
            assert wanted in squeezed(words_of_pdf(made["pdf"]))


def texts_in(data: Any) -> list[str]:
    """All texts within, and those of runs put together."""
    if isinstance(data, str):
        return [data]
    members = data.values() if isinstance(data, dict) else data if isinstance(data, list) else []
    return [text for member in members for text in texts_in(member)]


def pages_of(proposal: Proposal, kenya: Delegation) -> tuple[list[str], list[str]]:
    """What visitors open, and what organizers do."""
    meeting, held = "/meetings/jcm-gp-4", proposal.session_id
    page = f"{meeting}/proposals/{proposal.id}"
    public = ["/proposals/", f"{meeting}/proposals/", page, f"{meeting}/proposals/summary.html"]
    staff = [f"{page}/edit", f"{page}/points", f"{page}/revisions", f"{page}/suggestion", f"{page}/conclusion"]
    staff += [f"{meeting}/proposals/board", f"{meeting}/sessions/{held}/notes/", f"{meeting}/proposals/summary/"]
    staff += [f"{meeting}/proposals/summary/preview", f"{meeting}/proposals/summary/proposals/{proposal.id}/words"]
    return public, [*staff, f"{meeting}/proposals/summary/delegations/{kenya.id}.html"]


@poisoned
def test_every_page_says_what_was_typed(app: Flask, session: Any, text: str) -> None:
    proposal, kenya = entered(app, text)
    organizer = Browser(app).sign_in(make_organizer())
    public, staff = pages_of(proposal, kenya)
    for reader, paths in ((Browser(app), public), (organizer, public + staff)):
        for path in paths:
            page = reader.get(f"{path}?lang=en")
            assert page.status == 200, path
            assert "<script>alert" not in page.body, path
            if not path.endswith("/proposals/"):  # the list cuts
                shown = html.unescape(page.body)
                assert text[:LONGEST_TITLE] in shown, path
    assert (
        json.loads(organizer.get("/meetings/jcm-gp-4/proposals.json").body)["proposals"][0]["summaries"]["en"] == text
    )


@poisoned
def test_every_page_fits_on_a_phone(
    app: Flask, session: Any, live_server: str, browser_window: Chromium, text: str
) -> None:
    proposal, kenya = entered(app, text)
    public, staff = pages_of(proposal, kenya)
    user = make_organizer()
    with travelling(browser_window, live_server, PHONE) as somebody:
        somebody.page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
        sign_in(somebody.page, user)
        for path in public + staff:
            answer = somebody.page.goto(f"{path}?lang=ja")
            assert answer
            assert answer.ok, path
            beyond = somebody.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert beyond <= 0, f"{path} is {beyond} pixels wider than the screen"
