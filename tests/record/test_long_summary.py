"""A summary of many proposals, as long as no version of it is published: the worker prints it."""

from datetime import timedelta

import pytest
from flask import Flask

from jcmevents import clock, jobs
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.record.current_summary import MOST_AT_ONCE
from tests.browser import Browser
from tests.factories import NOW, make_meeting, make_organizer, make_session
from tests.record.samples import squeezed, table, words_of_pdf


@pytest.fixture
def meeting(session: None) -> Meeting:
    meeting = make_meeting()
    meeting.published_at = NOW
    held = make_session(meeting)
    for n in range(MOST_AT_ONCE + 1):
        table(meeting, held, f"Proposal {n:02}")
    db.session.commit()
    return meeting


def address(meeting: Meeting, format: str = "pdf") -> str:
    return f"/meetings/{meeting.slug}/proposals/summary.{format}"


def made(app: Flask, staff: Browser, meeting: Meeting) -> bytes:
    """The file after staff has asked for it and the worker has made it."""
    progress = staff.submit(address(meeting), once="a key").location
    assert staff.get(progress).texts("[data-progress-text]") == ["waiting for its turn"]
    assert jobs.drain(app, clock.now() + timedelta(seconds=1))
    told = staff.client.get(f"{progress}/progress").get_json()
    assert (told["done"], told["total"], told["ended"]) == (MOST_AT_ONCE + 1, MOST_AT_ONCE + 1, True)
    return staff.client.get(staff.get(progress).one("main a.btn-primary")["href"]).data


def test_staff_have_the_worker_print_it_and_then_everybody_gets_it_at_once(
    app: Flask, browser: Browser, meeting: Meeting
) -> None:
    staff = browser.sign_in(make_organizer())
    file = made(app, staff, meeting)
    words = squeezed(words_of_pdf(file))
    assert all(squeezed(f"Proposal {n:02}") in words for n in range(MOST_AT_ONCE + 1))
    for reader in (staff, Browser(app)):
        answer = reader.client.get(address(meeting))
        assert (answer.mimetype, answer.data) == ("application/pdf", file)


def test_visitors_read_it_as_a_page_until_it_is_made(browser: Browser, meeting: Meeting) -> None:
    for format in ("pdf", "docx", "html"):
        page = browser.get(address(meeting, format))
        assert page.status == 200
        assert "Proposal 20" in page.text
        assert "once the organizers have published it" in page.text
        assert page.select(".downloads") == []


def test_what_names_people_is_made_for_whoever_asked_and_not_kept(
    app: Flask, browser: Browser, meeting: Meeting
) -> None:
    staff = browser.sign_in(make_organizer())
    asked = f"{address(meeting)}?participants=1"
    progress = staff.submit(asked, once="a key").location
    assert jobs.drain(app, clock.now() + timedelta(seconds=1))
    assert staff.get(progress).select("main a.btn-primary")
    assert staff.get(asked).select("main form[method=post]")


def test_a_short_one_is_printed_at_once(browser: Browser, meeting: Meeting) -> None:
    short = make_meeting(slug="short")
    short.published_at = NOW
    table(short, make_session(short), "The only one")
    assert browser.client.get(address(short)).data.startswith(b"%PDF")
