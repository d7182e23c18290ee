"""A person and the organizers at the same registration: what each changed goes together, what both did is shown."""

import pytest

from jcmevents.questionnaire.kinds import Kind
from jcmevents.registration import corrections
from jcmevents.registration.answers import Answer
from jcmevents.registration.consents import ConsentKind
from jcmevents.registration.day_modes import Presence, note_presences, presences
from jcmevents.registration.needs import Needs, Part
from tests.application.applicants import send
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_registration
from tests.questionnaire.fields import make_field


@pytest.fixture
def person(session, delegation):
    return make_registration(delegation, full_name="Tuul", function="Director", unit="Climate Unit", email="t@x.org")


@pytest.fixture
def organizer(app, person):
    return Browser(app).sign_in(make_organizer())


@pytest.fixture
def delegate(browser, person):
    browser.hold_link("registration", person.id)
    return browser


def form_of(person, step):
    return f"/meetings/open/registration/{person.number}/edit/{step}"


def edit_of(person):
    return f"/meetings/open/registrations/{person.number}/edit"


def revise(person, **details):
    person.revise(by=None, at=NOW, **details)


def sent(delegate, person):
    return send(delegate, form_of(person, "review"))


def test_what_the_organizer_changed_stays_when_the_delegate_sends_other_fields(delegate, organizer, person):
    page = delegate.get(form_of(person, "part"))
    organizer.submit(edit_of(person), function="Director General")
    assert delegate.submit(page, unit="Carbon Market Unit", go="next").status == 302
    assert sent(delegate, person).status == 302
    assert (person.function, person.unit) == ("Director General", "Carbon Market Unit")


def test_it_stays_too_when_it_is_changed_after_the_delegate_has_typed(delegate, organizer, person):
    delegate.submit(form_of(person, "part"), unit="Carbon Market Unit", go="next")
    delegate.submit(form_of(person, "who"), phone="+976 1", go="next")
    organizer.submit(edit_of(person), function="Director General", full_name="Tuul B.")
    assert "Director General" in delegate.get(form_of(person, "review")).text
    assert sent(delegate, person).status == 302
    assert (person.function, person.unit, person.full_name) == ("Director General", "Carbon Market Unit", "Tuul B.")


def test_what_the_delegate_changed_stays_when_the_organizer_saves_other_fields(delegate, organizer, person):
    page = organizer.get(edit_of(person))
    delegate.submit(form_of(person, "part"), unit="Carbon Market Unit", go="next")
    sent(delegate, person)
    assert organizer.submit(page, function="Director General").status == 302
    assert (person.function, person.unit) == ("Director General", "Carbon Market Unit")


def test_of_a_field_that_both_changed_the_delegate_sees_both_texts(delegate, organizer, person):
    page = delegate.get(form_of(person, "part"))
    organizer.submit(edit_of(person), function="Director General")
    clash = delegate.submit(page, function="Acting Director", go="next")
    assert clash.texts(".clash-text") == ["Director General", "Acting Director"]
    assert (clash.one("[name=function]")["value"], person.function) == ("Acting Director", "Director General")
    assert delegate.submit(clash, go="next").status == 302
    assert sent(delegate, person).status == 302
    assert person.function == "Acting Director"


def test_nothing_is_sent_while_both_texts_wait_for_a_decision(delegate, organizer, person):
    delegate.submit(form_of(person, "part"), function="Acting Director", go="next")
    organizer.submit(edit_of(person), function="Director General")
    review = delegate.get(form_of(person, "review"))
    assert "that you have changed too" in review.one(".review-part-wrong").text
    assert (sent(delegate, person).status, person.function) == (409, "Director General")
    page = delegate.get(form_of(person, "part"))
    assert page.texts(".clash-text") == ["Director General", "Acting Director"]
    delegate.submit(page, function="Director General", go="review")
    assert (sent(delegate, person).status, person.function) == (302, "Director General")


def test_of_a_field_that_both_changed_the_organizer_sees_both_texts(delegate, organizer, person):
    page = organizer.get(edit_of(person))
    delegate.submit(form_of(person, "part"), function="Acting Director", unit="Carbon Market Unit", go="next")
    sent(delegate, person)
    clash = organizer.submit(page, function="Director General", phone="+976 1")
    assert clash.texts(".clash-text") == ["Acting Director", "Director General"]
    organizer.submit(clash, function="Director General")
    assert (person.function, person.unit, person.phone) == ("Director General", "Carbon Market Unit", "+976 1")


def test_an_honorific_is_changed_as_a_whole(delegate, person):
    delegate.submit(form_of(person, "who"), phone="+976 1", go="next")
    revise(person, honorific="Amb. Prof.")
    sent(delegate, person)
    assert (person.honorific, person.phone) == ("Amb. Prof.", "+976 1")


def test_needs_of_which_the_consent_was_taken_back_are_not_kept_again(delegate, person, session):
    told = {"diet": ["halal"], "diet_consent": True, "access_note": "Ramp", "access_consent": True}
    delegate.submit(form_of(person, "needs"), **told, go="next")
    sent(delegate, person)
    delegate.submit(form_of(person, "needs"), access_note="Ramp, please", go="next")
    person.withdraw_consent(ConsentKind.DIET, by=None, at=NOW)
    sent(delegate, person)
    needs = Needs.of(person)
    assert (needs.chosen(Part.DIET), needs.note(Part.ACCESS)) == ([], "Ramp, please")


def test_needs_that_both_changed_are_shown_with_their_consent(delegate, person):
    delegate.submit(form_of(person, "needs"), diet=["halal"], diet_consent=True, go="next")
    sent(delegate, person)
    page = delegate.get(form_of(person, "needs"))
    person.withdraw_consent(ConsentKind.DIET, by=None, at=NOW)
    clash = delegate.submit(page, diet_note="No pork", go="next")
    assert "halal" in clash.texts(".clash-text")
    assert Needs.of(person).note(Part.DIET) == ""


def test_answers_merge_question_by_question(delegate, person):
    first, second = (make_field(person.meeting, Kind.TEXT, labels={"en": label}) for label in ("Route", "Arrival"))
    fields = [first, second]
    Answer.keep(person, {first.key: "By sea", second.key: "Monday"}, fields=fields, by=None, at=NOW)
    page = delegate.get(form_of(person, "questions"))
    Answer.keep(person, {first.key: "By air", second.key: "Monday"}, fields=fields, by=None, at=NOW)
    assert delegate.submit(page, **{f"q_{second.key}": "Tuesday"}, go="next").status == 302
    sent(delegate, person)
    assert Answer.of(person) == {first.key: "By air", second.key: "Tuesday"}
    clash = delegate.submit(page, **{f"q_{first.key}": "By land"}, go="next")
    assert clash.texts(".clash-text")[:2] == ["By air", "By land"]


def test_a_mode_that_the_organizer_gives_holds_for_the_days(session, app, browser):
    delegation = make_delegation(make_meeting(slug="open", mode="hybrid"))
    person = make_registration(delegation, email="t@x.org")
    days = [day.id for day in delegation.meeting.days]
    note_presences(person, {days[0]: Presence.ON_SITE, **dict.fromkeys(days[1:], Presence.ABSENT)})
    Browser(app).sign_in(make_organizer()).submit(edit_of(person), mode="online")
    assert list(presences(person).values()) == [Presence.ONLINE, *[Presence.ABSENT] * (len(days) - 1)]
    browser.hold_link("registration", person.id)
    browser.submit(form_of(person, "part"), unit="Carbon Market Unit", go="next")
    sent(browser, person)
    assert (person.mode, person.unit) == ("online", "Carbon Market Unit")


def test_an_address_put_right_by_an_organizer_ends_the_links_to_the_old_one(app, session, organizer, person):
    old = Browser(app)
    link = old.hold_link("registration", person.id, to=person.email)
    own = f"/meetings/open/registration/{person.number}/consents"
    assert old.get(own).status == 200
    organizer.submit(edit_of(person), function="Minister")
    assert old.get(own).status == 200
    organizer.submit(edit_of(person), email="right@example.org")
    assert (old.get(own).status, link.can_be_renewed()) == (302, False)
    new = Browser(app)
    new.hold_link("registration", person.id, to="right@example.org")
    assert (new.get(own).status, link.can_be_renewed()) == (200, False)


def test_a_delegate_who_changes_the_own_address_keeps_the_link(delegate, person):
    delegate.submit(form_of(person, "who"), email="new@example.org", go="next")
    sent(delegate, person)
    assert person.email == "new@example.org"
    assert delegate.get(form_of(person, "who")).status == 200


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.CHOICE, Kind.MULTI_CHOICE, Kind.CONSENT, Kind.FILE])
def test_a_correction_asked_of_an_answer_stands_at_its_field(delegate, person, kind):
    field = make_field(person.meeting, kind, labels={"en": "Route"})
    corrections.ask(person, {f"q_{field.key}": "Which ship?", "function": "In full"}, by=None, at=NOW)
    person.send_back(why="", by=None, at=NOW)
    page = delegate.get(form_of(person, "questions"))
    assert page.texts(".question .field-error") == ["Error: Which ship?"]
    delegate.submit(page, go="next")
    assert delegate.get(form_of(person, "questions")).texts(".question .field-error") == ["Error: Which ship?"]


@pytest.mark.parametrize(("asked", "step", "at"), [("mode", "part", ".days"), ("listed", "consents", "form")])
def test_what_the_form_asks_in_other_words_is_corrected_where_it_is_asked(delegate, person, asked, step, at):
    corrections.ask(person, {asked: "Not so"}, by=None, at=NOW)
    person.send_back(why="", by=None, at=NOW)
    assert "Not so" in delegate.get(form_of(person, step)).one(at).text
