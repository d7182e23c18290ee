from datetime import timedelta

import pytest
from sqlalchemy import select

from jcmevents.audit import AuditEntry
from jcmevents.countries.models import Country
from jcmevents.delegations.models import Delegation, InvitationState
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from tests.factories import NOW, make_delegation, make_meeting, make_organization

pytestmark = pytest.mark.usefixtures("session")
LATER = NOW + timedelta(days=1)


def test_a_country_or_a_body_is_admitted_once_per_meeting():
    meeting, body = make_meeting(), make_organization()
    for whom, field in (({"country": Country.by_code("MN")}, "country"), ({"organization": body}, "organization")):
        Delegation.admit(meeting, **whom, by=None, at=NOW)
        with pytest.raises(RuleBroken, match="on the list of the meeting already") as broken:
            Delegation.admit(meeting, **whom, by=None, at=NOW)
        assert broken.value.field == field
        Delegation.admit(make_meeting(), **whom, by=None, at=NOW)


def test_what_the_database_refuses_is_told_in_the_same_sentence(monkeypatch):
    meeting = make_meeting()
    make_delegation(meeting)
    monkeypatch.setattr(Delegation, "of_meeting", lambda _meeting: select(Delegation).where(Delegation.id < 0))
    with pytest.raises(RuleBroken, match="on the list of the meeting already"):
        make_delegation(meeting)


@pytest.mark.parametrize("both", [True, False])
def test_a_delegation_is_of_a_country_or_of_a_body(both):
    whom = {"country": Country.by_code("MN"), "organization": make_organization()} if both else {}
    with pytest.raises(RuleBroken, match="Choose"):
        Delegation.admit(make_meeting(), **whom, by=None, at=NOW)


@pytest.mark.parametrize("seats", [-1, 1000])
def test_seats_out_of_bounds_are_refused(seats):
    with pytest.raises(RuleBroken) as broken:
        make_delegation(seats=seats)
    assert broken.value.field == "seats"
    delegation = make_delegation(seats=0)
    with pytest.raises(RuleBroken):
        delegation.revise(seats=seats, by=None, at=NOW)


def test_the_first_invitation_gives_the_date():
    delegation = make_delegation()
    delegation.invite(by=None, at=NOW)
    delegation.invite(by=None, at=LATER)
    db.session.commit()
    assert (delegation.invitation_state, delegation.invited_at) == (InvitationState.INVITED, NOW)
    assert actions().count("delegation.invite") == 1


def test_whoever_declined_is_not_invited_again_but_may_accept():
    delegation = make_delegation()
    delegation.decline(by=None, at=NOW)
    with pytest.raises(RuleBroken, match="note its acceptance"):
        delegation.invite(by=None, at=NOW)
    delegation.accept(by=None, at=NOW)
    assert delegation.invitation_state == InvitationState.ACCEPTED


def test_an_acceptance_is_not_undone_by_an_invitation():
    delegation = make_delegation()
    delegation.accept(by=None, at=NOW)
    with pytest.raises(RuleBroken, match="accepted already"):
        delegation.invite(by=None, at=NOW)
    assert delegation.invitation_state == InvitationState.ACCEPTED


def test_the_same_answer_twice_is_recorded_once():
    delegation = make_delegation()
    for _ in range(2):
        delegation.accept(by=None, at=NOW)
    for _ in range(2):
        delegation.decline(by=None, at=NOW)
    db.session.commit()
    assert actions() == [
        "meeting.convene",
        "meeting.publish",
        "delegation.admit",
        "delegation.accept",
        "delegation.decline",
    ]


def actions():
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_every_state_has_a_name_and_a_tone():
    assert [state.label for state in InvitationState] == ["not invited", "invited", "accepted", "declined"]
    assert {state.tone for state in InvitationState} == {"neutral", "info", "good", "bad"}


def test_a_delegation_is_named_as_the_country_was_called_then():
    assert make_delegation(country="GE").name("ja") == "ジョージア"
    assert make_delegation(country="LA").name("en", "formal") == "Lao People's Democratic Republic"


def test_a_delegation_is_found_at_its_own_meeting_only():
    delegation = make_delegation()
    assert Delegation.found_in(delegation.meeting, delegation.id) is delegation
    assert Delegation.found_in(make_meeting(), delegation.id) is None


@pytest.mark.parametrize("funded", [-1, 4])
def test_no_more_seats_can_be_funded_than_there_are(session, funded):
    with pytest.raises(RuleBroken) as refusal:
        make_delegation(seats=3, funded_seats=funded)
    assert refusal.value.field == "funded_seats"
