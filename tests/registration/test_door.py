"""The delegate's own door."""

import pytest
from sqlalchemy import select

from jcmevents.mail.models import OutgoingMail
from jcmevents.registration.models import Registration
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_registration, make_user


@pytest.fixture
def delegation(session):
    delegation = make_delegation(make_meeting(slug="open", titles={"en": "Open meeting", "ja": "公開会合"}), seats=2)
    delegation.invite(by=None, at=NOW)
    return delegation


def typed(delegation, **fields):
    return {"delegation": delegation.id, "full_name": "Tuul", "email": "tuul@example.org", **fields}


def test_visitor_registers_and_is_told_his_number_on_the_page_and_by_mail(browser, session, delegation):
    answer = browser.submit("/meetings/open/registration/new", **typed(delegation, phone="+976 1"))
    registration = session.scalar(Registration.of_meeting(delegation.meeting))
    assert (registration.state, registration.full_name, registration.user_id) == ("submitted", "Tuul", None)
    assert registration.lang == "en"
    assert answer.location == f"/meetings/open/registration/{registration.number}"
    page = browser.follow(answer)
    assert page.texts("h1") == [f"Registration {registration.number}"]
    assert "has been received" in page.text
    mail = session.scalar(select(OutgoingMail))
    assert (mail.to_address, mail.subject) == (
        "tuul@example.org",
        f"Your registration {registration.number}: Open meeting",
    )
    assert f"http://localhost/meetings/open/registration/{registration.number}" in mail.body_text
    assert "Dear Tuul," in mail.body_text


def test_delegate_without_a_seat_waits_and_is_told_so(browser, session, delegation):
    for _ in range(2):
        make_registration(delegation)
    page = browser.follow(browser.submit("/meetings/open/registration/new", **typed(delegation)))
    assert "you are on the waiting list" in page.text
    assert "you are on the waiting list" in session.scalar(select(OutgoingMail)).body_text


def test_only_delegations_that_are_invited_can_be_chosen(browser, session, delegation):
    other = make_delegation(delegation.meeting, "LA")
    page = browser.get("/meetings/open/registration/new")
    assert page.texts("[name=delegation] option") == ["Please choose", "Mongolia"]
    answer = browser.post("/meetings/open/registration/new", typed(other))
    assert (answer.status, session.scalars(select(Registration)).all()) == (200, [])


def test_meeting_without_invited_delegations_says_that_registration_is_not_open(browser):
    meeting = make_delegation().meeting
    page = browser.get(f"/meetings/{meeting.slug}/registration/new")
    assert (page.texts(".empty-state-title"), page.select("[name=full_name]")) == (["Registration is not open"], [])


def test_head_and_staff_are_not_offered(browser, delegation):
    offered = browser.get("/meetings/open/registration/new").texts("[name=capacity] option")
    assert {"delegate", "interpreter", "press"} <= set(offered)
    assert not {"head of delegation", "secretariat"} & set(offered)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": ""}, "E-mail: This field is required."),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "E-mail: Invalid email address."),
        ({"full_name": ""}, "Name: This field is required."),
        (
            {"full_name": "Abdul\u202erahman"},
            "Name: This text holds a hidden character that changes the writing direction. "
            "It has been taken out here: please check the text and save again.",
        ),
    ],
)
def test_bad_entry_comes_back_with_everything_typed_and_queues_no_mail(browser, session, delegation, fields, sentence):
    page = browser.post("/meetings/open/registration/new", typed(delegation, function="Director", **fields))
    assert page.texts(".error-summary li") == [sentence]
    assert page.one("[name=function]")["value"] == "Director"
    assert (session.scalars(select(Registration)).all(), session.scalars(select(OutgoingMail)).all()) == ([], [])


def test_registration_sent_twice_is_one_and_gets_one_mail(browser, session, delegation):
    form = browser.get("/meetings/open/registration/new")
    first, second = (browser.submit(form, **typed(delegation)) for _ in range(2))
    assert first.location == second.location
    assert (len(session.scalars(select(Registration)).all()), len(session.scalars(select(OutgoingMail)).all())) == (
        1,
        1,
    )


def test_door_shows_nothing_of_other_people(browser, delegation):
    make_registration(delegation, full_name="Oyun Bold", email="oyun@example.org", capacity="head")
    answer = browser.submit("/meetings/open/registration/new", **typed(delegation))
    pages = [browser.get("/meetings/open/registration/new"), browser.follow(answer)]
    refused = browser.post("/meetings/open/registration/new", typed(delegation, capacity="head"))
    for page in (*pages, refused):
        assert [word for word in ("Oyun", "oyun@example.org", "tuul@example.org") if word in page.text] == []


def test_number_of_nobody_is_not_found(browser, delegation):
    assert browser.get("/meetings/open/registration/ABCDE-FGHJK").status == 404


def test_signed_in_delegate_owns_his_registration(browser, session, delegation):
    user = make_user(email="tuul@example.org")
    browser.sign_in(user).submit("/meetings/open/registration/new", **typed(delegation))
    assert session.scalar(select(Registration.user_id)) == user.id


def test_mail_is_in_the_language_chosen(browser, session, delegation):
    languages = browser.app.extensions["languages"]
    code, _name = languages[-1]
    browser.submit("/meetings/open/registration/new", **typed(delegation, lang=code))
    assert session.scalar(select(OutgoingMail.lang)) == code


def test_door_of_an_unpublished_meeting_is_for_staff(browser, delegation):
    delegation.meeting.withdraw_from_public(by=None, at=NOW)
    assert browser.get("/meetings/open/registration/new").status == 404
    assert browser.sign_in(make_organizer()).get("/meetings/open/registration/new").status == 200
