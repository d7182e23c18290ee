import pytest
from sqlalchemy import select

from jcmevents.audit import AuditEntry
from jcmevents.delegations.models import InvitationState
from jcmevents.delegations.ordering import in_order
from jcmevents.errors import RuleBroken
from jcmevents.registration.models import Registration
from jcmevents.registration.numbers import LETTERS, as_written, new_number
from jcmevents.registration.states import Capacity, State
from jcmevents.registration.timeline import timeline
from tests.factories import NOW, make_delegation, make_meeting, make_organization, make_organizer, make_registration


def open_delegation(**values):
    delegation = make_delegation(**values)
    delegation.invite(by=None, at=NOW)
    return delegation


def apply(delegation, **details):
    return Registration.apply(delegation, **{"full_name": "Tuul", "by": None, "at": NOW, **details})


def test_number_can_be_read_out_and_typed_carelessly(session):
    registration = make_registration()
    typed = registration.number.lower().replace("-", " ")
    assert Registration.found_in(registration.meeting, typed) is registration
    assert as_written("7k3qx–m2pwa") == "7K3QX-M2PWA"
    assert set("".join(new_number() for _ in range(200))) == {*LETTERS, "-"}


def test_registration_is_not_found_under_another_meeting(session):
    assert Registration.found_in(make_meeting(), make_registration().number) is None


def test_last_seat_can_be_taken_and_no_further_one(session):
    delegation = make_delegation(seats=2)
    make_registration(delegation)
    make_registration(delegation)
    with pytest.raises(RuleBroken, match="All 2 seats of Mongolia are taken") as broken:
        make_registration(delegation)
    assert broken.value.field == "delegation"
    assert Registration.seats_taken(delegation) == 2


@pytest.mark.parametrize("step", ["withdraw", "decline", "waitlist"])
def test_seat_is_free_again_after_withdrawal_refusal_and_waitlisting(session, step):
    delegation = make_delegation(seats=1)
    registration = make_registration(delegation)
    getattr(registration, step)(by=None, at=NOW, **({} if step == "waitlist" else {"why": "So it is."}))
    assert make_registration(delegation).position == 2


def test_confirming_somebody_without_a_seat_needs_a_free_one(session):
    delegation = make_delegation(seats=1)
    withdrawn = make_registration(delegation)
    withdrawn.withdraw(by=None, at=NOW)
    follower = make_registration(delegation)
    with pytest.raises(RuleBroken, match="All 1 seats"):
        withdrawn.confirm(by=None, at=NOW)
    assert withdrawn.state == State.WITHDRAWN
    follower.withdraw(by=None, at=NOW)
    withdrawn.confirm(by=None, at=NOW)
    assert withdrawn.state == State.CONFIRMED


def test_somebody_who_did_not_come_has_used_the_seat(session):
    delegation = make_delegation(seats=1)
    registration = make_registration(delegation)
    registration.confirm(by=None, at=NOW)
    registration.mark_no_show(by=None, at=NOW)
    with pytest.raises(RuleBroken, match="All 1 seats"):
        make_registration(delegation)


def test_delegation_has_exactly_one_head(session):
    delegation = make_delegation()
    head = make_registration(delegation, full_name="Oyun", capacity=Capacity.HEAD)
    deputy = make_registration(delegation, capacity=Capacity.DEPUTY)
    sentence = "Oyun is head of this delegation already; there is exactly one."
    with pytest.raises(RuleBroken, match=sentence):
        make_registration(delegation, capacity=Capacity.HEAD)
    with pytest.raises(RuleBroken, match=sentence):
        deputy.revise(capacity=Capacity.HEAD, by=None, at=NOW)
    head.withdraw(by=None, at=NOW)
    deputy.revise(capacity=Capacity.HEAD, by=None, at=NOW)
    with pytest.raises(RuleBroken, match="exactly one"):
        head.confirm(by=None, at=NOW)


def test_head_may_be_revised_and_stays_head(session):
    head = make_registration(capacity=Capacity.HEAD)
    head.revise(capacity=Capacity.HEAD, function="Minister", by=None, at=NOW)
    assert (head.capacity, head.function) == (Capacity.HEAD, "Minister")


def test_person_moves_to_the_end_of_another_delegation_if_it_has_a_seat(session):
    meeting = make_meeting()
    mover, target = make_registration(make_delegation(meeting, "MN")), make_delegation(meeting, "LA", seats=1)
    blocker = make_registration(target)
    with pytest.raises(RuleBroken, match="All 1 seats"):
        mover.revise(delegation=target, by=None, at=NOW)
    blocker.withdraw(by=None, at=NOW)
    mover.revise(delegation=target, by=None, at=NOW)
    assert (mover.delegation, mover.position) == (target, 2)


def test_text_is_stored_composed_and_without_outer_space(session):
    registration = make_registration(full_name="  Nguye\u0302\u0303n Va\u0306n A ", function="Cafe\u0301 ")
    registration.revise(unit=" E\u0301cole", by=None, at=NOW)
    assert (registration.full_name, registration.function, registration.unit) == ("Nguyễn Văn A", "Café", "École")


def test_direction_override_in_a_name_is_refused(session):
    with pytest.raises(RuleBroken, match="writing direction"):
        make_registration(full_name="Abdul\u202erahman")


def test_timeline_tells_steps_and_revisions_with_who_and_why(session):
    organizer, registration = make_organizer(name="Hanako"), make_registration()
    registration.send_back(why="The function is missing.", by=organizer, at=NOW)
    registration.revise(function="Director", email="a@example.org", by=organizer, at=NOW)
    session.commit()
    told = {(entry.what, entry.who, entry.note) for entry in timeline(registration)}
    assert told == {
        ("nominated", "", ""),
        ("needs correction", "Hanako", "The function is missing."),
        ("changed: E-mail, Function", "Hanako", ""),
    }


def test_revision_without_a_change_leaves_no_trace(session):
    registration = make_registration(function="Director")
    session.commit()
    registration.revise(function="Director", by=None, at=NOW)
    session.commit()
    assert session.scalars(select(AuditEntry.action).where(AuditEntry.action == "registration.revise")).all() == []
    assert registration.version == 1


def test_applicant_takes_a_seat_or_waits(session):
    delegation = open_delegation(seats=1)
    assert [apply(delegation).state, apply(delegation).state] == [State.SUBMITTED, State.WAITLISTED]
    assert Registration.seats_taken(delegation) == 1


@pytest.mark.parametrize("invitation", [InvitationState.NOT_INVITED, InvitationState.DECLINED])
def test_nobody_applies_to_a_delegation_that_is_not_invited(session, invitation):
    delegation = make_delegation()
    delegation.invitation = invitation
    with pytest.raises(RuleBroken, match="not open for registration"):
        apply(delegation)


@pytest.mark.parametrize("capacity", [Capacity.HEAD, Capacity.SECRETARIAT])
def test_nobody_makes_himself_head_or_staff(session, capacity):
    with pytest.raises(RuleBroken, match="given by the delegation or the organizers"):
        apply(open_delegation(), capacity=capacity)


def test_application_belongs_to_the_account_with_the_same_address(session):
    user, delegation = make_organizer(email="tuul@example.org"), open_delegation()
    own = apply(delegation, by=user, email="Tuul@example.org")
    for_another = apply(delegation, by=user, email="bat@example.org")
    assert (own.user_id, for_another.user_id) == (user.id, None)


def test_delegations_are_listed_in_the_order_of_the_meeting(session):
    meeting = make_meeting(order_policy="en_un", order_moves=[["VN", "before", "BD"]])
    ministry, agency = (
        make_organization(key=key, rank=rank, country_iso2="JP") for key, rank in (("moe", 1), ("jcma", None))
    )
    center = make_organization(key="a6ip", rank=1)
    bodies = [make_delegation(meeting, organization=body) for body in (center, agency, ministry)]
    countries = [make_delegation(meeting, iso2) for iso2 in ("LA", "VN", "BD")]
    ordered = in_order(meeting, [*bodies, *countries])
    assert [d.country_iso2 for d in ordered.countries] == ["VN", "BD", "LA"]
    assert [d.organization.key for d in (*ordered.host_bodies, *ordered.others)] == ["moe", "jcma", "a6ip"]


def test_funded_seats_are_some_of_the_seats(session):
    delegation = make_delegation(seats=3, funded_seats=1)
    make_registration(delegation, funded=True)
    with pytest.raises(RuleBroken, match="All 1 funded seats of Mongolia are taken"):
        make_registration(delegation, funded=True)
    make_registration(delegation)
    assert (Registration.seats_free(delegation), Registration.seats_free(delegation, funded=True)) == (1, 0)


def test_a_seated_person_cannot_take_a_funded_seat_that_is_not_free(session):
    delegation = make_delegation(seats=2, funded_seats=1)
    funded, other = make_registration(delegation, funded=True), make_registration(delegation)
    with pytest.raises(RuleBroken, match="funded seats"):
        other.revise(by=None, at=NOW, funded=True)
    funded.revise(by=None, at=NOW, funded=False)
    other.revise(by=None, at=NOW, funded=True)
    assert Registration.seats_taken(delegation, funded=True) == 1


def test_somebody_late_holds_no_seat_until_he_is_confirmed(session):
    delegation = make_delegation(seats=1)
    late = make_registration(delegation)
    late.late = True
    assert Registration.seats_free(delegation) == 1
    make_registration(delegation)
    with pytest.raises(RuleBroken, match="All 1 seats"):
        late.confirm(by=None, at=NOW)
    delegation.revise(by=None, at=NOW, seats=2)
    late.confirm(by=None, at=NOW)
    assert (late.late, Registration.seats_taken(delegation)) == (False, 2)
