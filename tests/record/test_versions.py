"""Versions of the summary: chosen, frozen, published, byte for byte the same for ever."""

import hashlib
import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import html5lib
import pytest
from docx.oxml.ns import qn
from flask import Flask
from flask_babel import force_locale

from jcmevents import clock, jobs
from jcmevents.discussion.models import DiscussionPoint, FollowUp
from jcmevents.document import Document, plain_text, render
from jcmevents.document.side_by_side import side_by_side
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal
from jcmevents.record.choices import Part, SummaryChoices
from jcmevents.record.freezing import documents
from jcmevents.record.versions import Stand, SummaryVersion
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_session, make_theme
from tests.record.samples import a_meeting_held, squeezed, table, words_of_pdf

PDFINFO, PDFTOTEXT = ["pdfinfo", "-"], ["pdftotext", "-", "-"]
SUMMARY = "/meetings/jcm-gp-4/proposals/summary"


@pytest.fixture
def organizer(app: Flask, session: Any) -> Browser:
    return Browser(app).sign_in(make_organizer())


def frozen(app: Flask, organizer: Browser) -> SummaryVersion:
    organizer.post(f"{SUMMARY}/versions")
    assert jobs.drain(app, clock.now() + timedelta(seconds=1))
    version = db.session.query(SummaryVersion).order_by(SummaryVersion.number.desc()).first()
    assert version
    assert (version.stand, version.problem) == (Stand.FROZEN, "")
    return version


def composed(meeting: Meeting, choices: SummaryChoices | None = None) -> dict[tuple[str, str], Document]:
    db.session.flush()
    db.session.expire_all()
    chosen = choices or SummaryChoices.of(meeting)
    return {(form, lang): document for form, lang, document in documents(meeting, NOW, chosen)}


def test_a_version_holds_every_form_language_and_format(app: Flask, organizer: Browser) -> None:
    a_meeting_held()
    version = frozen(app, organizer)
    kinds = {(each.form, each.lang) for each in version.files}
    assert kinds == {("long", "en"), ("long", "ja"), ("long", "en-ja"), ("short", "en"), ("short", "ja")}
    assert {each.format for each in version.files} == {"pdf", "docx", "html", "json", "txt", "body"}
    assert (version.number, version.done, version.total) == (1, 30, 30)
    assert re.fullmatch("[0-9a-f]{64}", version.digest)
    page = organizer.get(f"{SUMMARY}/versions/1")
    assert version.digest in page.text
    answer = organizer.get(f"{SUMMARY}/versions/1/long/ja.pdf")
    file = version.file("long", "ja", "pdf")
    assert file
    assert hashlib.sha256(answer.data).hexdigest() == file.sha256


def test_a_frozen_version_stays_the_same_and_a_later_one_says_what_changed(app: Flask, organizer: Browser) -> None:
    meeting = a_meeting_held()
    first = frozen(app, organizer)
    kept = {each.id: each.file.read() for each in first.files}
    proposal = db.session.query(Proposal).first()
    assert proposal
    proposal.outcomes = {"en": "Quite another outcome."}
    second = frozen(app, organizer)
    assert second.number == 2
    assert {each.id: each.file.read() for each in first.files} == kept
    page = organizer.get(f"{SUMMARY}/versions/2?lang=en")
    assert "Quite another outcome." in " ".join(page.texts("ins"))
    assert "Open outcome." in " ".join(page.texts("del"))
    assert first.digest != second.digest
    assert meeting.slug == "jcm-gp-4"


def test_visitors_read_the_published_version_whatever_is_changed_later(app: Flask, organizer: Browser) -> None:
    a_meeting_held()
    version, visitor = frozen(app, organizer), Browser(app)
    address = f"{SUMMARY}/versions/1/long/en.pdf"
    assert visitor.get(address).status == 404
    assert visitor.get(f"{SUMMARY}/versions/1").status == 302
    organizer.submit(f"{SUMMARY}/versions/1", action=f"{SUMMARY}/versions/1/publication")
    proposal = db.session.query(Proposal).first()
    assert proposal
    proposal.titles = {"en": "Renamed later"}
    file = version.file("long", "en", "pdf")
    assert file
    assert visitor.get(address).data == visitor.get(f"{SUMMARY}.pdf?lang=en").data == file.read()
    assert visitor.get(f"{SUMMARY}.pdf?lang=fr").data == file.read()  # the meeting has no title in French
    shown = visitor.get(f"{SUMMARY}.html?lang=en")
    assert "Open proposal" in shown.text
    assert "Renamed later" not in shown.text
    assert "Renamed later" in organizer.get(f"{SUMMARY}.html?lang=en").text


def test_a_version_with_the_list_of_participants_is_not_published(app: Flask, organizer: Browser) -> None:
    meeting = a_meeting_held()
    parts = [part.value for part in Part]
    SummaryChoices.of(meeting).revise(parts=parts, by=None, at=NOW)
    version = frozen(app, organizer)
    assert version.names_people
    text = version.file("long", "en", "txt")
    assert text
    assert text.sensitive
    assert "Munkhbat" in text.read().decode()
    with pytest.raises(RuleBroken, match="stays with the staff"):
        version.publish(by=None, at=NOW)
    assert "Munkhbat" not in Browser(app).get(f"{SUMMARY}.html").text


def test_two_versions_are_not_made_at_once(app: Flask, organizer: Browser) -> None:
    a_meeting_held()
    assert organizer.post(f"{SUMMARY}/versions").status == 302
    assert organizer.post(f"{SUMMARY}/versions").status == 409
    told = organizer.get(f"{SUMMARY}/versions/1/progress")
    assert '"ended":false' in told.body.replace(" ", "")
    assert "waiting for its turn" in organizer.get(f"{SUMMARY}/versions/1").text


def test_the_organizer_picks_orders_and_words(organizer: Browser) -> None:
    meeting = make_meeting(slug="jcm-gp-4")
    held = make_session(meeting)
    a, b, c = (table(meeting, held, title) for title in "ABC")
    organizer.get(f"{SUMMARY}/")
    organizer.post(f"{SUMMARY}/proposals/{c.id}/up")
    organizer.post(f"{SUMMARY}/proposals/{a.id}/out")
    organizer.submit(f"{SUMMARY}/proposals/{b.id}/words", text_en="Told in other words.")
    organizer.submit(f"{SUMMARY}/", opening_en="How it opens.", grouping="session")
    text = plain_text(composed(meeting)["long", "en"])
    assert text.index("(1) C") < text.index("(2) B")
    assert "Summary of A." not in text
    assert "Told in other words." in text
    assert "Summary of B." not in text
    assert "How it opens." in text
    assert "left out" in organizer.get(f"{SUMMARY}/").text
    organizer.post(f"{SUMMARY}/proposals/{a.id}/in")
    organizer.submit(f"{SUMMARY}/proposals/{b.id}/words", text_en="")
    assert "Summary of B." in plain_text(composed(meeting)["long", "en"])


def test_the_preview_shows_what_is_not_saved_yet(organizer: Browser) -> None:
    meeting = a_meeting_held()
    typed = organizer.get(f"{SUMMARY}/").form(having={"opening_en"}).filled({"opening_en": "Not saved yet."})
    answer = organizer.post(f"{SUMMARY}/preview", typed)
    assert (answer.status, "Not saved yet." in answer.body) == (200, True)
    assert SummaryChoices.of(meeting).openings == {}
    assert db.session.query(SummaryChoices).count() == 0


def test_proposals_stand_together_by_theme(session: Any) -> None:
    meeting = make_meeting()
    held = make_session(meeting)
    rice, solar = (make_theme(held, labels={"en": label}).theme for label in ("Rice", "Solar"))
    for title, themes in (("A", [rice]), ("B", [solar]), ("C", []), ("D", [rice, solar])):
        table(meeting, held, title).tag(themes)
    choices = SummaryChoices.usual(meeting)
    choices.grouping = "theme"
    lines = plain_text(composed(meeting, choices)["long", "en"]).splitlines()
    told = [line for line in lines if re.match(r"\(\d\) |Rice$|Solar$|Other themes$", line)]
    assert told == ["Rice", "(1) A", "(2) D", "Solar", "(3) B", "Other themes", "(4) C"]


def test_follow_ups_are_told_with_owner_day_and_progress(session: Any) -> None:
    meeting = make_meeting()
    held, kenya = make_session(meeting), make_delegation(meeting, "KE")
    proposal = table(meeting, held, "A")
    task: dict[str, Any] = {"owner": kenya, "raised_in": held, "due_on": NOW.date(), "by": None, "at": NOW}
    FollowUp.ask_for(meeting, {"en": "Write the guideline"}, proposal_id=proposal.id, **task)
    text = plain_text(composed(meeting)["long", "en"])
    assert "Kenya: Write the guideline (until 17 February 2025, to be done)" in text


def pages_of(pdf: bytes) -> int:
    told = subprocess.run(PDFINFO, input=pdf, capture_output=True, check=True).stdout.decode()
    return int(re.search(r"Pages:\s+(\d+)", told)[1])  # type: ignore[index]


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("proposals", [1, 40])
def test_the_short_form_fits_on_one_page(session: Any, lang: str, proposals: int) -> None:
    meeting = a_meeting_held(titles={"en": "Fourth Meeting of the Global Partnership", "ja": "第4回会合" * 6})
    held = make_session(meeting)
    sponsors = [make_delegation(meeting, iso2) for iso2 in ("VN", "LA", "TH", "KE", "CL")]
    for n in range(proposals):
        title = f"A long title that says what proposal {n} is about " * 4
        proposal = table(meeting, held, title, titles={"en": title, "ja": "提案の題名がとても長い場合" * 12})
        proposal.name_sponsors(sponsors)
        make_theme(held)
    SummaryChoices.of(meeting).revise(openings={"en": "Opening. " * 300, "ja": "開会。" * 300}, by=None, at=NOW)
    short = composed(meeting)["short", lang]
    assert pages_of(render(short, "pdf")) == 1


def in_word(content: bytes) -> str:
    return "".join(each.text or "" for each in docx.Document(BytesIO(content)).element.body.iter(qn("w:t")))


@pytest.mark.parametrize("kind", [("long", "en-ja"), ("short", "en"), ("short", "ja")])
def test_formats_say_the_same(session: Any, kind: tuple[str, str]) -> None:
    document = composed(a_meeting_held())[kind]
    expected = squeezed(plain_text(document))
    tree = html5lib.parse(render(document, "html").decode(), namespaceHTMLElements=False)
    contents = tree.find(".//nav")
    listed = squeezed("".join(contents.itertext())) if contents is not None else ""
    assert squeezed("".join(tree.find(".//article").itertext())).replace(listed, "", 1) == expected
    assert squeezed(in_word(render(document, "docx"))).replace(listed, "", 1) == expected
    if kind[0] == "short":  # the two columns of the other are read row by row, which pdftotext does not do
        assert squeezed(words_of_pdf(render(document, "pdf"))) == expected


def test_two_languages_stand_side_by_side_in_full(session: Any) -> None:
    made = composed(a_meeting_held())
    both = squeezed(plain_text(made["long", "en-ja"]))
    for lang in ("en", "ja"):
        for line in plain_text(made["long", lang]).splitlines()[5:]:
            assert squeezed(line) in both
    for block in made["long", "en-ja"].blocks:
        assert block.kind in ("heading", "table")
    assert side_by_side(made["long", "en"], made["long", "ja"]) == made["long", "en-ja"]


def test_an_extract_tells_of_one_delegation_alone(organizer: Browser) -> None:
    meeting = make_meeting(slug="jcm-gp-4")
    held = make_session(meeting)
    kenya, laos = make_delegation(meeting, "KE"), make_delegation(meeting, "LA")
    table(meeting, held, "Of Kenya", kenya)
    table(meeting, held, "Of Laos", laos).add_point({"en": "Said by Kenya."}, raised_by=kenya)
    FollowUp.ask_for(meeting, {"en": "A task of Kenya"}, owner=kenya, raised_in=held, by=None, at=NOW)
    page = organizer.get(f"{SUMMARY}/delegations/{kenya.id}.html?lang=en")
    assert [text for text in ("Of Kenya", "Said by Kenya.", "A task of Kenya", "Of Laos") if text in page.text] == [
        "Of Kenya",
        "Said by Kenya.",
        "A task of Kenya",
    ]
    assert organizer.get(f"{SUMMARY}/delegations/{kenya.id}.pdf").data.startswith(b"%PDF")


def all_texts(meeting: Meeting) -> Iterator[tuple[str, str]]:
    """Every file of a version as text, with what is within PDF and DOCX."""
    for (form, lang), document in composed(meeting).items():
        for format in ("pdf", "docx", "html", "json", "txt"):
            content = render(document, format)
            if format == "pdf":
                text = subprocess.run(PDFTOTEXT, input=content, capture_output=True, check=True).stdout
                text += subprocess.run(PDFINFO, input=content, capture_output=True, check=True).stdout
            elif format == "docx":
                with ZipFile(BytesIO(content)) as word:
                    text = b"".join(word.read(name) for name in word.namelist())
            else:
                text = content
            yield f"{form}.{lang}.{format}", text.decode("utf-8", "replace")


def test_a_chatham_house_session_leaves_no_name_in_any_output(app: Flask, organizer: Browser) -> None:
    meeting = make_meeting(slug="jcm-gp-4")
    moderator = {"duty": "moderator", "names": {"en": "YAMADA Haruo"}}
    held = make_session(meeting, record_rule="chatham_house", people=[moderator])
    kenya = make_delegation(meeting, "KE")
    proposal = table(meeting, held, "Whispered", kenya)
    proposal.add_point({"en": "What was said"}).raised_by_id = kenya.id
    DiscussionPoint.note_in(held, {"en": "What was said too"}).raised_by_id = kenya.id
    task: dict[str, Any] = {"owner": kenya, "raised_in": held, "by": None, "at": NOW}
    FollowUp.ask_for(meeting, {"en": "What is to be done"}, proposal_id=proposal.id, **task)
    FollowUp.ask_for(meeting, {"en": "What is to be done too"}, **task)
    names = re.compile(r"Kenya|ケニア|YAMADA|Haruo")
    assert [place for place, text in all_texts(meeting) if names.search(text)] == []
    assert all("What was said too" in text for place, text in all_texts(meeting) if place.startswith("long"))
    pages = ("", f"{proposal.id}", "summary.html", "summary.pdf", "summary.docx")
    for path in (*(f"/meetings/jcm-gp-4/proposals/{page}" for page in pages), "/meetings/jcm-gp-4/proposals.json"):
        answer = Browser(app).get(path)
        assert answer.status == 200
        assert not names.search(answer.data.decode("utf-8", "replace")), path
    extract = organizer.get(f"{SUMMARY}/delegations/{kenya.id}.html")
    assert "Whispered" not in extract.text


POISON = [
    "<b>bold</b><script>alert(1)</script>",
    "<ul><li>" * 300,
    '<td colspan="100000">&amp;',
    "w" * 10_000,
    "これは**「会合」**について述べた",
    "السيد عبد الله וזאב",
]


@pytest.mark.parametrize("text", POISON, ids=range(len(POISON)))
def test_poisoned_texts_come_out_as_typed_in_every_format(session: Any, text: str) -> None:
    meeting = make_meeting()
    held = make_session(meeting)
    proposal = table(meeting, held, text[:300], summaries={"en": text, "ja": text}, outcomes={"en": text})
    proposal.add_point({"en": text})
    for (form, lang), document in composed(meeting).items():
        made = {format: render(document, format) for format in ("pdf", "docx", "html", "json", "txt")}
        assert made["pdf"].startswith(b"%PDF")
        if form == "long":
            assert text in plain_text(document), lang
            assert squeezed(text) in squeezed(in_word(made["docx"]))
            tree = html5lib.parse(made["html"].decode(), namespaceHTMLElements=False)
            assert squeezed(text) in squeezed("".join(tree.find(".//article").itertext()))


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_workshop_speaks_the_reader_s_language(organizer: Browser, lang: str) -> None:
    a_meeting_held()
    with force_locale(lang):
        assert organizer.get(f"{SUMMARY}/?lang={lang}&form=short").status == 200
        assert organizer.get(f"{SUMMARY}/preview?lang={lang}&form=short").status == 200
