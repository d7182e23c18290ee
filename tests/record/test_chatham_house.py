"""What was said under the Chatham House Rule is told without names, wherever it is told.

The same session on the record is the control: there, every one of these places does name somebody.
"""

import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from jcmevents import clock, jobs
from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.discussion.models import DiscussionPoint, FollowUp
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Attachment, Proposal
from jcmevents.record.choices import Part, SummaryChoices
from jcmevents.record.versions import BODY, SummaryVersion
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_edition, make_item, make_meeting, make_organizer, make_session
from tests.record.samples import table

PDFINFO, PDFTOTEXT = ["pdfinfo", "-"], ["pdftotext", "-", "-"]
MEETING = "/meetings/jcm-gp-4"
SUMMARY = f"{MEETING}/proposals/summary"
NAMES = re.compile(r"Kenya|ケニア|YAMADA|Haruo|Speaker Person|Bureau of Speech")
SAID = "What was said"
# Addresses that visitors open; {proposal} is the number of the proposal.
PUBLIC = (
    f"{MEETING}/proposals/",
    f"{MEETING}/proposals/{{proposal}}",
    f"{MEETING}/proposals.json",
    f"{SUMMARY}.html",
    f"{SUMMARY}.pdf",
    f"{SUMMARY}.docx",
    f"{SUMMARY}.json",
    f"{SUMMARY}.txt",
    f"{SUMMARY}.html?form=short",
    f"{SUMMARY}.pdf?form=both",
    f"{MEETING}/agenda",
    f"{MEETING}/agenda.json",
    f"{MEETING}/agenda.ics",
    f"{MEETING}/agenda.pdf",
    "/proposals/",
    "/proposals/proposals.json",
    "/proposals/proposals.csv",
    "/proposals/proposals.xlsx",
    "/api/v1/meetings/jcm-gp-4/agenda",
    "/api/v1/meetings/jcm-gp-4/proposals",
    "/api/v1/meetings/jcm-gp-4/proposals/{proposal}",
)
# Not the page of the proposal: it shows staff the papers, whatever they are called.
FOR_STAFF = (
    f"{MEETING}/proposals/",
    f"{MEETING}/proposals.json",
    f"{SUMMARY}.html",
    f"{SUMMARY}.pdf",
    f"{SUMMARY}/preview",
    f"{SUMMARY}/preview?form=short",
)


@pytest.fixture
def organizer(app: Flask, session: Any) -> Browser:
    return Browser(app).sign_in(make_organizer())


def a_session(rule: str) -> tuple[Session, Proposal, Delegation]:
    """With names in every place that can hold one, those included that no form would have taken."""
    meeting = make_meeting(slug="jcm-gp-4")
    moderator = {"duty": "moderator", "names": {"en": "YAMADA Haruo"}}
    held = make_session(meeting, record_rule=rule, people=[moderator], summaries={"en": "In short."})
    speaker = {"names": {"en": "Speaker Person"}, "affiliations": {"en": "Bureau of Speech"}}
    make_item(held, people=[speaker])
    kenya = make_delegation(meeting, "KE")
    proposal = table(meeting, held, "Whispered", kenya)
    proposal.add_point({"en": SAID}).raised_by_id = kenya.id
    DiscussionPoint.note_in(held, {"en": f"{SAID} too"}).raised_by_id = kenya.id
    task: dict[str, Any] = {"owner": kenya, "raised_in": held, "by": None, "at": NOW}
    FollowUp.ask_for(meeting, {"en": "What is to be done"}, proposal_id=proposal.id, **task)
    FollowUp.ask_for(meeting, {"en": "What is to be done too"}, **task)
    paper = FileStorage(BytesIO(b"%PDF-1.7 of Kenya"), "Kenya.pdf")
    Attachment.add(proposal, paper, lang="en", by=None, at=NOW)
    make_edition(meeting)
    return held, proposal, kenya


def words(content: bytes, format: str) -> str:
    """What a file says, with what is within PDF and DOCX."""
    if format == "pdf":
        told = [subprocess.run(command, input=content, capture_output=True, check=True).stdout for command in READERS]
        content = b"".join(told)
    elif format in ("docx", "xlsx"):
        with ZipFile(BytesIO(content)) as word:
            content = b"".join(word.read(name) for name in word.namelist())
    text = re.sub("<option.*?</option>", "", content.decode("utf-8", "replace"))  # one may search for any country
    return text.replace("\r\n ", "") if format == "ics" else text


READERS = (PDFTOTEXT, PDFINFO)


def frozen_files(app: Flask, meeting: Meeting) -> Iterator[tuple[str, str]]:
    """Every file of a version in which every part is chosen, the list of participants too."""
    SummaryChoices.of(meeting).revise(parts=[part.value for part in Part], by=None, at=NOW)
    SummaryVersion.freeze(meeting, by=None, at=clock.now())
    db.session.commit()
    assert jobs.drain(app, clock.now() + timedelta(seconds=1))
    db.session.expire_all()
    for each in db.session.query(SummaryVersion).one().files:
        format = "html" if each.format == BODY else each.format
        yield f"{each.form}.{each.lang}.{each.format}", words(each.file.read(), format)


def addresses(app: Flask, organizer: Browser, proposal: Proposal) -> Iterator[tuple[str, str]]:
    for reader, who, paths in ((Browser(app), "visitor", PUBLIC), (organizer, "organizer", FOR_STAFF)):
        for path in paths:
            for lang in ("en", "ja"):
                asked = path.format(proposal=proposal.id) + ("&" if "?" in path else "?")
                page = reader.get(f"{asked}lang={lang}")
                assert page.status == 200, path
                yield f"{who} {lang} {path}", words(page.data, path.partition("?")[0].rpartition(".")[2])


@pytest.mark.parametrize("rule", ["chatham_house", "on_record"])
def test_every_output_leaves_out_the_names_and_only_then(app: Flask, organizer: Browser, rule: str) -> None:
    held, proposal, _kenya = a_session(rule)
    told = [*addresses(app, organizer, proposal), *frozen_files(app, held.meeting)]
    naming = [place for place, text in told if NAMES.search(text)]
    assert naming == ([] if rule == "chatham_house" else [place for place, _text in told])
    assert len(told) == 2 * (len(PUBLIC) + len(FOR_STAFF)) + 30
    assert all(f"{SAID} too" in text for place, text in told if place.startswith("long") and place.endswith(".txt"))


@pytest.mark.parametrize(("rule", "tells"), [("chatham_house", False), ("on_record", True)])
def test_the_extract_of_a_delegation_tells_nothing_of_it(organizer: Browser, rule: str, tells: bool) -> None:
    _held, proposal, kenya = a_session(rule)
    for format in ("html", "pdf", "docx"):
        answer = organizer.get(f"{SUMMARY}/delegations/{kenya.id}.{format}?lang=en")
        text = words(answer.data, format)
        assert [bool(re.search(each, text)) for each in ("Whispered", SAID, "What is to be done")] == [tells] * 3
    assert proposal.told_sponsors == ([kenya] if tells else [])


@pytest.mark.parametrize(("rule", "status"), [("chatham_house", 404), ("on_record", 200)])
def test_papers_which_may_name_their_authors_are_for_staff(app: Flask, session: Any, rule: str, status: int) -> None:
    _held, proposal, _kenya = a_session(rule)
    paper = f"{MEETING}/proposals/{proposal.id}/papers/{proposal.attachments[0].id}"
    assert Browser(app).get(paper).status == status


def test_what_was_said_stays_without_names_when_the_proposal_moves_to_an_open_session(app: Flask, session: Any) -> None:
    held, proposal, _kenya = a_session("chatham_house")
    proposal.table(make_session(held.meeting, titles={"en": "Open"}), by=None, at=NOW)
    page = Browser(app).get(f"{MEETING}/proposals/{proposal.id}?lang=en")
    assert SAID in page.text
    (point,) = proposal.points
    assert point.attribution is None
