"""What a person does with the own registration: by a private link, or signed in."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from jcmevents import clock
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.application.drafts import Draft
from jcmevents.audit import AuditEntry
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.registration import corrections
from jcmevents.registration.consent_wording import CURRENT
from jcmevents.registration.consents import Consent, ConsentKind
from jcmevents.registration.needs import Needs, Part
from jcmevents.registration.states import State
from tests.application.applicants import register, send
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_organizer, make_registration, make_user
from tests.registration.test_consents import READING
from tests.roster.people import HARD_NAMES


def page_of(registration, rest=""):
    return f"/meetings/{registration.meeting.slug}/registration/{registration.number}{rest}"


@pytest.fixture
def nominee(delegation):
    return make_registration(delegation, full_name="Oyun Bold", email="oyun@example.org", capacity="head")


@pytest.fixture
def holder(browser, nominee):
    """The browser of the nominee."""
    browser.hold_link("registration", nominee.id)
    return browser


def complete(browser, person, **who):
    """Go through the form of `person`; the answer to the sending."""
    edit = page_of(person, "/edit")
    browser.submit(f"{edit}/who", go="next", **who)
    for step in ("part", "needs", "consents"):
        browser.submit(f"{edit}/{step}", go="next")
    return send(browser, f"{edit}/review")


def test_nominated_person_completes_the_form_and_is_then_submitted(holder, session, nominee):
    start = holder.get(page_of(nominee, "/edit"))
    assert start.location == page_of(nominee, "/edit/who")
    form = holder.follow(start)
    assert (form.one("[name=full_name]")["value"], form.one("[name=email]")["value"]) == (
        "Oyun Bold",
        "oyun@example.org",
    )
    part = holder.get(page_of(nominee, "/edit/part"))
    assert part.select("[name=delegation], [name=capacity]") == []
    assert ("Mongolia" in part.text, "head of delegation" in part.text) == (True, True)
    assert complete(holder, nominee, phone="+976 11").location == page_of(nominee)
    assert (nominee.state, nominee.phone, nominee.capacity) == ("submitted", "+976 11", "head")
    assert session.scalars(select(OutgoingMail.to_address)).all() == ["oyun@example.org"]
    assert session.scalars(select(Draft)).all() == []


def test_change_after_sending_is_told_in_the_history_and_by_mail(holder, session, nominee):
    complete(holder, nominee)
    nominee.confirm(by=None, at=NOW)
    assert holder.get(page_of(nominee, "/edit")).location == page_of(nominee, "/edit/review")
    complete(holder, nominee, full_name="Oyun B. Bold")
    assert (nominee.state, nominee.full_name) == ("confirmed", "Oyun B. Bold")
    revised = select(AuditEntry.detail, AuditEntry.actor_label).where(AuditEntry.action == "registration.revise")
    told = [(detail["changed"], actor) for detail, actor in session.execute(revised.order_by(AuditEntry.id))]
    assert ("full_name" in told[-1][0], told[-1][1]) == (True, "private_link")
    subjects = session.scalars(select(OutgoingMail.subject).order_by(OutgoingMail.id)).all()
    assert subjects[-1] == f"Your registration {nominee.number} has been changed"


def test_what_the_organizers_asked_for_stands_at_the_fields_and_is_closed_by_sending(holder, session, nominee):
    complete(holder, nominee)
    nominee.send_back(why="Letter", by=None, at=NOW)
    corrections.ask(nominee, {"function": "Please write it in full."}, by=None, at=NOW)
    review = holder.get(page_of(nominee, "/edit/review"))
    assert "Please write it in full." in review.text
    part = holder.get(page_of(nominee, "/edit/part"))
    assert "Please write it in full." in part.one(".field-error").text
    holder.submit(page_of(nominee, "/edit/part"), function="Deputy Director", go="next")
    answer = send(holder, page_of(nominee, "/edit/review"))
    assert answer.status == 302, answer.text
    assert (nominee.state, nominee.function, corrections.corrections_of(nominee)) == (
        "submitted",
        "Deputy Director",
        {},
    )


def test_form_holds_until_the_door_closes(holder, nominee):
    nominee.meeting.registration_closes_at = NOW + timedelta(hours=1)
    assert holder.get(page_of(nominee, "/edit/who")).status == 200
    with clock.frozen_at(NOW + timedelta(hours=1)):
        assert holder.get(page_of(nominee, "/edit/who")).location == page_of(nominee)
        assert holder.post(page_of(nominee, "/edit/review"), {"once": "x"}).location == page_of(nominee)
    assert nominee.state == State.NOMINATED


def test_meeting_by_invitation_lets_the_nominated_in(holder, nominee):
    nominee.meeting.registration_policy = "invitation"
    assert complete(holder, nominee).status == 302
    assert nominee.state == State.SUBMITTED


@pytest.mark.parametrize("rest", ["/edit", "/edit/who", "/edit/review", "/withdrawal", "/consents"])
def test_stranger_with_a_link_of_his_own_finds_nothing(holder, nominee, rest):
    other = make_registration(nominee.delegation)
    assert holder.get(page_of(other, rest)).status == 404
    stranger = Browser(holder.app).sign_in(make_user())
    assert stranger.get(page_of(nominee, rest)).status == 404


def test_consents_are_given_and_taken_back_at_once(holder, session, nominee):
    page = holder.get(page_of(nominee, "/consents"))
    assert page.texts("h2")[0] == "List of participants"
    holder.submit(page, action=page_of(nominee, "/consents/photo"))
    assert nominee.photographed
    holder.submit(page_of(nominee, "/consents"), action=page_of(nominee, "/consents/photo"))
    assert not nominee.photographed
    [given] = session.scalars(select(Consent))
    assert (given.lang, given.text_version, given.withdrawn_at) == ("en", CURRENT, NOW)


def test_person_learns_that_the_list_needs_both_consents(holder, nominee):
    page = holder.get(page_of(nominee, "/consents"))
    holder.submit(page, action=page_of(nominee, "/consents/participants"))
    page = holder.get(page_of(nominee, "/consents"))
    assert "counted in it, but not named" in page.one("#participants").text
    holder.submit(page, action=page_of(nominee, "/consents/transfer"))
    assert nominee.listed
    assert "counted in it, but not named" not in holder.get(page_of(nominee, "/consents")).text


def test_person_sees_which_countries_were_invited_since_and_consents_to_them(holder, nominee):
    nominee.give_consent(ConsentKind.TRANSFER, countries=[nominee.delegation.country_iso2], **READING)
    new = make_delegation(nominee.meeting, country="SN")
    page = holder.get(page_of(nominee, "/consents"))
    assert "Senegal. Your consent does not cover them yet" in page.one("#transfer").text
    assert "in: Senegal" not in page.text
    holder.submit(page, action=page_of(nominee, "/consents/transfer"), given="yes")
    given = nominee.standing_consent(ConsentKind.TRANSFER)
    assert set(given.countries) == {nominee.delegation.country_iso2, new.country_iso2}
    assert "does not cover them yet" not in holder.get(page_of(nominee, "/consents")).text


def test_text_that_was_consented_to_stays_beside_the_consent(holder, nominee):
    assert "It goes to delegations abroad too" in holder.get(page_of(nominee, "/consents")).one("#participants").text
    nominee.give_consent(ConsentKind.PARTICIPANTS, **(READING | {"version": 1}))
    page = holder.get(page_of(nominee, "/consents"))
    assert "Without this consent you are counted, not named." in page.one("#participants").text


def test_person_who_takes_a_consent_back_is_named_on_the_list_no_more(app, holder, session, nominee):
    nominee.confirm(by=None, at=NOW)
    nominee.meeting.participants_public = True
    nominee.give_consent(ConsentKind.PUBLIC, **READING)
    visitor = Browser(app)
    listed = f"/meetings/{nominee.meeting.slug}/participants"
    assert "Oyun Bold" in visitor.get(listed).text
    holder.post(page_of(nominee, "/consents/public"), {"given": "no"})
    assert "Oyun Bold" not in visitor.get(listed).text


def test_consents_to_needs_are_only_taken_back_there(holder, nominee):
    nominee.give_consent(ConsentKind.DIET, **READING)
    Needs.tell(nominee, Part.DIET, ["halal"], "")
    holder.post(page_of(nominee, "/consents/diet"), {"given": "no"})
    assert Needs.of(nominee).diets == []
    holder.post(page_of(nominee, "/consents/diet"), {"given": "yes"})
    assert not nominee.consents_to(ConsentKind.DIET)


def test_person_withdraws_and_the_seat_is_free(holder, nominee):
    assert holder.post(page_of(nominee, "/withdrawal"), {}).status == 200
    answer = holder.submit(page_of(nominee, "/withdrawal"), confirmed=True)
    assert (answer.status, nominee.state) == (302, "withdrawn")
    assert type(nominee).seats_free(nominee.delegation) == 2


def test_own_registrations_are_listed_and_nobody_elses(app, holder, nominee):
    make_registration(nominee.delegation, full_name="Stranger")
    page = holder.get("/registrations/mine")
    assert (page.texts("h2"), "Oyun Bold" in page.text, "Stranger" in page.text) == (["Open meeting"], True, False)
    assert "My registrations" in holder.get("/").text
    assert "My registrations" not in Browser(app).get("/").text


def test_links_are_mailed_to_the_address_and_the_answer_tells_nothing(app, browser, session, nominee):
    known = browser.follow(browser.submit("/registrations/access", email="OYUN@example.org"))
    unknown = browser.follow(browser.submit("/registrations/access", email="nobody@example.org"))
    assert known.texts(".flashes") == unknown.texts(".flashes")
    mail = session.scalars(select(OutgoingMail)).one()
    assert (mail.to_address, mail.subject) == ("oyun@example.org", "Please complete your registration: Open meeting")
    browser.submit("/registrations/access", email="oyun@example.org")
    assert len(session.scalars(select(PrivateLink)).all()) == 1  # one has just gone there


def test_link_is_mailed_again_from_the_page_of_the_number(browser, session, nominee):
    answer = browser.submit(page_of(nominee), action=page_of(nominee, "/link"))
    assert "oyun@example.org" not in browser.follow(answer).text
    assert session.scalars(select(OutgoingMail.to_address)).all() == ["oyun@example.org"]


def test_who_wants_a_visa_letter_is_led_to_the_page_for_it(app, holder, nominee):
    travel = f'a[href="{page_of(nominee, "/travel")}"]'
    assert holder.get(page_of(nominee)).select(travel) == []
    nominee.wants_visa_letter = True
    assert len(holder.get(page_of(nominee)).select(travel)) == 1
    assert Browser(app).get(page_of(nominee)).select(travel) == []


def test_calendar_names_the_person_to_himself_only(app, holder, nominee):
    own, foreign = (b.get(page_of(nominee, ".ics")).data.decode() for b in (holder, Browser(app)))
    assert ("Oyun Bold" in own, "Oyun Bold" in foreign) == (True, False)
    event = Calendar.from_ical(own).events[0]
    assert (str(event["summary"]), str(event["dtstart"].dt), str(event["dtend"].dt)) == (
        *("Open meeting", "2025-02-17", "2025-02-20"),
    )


@pytest.mark.parametrize(
    "name", [*HARD_NAMES, "Venkata" * 9, "José María de la Concepción y Todos los Santos Ruiz Gómez"]
)
def test_names_come_back_as_they_were_typed(app, session, name):
    delegation = make_delegation(seats=2)
    delegation.invite(by=None, at=NOW)
    browser = Browser(app)
    register(browser, delegation, full_name=name, email="person@example.org")
    person = db.session.scalars(select(type(make_registration(delegation))).order_by("id")).first()
    assert person.full_name == name
    browser.hold_link("registration", person.id)
    assert browser.get(page_of(person, "/edit/who")).one("[name=full_name]")["value"] == name
    assert name in browser.get(page_of(person)).body.replace("&#39;", "'").replace("&#34;", '"').replace(
        "&lt;", "<"
    ).replace("&gt;", ">").replace("&amp;", "&")
    description = str(Calendar.from_ical(browser.get(page_of(person, ".ics")).data).events[0]["description"])
    assert name in description
    assert f"Dear {name}," in session.scalars(select(OutgoingMail.body_text)).first()


def test_organizers_see_needs_as_numbers(app, session, nominee):
    nominee.give_consent(ConsentKind.DIET, **READING)
    Needs.tell(nominee, Part.DIET, ["halal"], "No onions, please")
    page = Browser(app).sign_in(make_organizer()).get(f"/meetings/{nominee.meeting.slug}/needs")
    assert page.texts("tbody tr") == ["halal 1"]
    assert page.texts(".stat-value") == ["1", "1", "1"]
    assert ("No onions, please" in page.text, "1 note in own words." in page.text) == (False, True)
    nominee.withdraw(by=None, at=NOW)
    assert "halal" not in Browser(app).sign_in(make_organizer()).get(f"/meetings/{nominee.meeting.slug}/needs").text


def test_notes_are_shown_without_names_to_whom_says_what_for_and_that_is_noted(app, session, nominee):
    Needs.tell(nominee, Part.DIET, ["halal"], "No onions, please")
    organizer, path = Browser(app).sign_in(make_organizer(name="Hanako")), f"/meetings/{nominee.meeting.slug}/needs"
    refused = organizer.submit(path, action=f"{path}/notes")
    assert ("No onions, please" in refused.text, refused.texts("#purpose .field-error") != []) == (False, True)
    page = organizer.submit(refused, purpose="catering")
    assert ("No onions, please" in page.text, "Oyun" in page.text) == (True, False)
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "needs.read"))
    assert (entry.actor_label, entry.meeting_id, entry.detail) == (
        "user",
        nominee.meeting_id,
        {"purpose": "catering"},
    )


def test_organizer_notes_that_a_consent_was_taken_back(app, session, nominee):
    nominee.give_consent(ConsentKind.PHOTO, **READING)
    staff = Browser(app).sign_in(make_organizer())
    address = f"/meetings/{nominee.meeting.slug}/registrations/{nominee.number}/consents"
    page = staff.get(address)
    assert page.texts("tbody tr th") == ["Photographs and film"]
    staff.submit(page, action=f"{address}/photo")
    assert not nominee.consents_to(ConsentKind.PHOTO)
    assert "taken back on 17 February 2025" in staff.get(address).text


def test_page_of_the_link_names_the_meeting_and_nobody(app, nominee):
    details = {"to": nominee.email, "lang": "en", "by": None, "at": NOW}
    _link, token = PrivateLink.issue("registration", nominee.id, **details)
    page = Browser(app).get(f"/links/{token}")
    assert page.one(".link-about").text == "It leads to: your registration for Open meeting"
    assert nominee.full_name not in page.text
