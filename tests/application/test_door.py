"""The delegate's own door, from the first step to the number."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jcmevents import clock
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.registration.consents import ConsentKind
from jcmevents.registration.day_modes import presences
from jcmevents.registration.models import Registration
from jcmevents.registration.needs import Needs, Part
from tests.application.applicants import fill_in, register, send
from tests.factories import NOW, make_delegation, make_organizer, make_registration, make_user

NEW = "/meetings/open/registration/new"


def the_only(delegation):
    return db.session.scalars(Registration.of_meeting(delegation.meeting)).one()


def test_visitor_registers_and_is_told_his_number_on_the_page_and_by_mail(browser, session, delegation):
    answer = register(browser, delegation, phone="+976 1", function="Director")
    person = the_only(delegation)
    assert (person.state, person.full_name, person.phone, person.user_id) == ("submitted", "Tuul", "+976 1", None)
    assert answer.location == f"/meetings/open/registration/{person.number}"
    page = browser.follow(answer)
    assert page.texts("h1") == [f"Registration {person.number}"]
    assert "has been received" in page.text
    mail = session.scalar(select(OutgoingMail))
    assert mail.to_address == "tuul@example.org"
    assert person.number in mail.body_text
    assert "http://localhost/links/" in mail.body_text


def test_everything_that_was_entered_is_kept(browser, session, delegation):
    days = [day.id for day in delegation.meeting.days]
    register(
        browser,
        delegation,
        full_name="Доржийн Ганболд",
        honorific="other",
        other_honorific="Amb.",
        reading="ドルジ・ガンボルド",
        gender="female",
        badge_name="Ganbold",
        lang="en",
        capacity="adviser",
        unit="Ministry",
        wants_visa_letter=True,
        diet=["halal"],
        diet_note="no onions",
        diet_consent=True,
        participants=True,
        transfer=True,
        **{f"day_{days[1]}": "absent"},
    )
    person = the_only(delegation)
    stored = (person.full_name, person.honorific, person.reading, person.gender, person.badge_name, person.capacity)
    assert stored == ("Доржийн Ганболд", "Amb.", "ドルジ・ガンボルド", "female", "Ganbold", "adviser")
    assert (person.unit, person.wants_visa_letter, person.mode) == ("Ministry", True, "on_site")
    assert list(presences(person).values()) == ["on_site", "absent", "on_site"]
    assert (Needs.of(person).diets, Needs.of(person).note(Part.DIET)) == (["halal"], "no onions")
    assert {kind for kind in ConsentKind if person.consents_to(kind)} == {"participants", "transfer", "diet"}
    assert person.standing_consent(ConsentKind.TRANSFER).countries == ["MN"]


def test_needs_without_the_tick_are_asked_about_and_not_kept(browser, delegation):
    fill_in(browser, delegation)
    page = browser.submit(f"{NEW}/needs", diet=["vegan"], go="next")
    assert (page.status, len(page.texts(".error-summary li"))) == (200, 1)
    assert "without it we may not keep it" in page.text
    refused = send(browser, f"{NEW}/review")
    assert (refused.status, refused.texts(".error-summary li")) == (
        409,
        ["Something is still missing or not right: What you need."],
    )


def test_delegate_without_a_seat_waits_and_is_told_so(browser, session, delegation):
    for _ in range(2):
        make_registration(delegation)
    page = browser.follow(register(browser, delegation))
    assert "you are on the waiting list" in page.text
    assert "waiting list" in session.scalar(select(OutgoingMail)).body_text


def test_open_registration_confirms_at_once_while_there_are_seats(browser, session, delegation):
    delegation.meeting.registration_policy = "open"
    people = [("Anu", "anu@example.org"), ("Bat", "bat@example.org"), ("Cogt", "cogt@example.org")]
    for name, email in people:
        register(browser, delegation, full_name=name, email=email)
    states = db.session.scalars(select(Registration.state).order_by(Registration.id))
    assert list(states) == ["confirmed", "confirmed", "waitlisted"]


def test_only_delegations_that_are_invited_can_be_chosen(browser, session, delegation):
    other = make_delegation(delegation.meeting, "LA")
    fill_in(browser, delegation)
    assert browser.get(f"{NEW}/part").texts("[name=delegation] option") == ["Please choose", "Mongolia"]
    browser.post(f"{NEW}/part", {"delegation": other.id, "capacity": "delegate", "go": "next"})
    assert send(browser, f"{NEW}/review").status == 409
    assert session.scalars(select(Registration)).all() == []


@pytest.mark.parametrize(
    ("changes", "title", "words"),
    [
        ({"registration_policy": "invitation"}, "Registration is by invitation", "private link by mail"),
        (
            {"registration_opens_at": NOW + timedelta(days=1)},
            "Registration has not opened yet",
            "18 February 2025 12:00 (Asia/Tokyo)",
        ),
        ({"registration_closes_at": NOW}, "Registration is closed", "17 February 2025 12:00 (Asia/Tokyo)"),
    ],
)
def test_door_that_is_shut_says_when_and_what_to_do(browser, session, delegation, changes, title, words):
    review = fill_in(browser, delegation)
    for name, value in changes.items():
        setattr(delegation.meeting, name, value)
    page = browser.get(NEW)
    assert (page.texts(".empty-state-title"), page.select("[name=full_name]")) == ([title], [])
    assert words in page.text
    assert browser.post(review, {}).texts(".empty-state-title") == [title]
    assert session.scalars(select(Registration)).all() == []


def test_meeting_that_was_held_takes_nobody_and_offers_nothing(browser, delegation):
    links = f'nav a[href="{NEW}"]'
    assert len(browser.get("/meetings/open").select(links)) == 1
    with clock.frozen_at(NOW + timedelta(days=3)):
        assert browser.get(NEW).texts(".empty-state-title") == ["The meeting has been held"]
        assert browser.get("/meetings/open").select(links) == []


def test_meeting_without_invited_delegations_says_that_registration_is_not_open(browser):
    meeting = make_delegation().meeting
    page = browser.get(f"/meetings/{meeting.slug}/registration/new")
    assert (page.texts(".empty-state-title"), page.select("[name=full_name]")) == (["Registration is not open"], [])


def test_head_and_staff_are_not_offered(browser, delegation):
    fill_in(browser, delegation)
    offered = {choice["value"] for choice in browser.get(f"{NEW}/part").select("[name=capacity]")}
    assert {"delegate", "interpreter", "press"} <= offered
    assert not {"head", "secretariat"} & offered


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": ""}, "E-mail: This field is required."),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "E-mail: Invalid email address."),
        ({"full_name": ""}, "Full name: This field is required."),
        ({"reading": "Yamada"}, None),
        ({"reading": "山田"}, "Reading in kana: Please write the reading in hiragana or katakana."),
        (
            {"full_name": "Abdul\u202erahman"},
            "Full name: This text holds a hidden character that changes the writing direction. "
            "It has been taken out here: please check the text and save again.",
        ),
    ],
)
def test_bad_entry_comes_back_with_everything_typed(browser, delegation, fields, sentence):
    typed = {"full_name": "Tuul", "email": "tuul@example.org", "badge_name": "T", "gender": "other", "lang": "en"}
    page = browser.post(NEW, typed | fields | {"go": "next"})
    if sentence is None:
        assert page.status == 302
        return
    assert page.texts(".error-summary li") == [sentence]
    assert page.one("[name=badge_name]")["value"] == "T"
    assert browser.get(NEW).one("[name=badge_name]")["value"] == "T"  # kept as typed, right or wrong


def test_registration_sent_twice_is_one_and_gets_one_mail(browser, session, delegation):
    review = browser.get(fill_in(browser, delegation))
    first, second = (browser.submit(review, once=review.one("[name=once]")["value"]) for _ in range(2))
    assert first.location == second.location
    assert the_only(delegation)
    assert len(session.scalars(select(OutgoingMail)).all()) == 1


def test_second_entry_of_one_person_is_refused_and_offered_the_link_of_the_first(app, browser, session, delegation):
    register(browser, delegation, full_name="Bat Erdene", email="bat@example.org")
    first = the_only(delegation)
    with clock.frozen_at(NOW + timedelta(hours=1)):
        refused = register(browser, delegation, full_name="BAT ERDENE", email="other@example.org")
        assert refused.status == 409
        assert "is registered in this delegation already" in refused.text
        assert [word for word in ("bat@example.org", first.number) if word in refused.text] == []
        browser.submit(refused, action="/meetings/open/registration/link")
    mails = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
    assert [mail.to_address for mail in mails] == ["bat@example.org", "bat@example.org"]
    assert the_only(delegation) == first


def test_somebody_who_withdrew_may_come_again(browser, session, delegation):
    register(browser, delegation)
    the_only(delegation).withdraw(by=None, at=NOW)
    assert register(browser, delegation).status == 302


def test_door_shows_nothing_of_other_people(app, browser, delegation):
    make_registration(delegation, full_name="Oyun Bold", email="oyun@example.org", capacity="head")
    answer = register(browser, delegation)
    for page in (browser.get(NEW), browser.follow(answer)):
        assert [word for word in ("Oyun", "oyun@example.org", "tuul@example.org") if word in page.text] == []


def test_number_of_nobody_is_not_found(browser, delegation):
    assert browser.get("/meetings/open/registration/ABCDE-FGHJK").status == 404


def test_signed_in_delegate_owns_his_registration(browser, session, delegation):
    user = make_user(email="tuul@example.org")
    register(browser.sign_in(user), delegation)
    assert session.scalar(select(Registration.user_id)) == user.id
    assert browser.get("/registrations/mine").texts("h2") == ["Open meeting"]


def test_mail_is_in_the_language_chosen(browser, session, delegation):
    code, _name = browser.app.extensions["languages"][-1]
    register(browser, delegation, lang=code)
    assert session.scalar(select(OutgoingMail.lang)) == code


def test_door_of_an_unpublished_meeting_is_for_staff(browser, delegation):
    delegation.meeting.withdraw_from_public(by=None, at=NOW)
    assert browser.get(NEW).status == 404
    assert browser.sign_in(make_organizer()).get(NEW).status == 200


def test_too_many_from_one_address_wait_and_lose_nothing(app, browser, session, delegation, monkeypatch):
    monkeypatch.setitem(app.config, "REGISTRATIONS_PER_ADDRESS", 1)
    register(browser, delegation)
    refused = register(browser, delegation, full_name="Second", email="second@example.org")
    assert (refused.status, refused.headers["Retry-After"]) == (429, "900")
    assert "What you typed is kept" in refused.text
    with clock.frozen_at(NOW + timedelta(minutes=16)):
        assert send(browser, f"{NEW}/review").status == 302


def test_step_before_anything_is_typed_leads_to_the_first(browser, delegation):
    assert browser.get(f"{NEW}/consents").location == NEW
    assert browser.get(f"{NEW}/nothing").status == 404
