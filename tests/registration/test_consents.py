"""Consents: what was said to whom, when, in which words, and until when."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jcmevents.audit import AuditEntry
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.registration import consent_wording
from jcmevents.registration.consents import ASKED, Consent, ConsentKind
from jcmevents.registration.models import Registration
from jcmevents.registration.needs import Needs, Part
from tests.factories import NOW, make_delegation, make_meeting, make_organization, make_registration

LATER = NOW + timedelta(hours=3)
READING = {"version": 1, "lang": "fr", "by": None, "at": NOW}


def test_consent_keeps_when_it_was_given_and_which_text_was_read(session):
    person = make_registration()
    person.give_consent(ConsentKind.TRANSFER, countries=["MN", "GE"], **READING)
    [given] = db.session.scalars(select(Consent))
    assert (given.kind, given.text_version, given.lang, given.countries) == ("transfer", 1, "fr", ["GE", "MN"])
    assert (given.given_at, given.withdrawn_at) == (NOW, None)


def test_consent_given_again_stays_the_first(session):
    person = make_registration()
    person.give_consent(ConsentKind.PHOTO, **READING)
    person.give_consent(ConsentKind.PHOTO, **(READING | {"at": LATER}))
    assert [c.given_at for c in person.consents] == [NOW]


def test_consent_taken_back_ends_at_once_and_both_acts_stay_known(session):
    person = make_registration(listed_publicly=True)
    person.withdraw_consent(ConsentKind.PUBLIC, by=None, at=LATER)
    ended = [(c.given_at, c.withdrawn_at) for c in person.consents]
    assert (person.listed_publicly, ended) == (False, [(NOW, LATER)])
    person.give_consent(ConsentKind.PUBLIC, **(READING | {"at": LATER}))
    session.commit()
    assert (person.listed_publicly, len(person.consents)) == (True, 2)
    acts = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.startswith("consent")).order_by(AuditEntry.id)
    )
    assert list(acts) == ["consent.give", "consent.withdraw", "consent.give"]


def test_consents_are_settled_by_what_was_ticked_and_those_not_asked_stay(session):
    person = make_registration(listed=True, listed_publicly=True)
    person.give_consent(ConsentKind.DIET, **READING)
    person.settle_consents({ConsentKind.PUBLIC, ConsentKind.MAILING}, asked=ASKED, **READING)
    assert {kind for kind in ConsentKind if person.consents_to(kind)} == {"public", "mailing", "diet"}


def test_database_asks_for_consents_as_the_person_does(session):
    person = make_registration(listed=True)
    silent = make_registration(person.delegation)
    rows = db.session.execute(select(Registration.id, Registration.listed, Registration.listed_publicly)).all()
    assert [tuple(row) for row in rows] == [(person.id, True, False), (silent.id, False, False)]
    assert db.session.scalars(select(Registration.id).where(Registration.listed)).all() == [person.id]


def test_nobody_is_named_in_the_list_that_goes_abroad_without_consent_to_that(session):
    person = make_registration()
    for kind, listed in ((ConsentKind.PARTICIPANTS, False), (ConsentKind.TRANSFER, True)):
        person.give_consent(kind, **READING)
        session.commit()
        found = db.session.scalars(select(Registration.id).where(Registration.listed)).all()
        assert (person.listed, found) == (listed, [person.id] if listed else [])
    person.withdraw_consent(ConsentKind.TRANSFER, by=None, at=LATER)
    assert not person.listed


def test_consent_to_the_transfer_covers_the_countries_it_named(session):
    person = make_registration()
    assert person.countries_since(["MN"]) == []  # who has not consented is not told what the consent lacks
    person.give_consent(ConsentKind.TRANSFER, countries=["MN"], **READING)
    assert person.countries_since(["GE", "MN", "TH"]) == ["GE", "TH"]
    person.renew_consent(ConsentKind.TRANSFER, countries=["GE", "MN", "TH"], **(READING | {"at": LATER}))
    assert person.countries_since(["GE", "MN", "TH"]) == []
    assert [(c.countries, c.withdrawn_at) for c in person.consents] == [(["MN"], LATER), (["GE", "MN", "TH"], None)]


def test_consent_taken_back_deletes_what_was_told_on_its_ground(session):
    person = make_registration()
    for part in Part:
        person.give_consent(ConsentKind(part.value), **READING)
    Needs.tell(person, Part.DIET, ["halal"], "no onions")
    Needs.tell(person, Part.ACCESS, ["wheelchair"], "")
    person.withdraw_consent(ConsentKind.DIET, by=None, at=LATER)
    needs = Needs.of(person)
    assert (needs.diets, needs.note(Part.DIET), needs.access) == ([], "", ["wheelchair"])


@pytest.mark.parametrize("lang", ["en", "ja", "fr", "es"])
@pytest.mark.parametrize("kind", list(ConsentKind))
def test_every_consent_has_its_words_in_every_language(session, kind, lang):
    told = consent_wording.wording(kind, lang)
    assert all(told)
    assert "{" not in told.text


def test_language_without_texts_reads_the_english_ones(session):
    assert consent_wording.language_read("pt") == "en"
    assert consent_wording.wording(ConsentKind.PHOTO, "pt") == consent_wording.wording(ConsentKind.PHOTO, "en")


def test_transfer_names_the_countries_of_the_delegations_that_may_come(session):
    meeting = make_meeting(order_policy="en_un")
    for code in ("MN", "GE"):
        make_delegation(meeting, code)
    declined = make_delegation(meeting, "CL")
    declined.invite(by=None, at=NOW)
    declined.decline(by=None, at=NOW)
    make_delegation(meeting, organization=make_organization(country_iso2="DE"))
    make_delegation(meeting, organization=make_organization(country_iso2="JP"))
    countries = consent_wording.countries_abroad(meeting)
    assert [country.iso2 for country in countries] == ["GE", "MN", "DE"]
    assert "in: Georgia, Mongolia, Germany." in consent_wording.wording(ConsentKind.TRANSFER, "en", countries).text
    assert "ジョージア、モンゴル、ドイツ" in consent_wording.wording(ConsentKind.TRANSFER, "ja", countries).text


def test_transfer_says_why_no_country_is_named_yet(session):
    assert "still being invited" in consent_wording.wording(ConsentKind.TRANSFER, "en", []).text


def test_consents_go_with_the_registration(session):
    person = make_registration(listed=True)
    db.session.delete(person)
    session.commit()
    assert db.session.scalars(select(Consent)).all() == []


def test_hidden_characters_are_refused_in_notes(session):
    with pytest.raises(RuleBroken):
        Needs.tell(make_registration(), Part.DIET, [], "abc\u202edef")
