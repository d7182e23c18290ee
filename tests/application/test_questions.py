"""The meeting's own questions as a step of the form."""

from io import BytesIO

import pytest
from sqlalchemy import select

from jcmevents.extensions import db
from jcmevents.files.models import StoredFile
from jcmevents.registration.answers import Answer
from jcmevents.registration.models import Registration
from tests.application.applicants import fill_in, send
from tests.questionnaire.fields import make_field

NEW = "/meetings/open/registration/new"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)


def test_meeting_without_questions_has_no_such_step(browser, delegation):
    fill_in(browser, delegation)
    assert browser.get(f"{NEW}/questions").status == 404


def test_questions_are_asked_by_capacity_and_answers_kept(browser, session, delegation):
    make_field(delegation.meeting, key="bio", labels={"en": "Short biography"}, required=True)
    make_field(delegation.meeting, key="badge", labels={"en": "Press card"}, capacities=["press"])
    review = fill_in(browser, delegation)
    assert browser.submit(f"{NEW}/needs", go="next").location == f"{NEW}/questions"
    page = browser.get(f"{NEW}/questions")
    assert page.select("[name=q_badge]") == []
    assert "questions of this meeting" in send(browser, review).text.lower()
    browser.submit(page, q_bio="Engineer", go="next")
    assert "Engineer" in browser.get(review).text
    assert send(browser, review).status == 302
    person = session.scalars(Registration.of_meeting(delegation.meeting)).one()
    assert Answer.of(person) == {"bio": "Engineer"}


@pytest.fixture
def with_photo(browser, delegation):
    make_field(delegation.meeting, kind="file", key="photo", labels={"en": "Photograph"}, required=True)
    return fill_in(browser, delegation)


def give(browser, name):
    token = browser.csrf_token()
    typed = {"csrf_token": token, "go": "next", "q_photo": (BytesIO(PNG), name)}
    return browser.open(f"{NEW}/questions", method="POST", data=typed, content_type="multipart/form-data")


def test_file_is_kept_with_the_draft_and_goes_with_the_registration(browser, session, delegation, with_photo):
    assert give(browser, "one.png").status == 302
    assert give(browser, "two.png").status == 302
    assert [file.original_name for file in session.scalars(select(StoredFile))] == ["two.png"]
    assert "two.png" in browser.get(with_photo).text
    assert browser.submit(f"{NEW}/questions", go="next").status == 302  # not chosen again: it is there
    assert send(browser, with_photo).status == 302
    [answer] = db.session.scalars(select(Answer))
    assert answer.file.read() == PNG


def test_file_is_deleted_with_the_draft(browser, session, delegation, with_photo):
    give(browser, "one.png")
    browser.submit(NEW, action="/meetings/open/registration/draft/removal")
    assert session.scalars(select(StoredFile)).all() == []


@pytest.fixture
def with_optional_photo(browser, delegation):
    make_field(delegation.meeting, kind="file", key="photo", labels={"en": "Photograph"})
    return fill_in(browser, delegation)


def removed(browser, path):
    assert "Given so far: one.png" in browser.get(path).text
    return browser.submit(path, q_photo="remove", go="next")


def test_optional_file_is_removed_from_the_draft(browser, session, delegation, with_optional_photo):
    give(browser, "one.png")
    assert removed(browser, f"{NEW}/questions").status == 302
    assert "one.png" not in browser.get(with_optional_photo).text
    assert send(browser, with_optional_photo).status == 302
    assert (session.scalars(select(Answer)).all(), session.scalars(select(StoredFile)).all()) == ([], [])


def test_optional_file_that_was_sent_is_removed_when_the_removal_is_sent(
    browser, session, delegation, with_optional_photo
):
    give(browser, "one.png")
    send(browser, with_optional_photo)
    person = session.scalars(Registration.of_meeting(delegation.meeting)).one()
    browser.hold_link("registration", person.id)
    form = f"/meetings/open/registration/{person.number}/edit"
    assert removed(browser, f"{form}/questions").status == 302
    assert len(session.scalars(select(StoredFile)).all()) == 1
    assert browser.submit(f"{form}/questions", go="next").status == 302
    assert send(browser, f"{form}/review").status == 302
    assert (session.scalars(select(Answer)).all(), session.scalars(select(StoredFile)).all()) == ([], [])


def test_required_file_cannot_be_removed(browser, session, delegation, with_photo):
    give(browser, "one.png")
    assert browser.get(f"{NEW}/questions").select("#q_photo-removal") == []
    browser.post(f"{NEW}/questions", {"q_photo": "remove", "go": "next"})
    assert len(session.scalars(select(StoredFile)).all()) == 1
