"""Needs at table and for access; days of presence."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from jcmevents.crypto import DecryptionFailed
from jcmevents.extensions import db
from jcmevents.meetings.models import Mode
from jcmevents.registration.day_modes import Presence, in_short, note_presences, offered, presences
from jcmevents.registration.needs import KEPT_AFTER_MEETING, Needs, NeedsOfMeeting, Part, forget_needs
from tests.factories import NOW, make_delegation, make_meeting, make_registration


def test_needs_are_told_and_told_anew(session):
    person = make_registration()
    Needs.tell(person, Part.DIET, ["halal", "nut_allergy", "unknown"], "  no onions ")
    Needs.tell(person, Part.ACCESS, ["captions"], "")
    needs = Needs.of(person)
    assert (needs.diets, needs.note(Part.DIET)) == (["halal", "nut_allergy"], "no onions")
    assert (needs.access, needs.note(Part.ACCESS)) == (["captions"], "")
    Needs.tell(person, Part.DIET, [], "")
    assert (needs.diets, needs.note(Part.DIET), needs.access) == ([], "", ["captions"])


def test_notes_are_sealed_in_the_database_and_open_in_their_own_place_only(session):
    person, other = make_registration(), make_registration()
    for someone in (person, other):
        Needs.tell(someone, Part.DIET, [], f"sesame {someone.number}")
    session.commit()
    stored = db.session.execute(text("SELECT diet_note FROM needs")).scalars().all()
    assert not any(b"sesame" in bytes(sealed) for sealed in stored)
    mine, theirs = Needs.of(person), Needs.of(other)
    mine.diet_note = theirs.diet_note
    with pytest.raises(DecryptionFailed):
        mine.note(Part.DIET)


def test_caterers_get_numbers_and_words_without_names(session):
    delegation = make_delegation()
    for chosen, note in (
        (["halal"], ""),
        (["halal", "vegan"], "No onions"),
        ([], "A severe allergy to sesame"),
        ([], ""),
    ):
        Needs.tell(make_registration(delegation), Part.DIET, chosen, note)
    of_all = NeedsOfMeeting(db.session.scalars(select(Needs)))
    assert list(of_all.counts(Part.DIET)) == [("vegan", 1), ("halal", 2)]
    assert of_all.notes(Part.DIET) == ["A severe allergy to sesame", "No onions"]
    assert (of_all.people(Part.DIET), of_all.people(Part.ACCESS)) == (3, 0)


def test_needs_are_forgotten_thirty_days_after_the_last_day(session):
    meetings = [make_meeting(start=date(2025, 2, day), end=date(2025, 2, day + 1)) for day in (10, 11)]
    for meeting in meetings:
        Needs.tell(make_registration(make_delegation(meeting)), Part.DIET, ["vegan"], "")
    session.commit()
    ends = NOW.replace(day=11)
    forget_needs(ends + KEPT_AFTER_MEETING)
    assert len(db.session.scalars(select(Needs)).all()) == 2
    forget_needs(ends + KEPT_AFTER_MEETING + timedelta(days=1))
    assert len(db.session.scalars(select(Needs)).all()) == 1


def test_days_are_spent_as_said_or_else_as_the_registration_says(session):
    person = make_registration(make_delegation(make_meeting(mode=Mode.HYBRID)), mode=Mode.ONLINE)
    first, second, third = (day.id for day in person.meeting.days)
    assert set(presences(person).values()) == {Presence.ONLINE}
    note_presences(person, {first: Presence.ON_SITE, second: Presence.ABSENT})
    session.commit()
    assert presences(person) == {first: "on_site", second: "absent", third: "online"}
    note_presences(person, {first: Presence.ONLINE, third: Presence.ABSENT})
    session.commit()
    assert presences(person) == {first: "online", second: "online", third: "absent"}


@pytest.mark.parametrize(
    ("mode", "choices"),
    [
        (Mode.ON_SITE, ["on_site", "absent"]),
        (Mode.ONLINE, ["online", "absent"]),
        (Mode.HYBRID, ["on_site", "online", "absent"]),
    ],
)
def test_what_is_offered_for_a_day_is_what_the_meeting_is(session, mode, choices):
    assert list(offered(make_meeting(mode=mode))) == choices


def test_person_who_comes_on_one_day_is_on_site():
    assert in_short({1: Presence.ONLINE, 2: Presence.ON_SITE, 3: Presence.ABSENT}) == Mode.ON_SITE
    assert in_short({1: Presence.ONLINE, 2: Presence.ABSENT}) == Mode.ONLINE
