"""The final list of participants, frozen: numbered, hashed, the same for ever."""

import csv
import hashlib
from datetime import timedelta
from io import StringIO

import pytest
from flask import Flask

from jcmevents import clock, jobs
from jcmevents.extensions import db
from jcmevents.record.versions import Subject, SummaryVersion
from tests.browser import Browser
from tests.factories import make_attendee, make_delegation, make_meeting, make_organizer
from tests.record.samples import a_meeting_held, words_of_pdf

PARTICIPANTS = "/meetings/jcm-gp-4/participants"
VERSIONS = f"{PARTICIPANTS}/versions"


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(make_organizer())


def freeze(app: Flask, organizer: Browser) -> SummaryVersion:
    organizer.post(VERSIONS)
    jobs.drain(app, clock.now() + timedelta(seconds=1))
    lists = db.select(SummaryVersion).where(SummaryVersion.subject == Subject.PARTICIPANTS)
    version = db.session.scalars(lists.order_by(SummaryVersion.number.desc())).first()
    assert version
    assert (version.stand, version.problem) == ("frozen", "")
    return version


def named(organizer: Browser, number: int) -> list[str]:
    content = organizer.client.get(f"{VERSIONS}/{number}/en.csv").data.decode("utf-8-sig")
    return [row["name"] for row in csv.DictReader(StringIO(content)) if row["name"]]


def test_frozen_list_holds_every_format_in_the_languages_of_the_meeting(app: Flask, organizer: Browser) -> None:
    a_meeting_held()
    version = freeze(app, organizer)
    assert {(each.lang, each.format) for each in version.files} == {
        (lang, format) for lang in ("en", "ja") for format in ("pdf", "docx", "csv", "json", "txt")
    }
    assert (version.number, version.done, version.total, version.names_people) == (1, 10, 10, True)
    assert all(each.file.sensitive for each in version.files)
    names = "".join(f"{each.file.original_name} {each.file.sha256}\n" for each in version.files)
    assert version.digest == hashlib.sha256(names.encode()).hexdigest()
    assert "list of participants" in words_of_pdf(organizer.client.get(f"{VERSIONS}/1/en.pdf").data)


def test_what_changes_later_leaves_a_frozen_list_as_it_is(app: Flask, organizer: Browser) -> None:
    meeting = a_meeting_held()
    freeze(app, organizer)
    before = {each.format: each.file.read() for each in freeze(app, organizer).files}
    make_attendee(make_delegation(meeting, "VN"), full_name="Came Late", listed=True)
    db.session.commit()
    assert freeze(app, organizer).number == 3
    kept = SummaryVersion.numbered(meeting, 2, Subject.PARTICIPANTS)
    assert kept
    assert {each.format: each.file.read() for each in kept.files} == before
    assert ["Came Late" in named(organizer, number) for number in (2, 3)] == [False, True]
    assert any("Came Late" in added for added in organizer.get(f"{VERSIONS}/3").texts("ins"))
    assert organizer.get(PARTICIPANTS).texts(".frozen-lists li a") == ["Version 3", "Version 2", "Version 1"]


def test_list_is_frozen_only_after_the_meeting(organizer: Browser) -> None:
    start = (clock.now() + timedelta(days=3)).date()
    make_meeting(slug="jcm-gp-4", start=start, end=start)
    assert organizer.post(VERSIONS).status == 409
    assert db.session.query(SummaryVersion).count() == 0


def test_versions_of_list_and_summary_are_numbered_apart(app: Flask, organizer: Browser) -> None:
    meeting = a_meeting_held()
    organizer.post("/meetings/jcm-gp-4/proposals/summary/versions")
    jobs.drain(app, clock.now() + timedelta(seconds=1))
    assert freeze(app, organizer).number == 1
    assert SummaryVersion.numbered(meeting, 1) is not SummaryVersion.numbered(meeting, 1, Subject.PARTICIPANTS)
    assert organizer.get(f"{VERSIONS}/1/xx.pdf").status == 404
