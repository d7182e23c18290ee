"""Versions of the summary: chosen, frozen, published, byte for byte the same for ever."""

import hashlib
import re
import subprocess
from collections import Counter
from datetime import timedelta
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask_babel import force_locale

from jcmevents import clock, jobs
from jcmevents.discussion.models import FollowUp
from jcmevents.document import Document, plain_text, render
from jcmevents.document.runs import flat
from jcmevents.document.side_by_side import side_by_side
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal
from jcmevents.record.choices import Part, SummaryChoices
from jcmevents.record.freezing import documents, due_versions, make
from jcmevents.record.versions import Stand, SummaryVersion
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_session, make_theme
from tests.record.samples import a_meeting_held, in_word, squeezed, table, words_of_pdf

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


def test_a_frozen_version_is_not_made_again(app: Flask, organizer: Browser) -> None:
    a_meeting_held()
    version = frozen(app, organizer)
    kept, digest = {each.id: each.file.read() for each in version.files}, version.digest
    make(version.id)
    assert ({each.id: each.file.read() for each in version.files}, version.digest) == (kept, digest)
    assert [row for row in due_versions(clock.now() + timedelta(days=1)) if row[1] == version.id] == []


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
    headings = [flat(heading.text) for heading in composed(meeting, choices)["long", "en"].headings]
    told = [line for line in headings if re.match(r"\(\d\) |Rice$|Solar$|Other themes$", line)]
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
@pytest.mark.parametrize("proposals", [1, 3, 5, 40])
def test_the_short_form_fits_on_one_page(session: Any, lang: str, proposals: int) -> None:
    meeting = a_meeting_held(titles={"en": "Fourth Meeting of the Global Partnership", "ja": "第4回会合" * 6})
    held = make_session(meeting)
    sponsors = [make_delegation(meeting, iso2) for iso2 in ("VN", "LA", "TH", "KE", "CL")]
    for n in range(proposals):
        title = f"A long title that says what proposal {n} is about " * 4
        proposal = table(meeting, held, title, titles={"en": title, "ja": "提案の題名がとても長い場合" * 12})
        proposal.outcomes = {"en": "What came of it was long. " * 20, "ja": "結果もとても長い。" * 20}
        proposal.name_sponsors(sponsors)
        make_theme(held)
    SummaryChoices.of(meeting).revise(openings={"en": "Opening. " * 300, "ja": "開会。" * 300}, by=None, at=NOW)
    short = composed(meeting)["short", lang]
    assert pages_of(render(short, "pdf")) == 1


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize(("proposals", "words"), [(1, 3), (2, 8), (3, 12), (4, 6), (5, 2), (5, 16)])
def test_what_is_left_of_the_one_page_tells_what_was_asked_for(
    session: Any, lang: str, proposals: int, words: int
) -> None:
    meeting = a_meeting_held(titles={"en": "Fourth Meeting", "ja": "第4回会合"})
    held = make_session(meeting)
    for _ in range(proposals):
        title = {"en": "A title of words " * (words // 3), "ja": "提案の題名" * words}
        proposal = table(meeting, held, "", titles=title)
        proposal.outcomes = {"en": "It was agreed. " * (words // 3), "ja": "合意された。" * words}
        for n in range(6):
            decided = {"en": f"Decision {n} " + "and so on " * words, "ja": f"決定{n}" + "など" * words}
            proposal.add_point(decided, kind="decision")
            FollowUp.ask_for(
                meeting, decided, proposal_id=proposal.id, raised_in=held, due_on=NOW.date(), by=None, at=NOW
            )
    short = composed(meeting)["short", lang]
    assert pages_of(render(short, "pdf")) == 1
    text = plain_text(short)
    label = {"en": "Decisions and recommendations", "ja": "決定・提言"}[lang]
    assert (label in text) == (("Decision 0" in text) or ("決定0" in text))
    assert label in text or words > 8 or proposals > 3


def test_a_version_bears_its_number(app: Flask, organizer: Browser) -> None:
    a_meeting_held()
    frozen(app, organizer)
    version = frozen(app, organizer)
    for form, lang, number in (
        ("long", "ja", "第2版"),
        ("short", "en", "Version 2"),
        ("long", "en-ja", "Version 2 / 第2版"),
    ):
        text = version.file(form, lang, "txt")
        assert text
        assert text.read().decode().startswith(number)


def test_visitors_get_every_form_of_the_published_version(app: Flask, organizer: Browser) -> None:
    a_meeting_held()
    version, visitor = frozen(app, organizer), Browser(app)
    version.publish(by=None, at=NOW)
    db.session.commit()
    page = visitor.get(f"{SUMMARY}.html?lang=ja")
    for form, kept in (("short", ("short", "ja")), ("both", ("long", "en-ja"))):
        file = version.file(*kept, "pdf")
        assert file
        link = page.one(f"a[href*='form={form}']")
        assert visitor.get(link["href"]).data == file.read()
    data = version.file("long", "ja", "json")
    assert data
    assert visitor.get(f"{SUMMARY}.json?lang=ja").data == data.read()


def test_the_summary_of_the_moment_is_had_in_every_form(organizer: Browser) -> None:
    a_meeting_held()
    texts = {form: organizer.get(f"{SUMMARY}.txt?lang=ja&form={form}").body for form in ("long", "short", "both")}
    assert [text.partition("\n")[0] for text in texts.values()] == [
        "第4回会合 議事概要",
        "第4回会合 概要",
        "Fourth Meeting: summary of proposals and discussions",
    ]
    names = organizer.get(f"{SUMMARY}.pdf?form=both").headers["Content-Disposition"]
    assert "jcm-gp-4-summary.en-ja.pdf" in names
    assert f"{SUMMARY}.pdf?form=short" in organizer.get(f"{SUMMARY}/").body


@pytest.mark.parametrize("kind", [("long", "en-ja"), ("short", "en"), ("short", "ja")])
def test_formats_say_the_same(session: Any, kind: tuple[str, str]) -> None:
    document = composed(a_meeting_held())[kind]
    expected = squeezed(plain_text(document))
    tree = html5lib.parse(render(document, "html").decode(), namespaceHTMLElements=False)
    contents = tree.find(".//nav")
    listed = squeezed("".join(contents.itertext())) if contents is not None else ""
    assert squeezed("".join(tree.find(".//article").itertext())).replace(listed, "", 1) == expected
    assert squeezed(in_word(render(document, "docx"))).replace(listed, "", 1) == expected
    printed = squeezed(words_of_pdf(render(document, "pdf")))
    if kind[0] == "short":
        assert printed == expected
    else:  # pdftotext reads two columns in an order of its own; the contents have dots and numbers of pages besides
        more, less = Counter(printed), Counter(expected + listed)
        assert less - more == Counter()
        assert set(more - less) <= {".", *"0123456789"}


def test_two_languages_stand_side_by_side_in_full(session: Any) -> None:
    made = composed(a_meeting_held())
    both = squeezed(plain_text(made["long", "en-ja"]))
    for lang in ("en", "ja"):
        for line in plain_text(made["long", lang]).splitlines()[5:]:
            assert squeezed(line) in both
    for block in made["long", "en-ja"].blocks:
        assert block.kind in ("heading", "table")
    assert side_by_side(made["long", "en"], made["long", "ja"]) == made["long", "en-ja"]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_an_extract_tells_of_one_delegation_alone_and_the_same_in_every_format(organizer: Browser, lang: str) -> None:
    meeting = make_meeting(slug="jcm-gp-4")
    held = make_session(meeting)
    kenya, laos = make_delegation(meeting, "KE"), make_delegation(meeting, "LA")
    table(meeting, held, "Of Kenya", kenya, related_rules={"en": "Rule 7", "ja": "規則7"})
    table(meeting, held, "Of Laos", laos).add_point({"en": "Said by Kenya."}, raised_by=kenya)
    FollowUp.ask_for(meeting, {"en": "A task of Kenya"}, owner=kenya, raised_in=held, by=None, at=NOW)
    address = f"{SUMMARY}/delegations/{kenya.id}"
    assert f'href="{address}.pdf"' in organizer.get(f"{SUMMARY}/").body
    taken = {each: organizer.get(f"{address}.{each}?lang={lang}") for each in ("pdf", "docx", "txt", "json", "html")}
    expected = squeezed(re.sub(r"(?m)^- ", "", taken["txt"].body))
    assert [text in expected for text in ("OfKenya", "SaidbyKenya.", "AtaskofKenya", "OfLaos")] == [True] * 3 + [False]
    assert ("規則7" if lang == "ja" else "Rule7") in expected
    assert squeezed(words_of_pdf(taken["pdf"].data)) == expected
    assert squeezed(in_word(taken["docx"].data)) == expected
    tree = html5lib.parse(taken["html"].body, namespaceHTMLElements=False)
    assert squeezed("".join(tree.find(".//article").itertext())) == expected
    assert "Of Kenya" in taken["json"].body


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_workshop_speaks_the_reader_s_language(organizer: Browser, lang: str) -> None:
    a_meeting_held()
    with force_locale(lang):
        assert organizer.get(f"{SUMMARY}/?lang={lang}&form=short").status == 200
        assert organizer.get(f"{SUMMARY}/preview?lang={lang}&form=short").status == 200
