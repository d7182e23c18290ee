"""Exactly one head, others for single days; the order of the members; the slot that goes on."""

from typing import Any

import pytest
from sqlalchemy import select

from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.registration import late, protocol
from jcmevents.registration.heads import head_of, head_on, heads_at, name_head, name_heads_of_days
from jcmevents.registration.models import Registration
from jcmevents.registration.replacement import replace
from tests.factories import NOW, make_attendee, make_delegation, make_registration

pytestmark = pytest.mark.usefixtures("session")
ACT: dict[str, Any] = {"by": None, "at": NOW}


def names(delegation: Delegation) -> list[str]:
    return [person.full_name for person in db.session.scalars(protocol.in_protocol_order(delegation))]


def test_a_new_head_stands_first_and_the_former_one_becomes_a_delegate() -> None:
    delegation = make_delegation()
    first = make_registration(delegation, full_name="First", capacity="head")
    second = make_registration(delegation, full_name="Second", capacity="deputy")
    name_head(second, **ACT)
    assert (head_of(delegation), first.capacity) == (second, "delegate")
    assert names(delegation) == ["Second", "First"]
    name_head(second, **ACT)
    assert (head_of(delegation), names(delegation)) == (second, ["Second", "First"])


def test_nobody_without_a_seat_is_head() -> None:
    delegation = make_delegation()
    gone = make_registration(delegation)
    gone.withdraw(**ACT)
    waiting = Registration.nominate_late(delegation, full_name="Late", **ACT)
    for person in (gone, waiting):
        with pytest.raises(RuleBroken, match="holds no seat"):
            name_head(person, **ACT)
        with pytest.raises(RuleBroken, match="holds no seat"):
            name_heads_of_days(delegation, {delegation.meeting.days[0]: person}, **ACT)


def test_the_head_of_a_day_is_of_the_same_delegation() -> None:
    delegation = make_delegation()
    stranger = make_registration(make_delegation(delegation.meeting, "CL"))
    with pytest.raises(RuleBroken, match="a member of the delegation"):
        name_heads_of_days(delegation, {delegation.meeting.days[0]: stranger}, **ACT)


def test_another_head_for_one_day_lasts_while_the_person_holds_a_seat() -> None:
    delegation = make_delegation()
    head, other = make_registration(delegation, capacity="head"), make_registration(delegation)
    one, two, _three = delegation.meeting.days
    name_heads_of_days(delegation, {two: other}, **ACT)
    assert [head_on(delegation, day) for day in (one, two)] == [head, other]
    other.withdraw(**ACT)
    assert head_on(delegation, two) == head
    name_heads_of_days(delegation, {two: None}, **ACT)
    assert head_on(delegation, two) == head


def test_the_heads_of_a_meeting_are_read_at_once(queries: Any) -> None:
    first = make_delegation()
    second = make_delegation(first.meeting, "CL")
    make_registration(second)
    head = make_registration(first, capacity="head")
    with queries() as statements:
        assert heads_at(first.meeting) == {first.id: head}
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("place", "steps", "expected"),
    [(0, 1, "BACD"), (3, -1, "ABDC"), (3, -9, "DABC"), (0, 9, "BCDA"), (0, -1, "ABCD")],
)
def test_members_move_in_the_order(place: int, steps: int, expected: str) -> None:
    delegation = make_delegation()
    people = [make_registration(delegation, full_name=letter) for letter in "ABCD"]
    protocol.move(people[place], steps=steps, **ACT)
    assert names(delegation) == list(expected)


def test_who_is_gone_has_no_place_in_the_order() -> None:
    delegation = make_delegation()
    first, second = make_registration(delegation, full_name="A"), make_registration(delegation, full_name="B")
    first.withdraw(**ACT)
    protocol.move(first, steps=1, **ACT)
    assert names(delegation) == [second.full_name]
    assert list(db.session.scalars(protocol.gone_from(delegation))) == [first]


def test_a_replacement_keeps_the_slot_and_takes_no_second_seat() -> None:
    delegation = make_delegation(seats=2, funded_seats=1)
    former = make_registration(delegation, full_name="Former", capacity="head", funded=True)
    make_registration(delegation, full_name="Other")
    day = delegation.meeting.days[0]
    name_heads_of_days(delegation, {day: former}, **ACT)
    former.confirm(**ACT)
    successor = replace(former, full_name="Successor", why="Ill.", **ACT)
    assert (successor.slot_of_id, successor.state, successor.funded) == (former.id, "nominated", True)
    assert (former.state, former.history[-1].reason) == ("withdrawn", "Ill.")
    assert (head_of(delegation), head_on(delegation, day)) == (successor, successor)
    assert names(delegation) == ["Successor", "Other"]
    assert (Registration.seats_taken(delegation), Registration.seats_free(delegation)) == (2, 0)


def test_a_chain_of_replacements_can_be_followed() -> None:
    first = make_registration()
    second = replace(first, full_name="Second", **ACT)
    third = replace(second, full_name="Third", **ACT)
    assert (second.slot_of_id, third.slot_of_id, third.position) == (first.id, second.id, first.position)


def test_the_replacement_of_somebody_who_waits_waits_too() -> None:
    delegation = make_delegation(seats=0)
    waiting = Registration.nominate_late(delegation, full_name="Late", **ACT)
    assert replace(waiting, full_name="Later", **ACT).late


def test_who_has_been_there_or_is_gone_is_not_replaced() -> None:
    gone = make_registration()
    gone.withdraw(**ACT)
    for person in (gone, make_attendee()):
        with pytest.raises(RuleBroken, match="cannot be replaced"):
            replace(person, full_name="Nobody", **ACT)
    assert not list(db.session.scalars(select(Registration).where(Registration.full_name == "Nobody")))


def test_a_late_nomination_takes_its_seat_when_it_is_accepted() -> None:
    delegation = make_delegation(seats=1)
    waiting = Registration.nominate_late(delegation, full_name="Late", **ACT)
    assert (late.is_waiting(waiting), Registration.seats_taken(delegation)) == (True, 0)
    late.accept(waiting, **ACT)
    assert (late.is_waiting(waiting), Registration.seats_taken(delegation)) == (False, 1)
    assert waiting.history[-1].reason == "late nomination accepted"
    second = Registration.nominate_late(delegation, full_name="Later", **ACT)
    with pytest.raises(RuleBroken, match="seats of Mongolia are taken"):
        late.accept(second, **ACT)
    late.refuse(second, why="Full.", **ACT)
    with pytest.raises(RuleBroken, match="Nothing waits"):
        late.refuse(second, why="Full.", **ACT)
