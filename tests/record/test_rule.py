"""The counting rule: rounding, who counts, and how it is said."""

import pytest

from jcmevents.record.rule import CountingRule, rounded
from jcmevents.registration.states import Capacity
from tests.factories import make_meeting


@pytest.mark.parametrize(
    ("people", "step", "published"),
    [
        (84, 10, 80),
        (85, 10, 90),
        (94, 10, 90),
        (95, 10, 100),
        (0, 10, 0),
        (4, 10, 0),
        (88, 1, 88),
        (87, 5, 85),
        (88, 5, 90),
        (75, 50, 100),
    ],
)
def test_halves_are_rounded_upwards(people: int, step: int, published: int) -> None:
    assert rounded(people, step) == published


def test_rounded_number_is_published_as_about(session: object) -> None:
    assert CountingRule(round_to=10).written(85) == "about 90"
    assert CountingRule(round_to=1).written(85) == "85"


@pytest.mark.parametrize("capacity", [Capacity.INTERPRETER, Capacity.PRESS, Capacity.SECRETARIAT])
def test_capacity_is_left_out_unless_chosen(capacity: Capacity) -> None:
    assert not CountingRule().counts(capacity, "on_site")
    assert CountingRule(not_counted=()).counts(capacity, "on_site")


def test_everybody_else_is_counted() -> None:
    left_out = {capacity for capacity in Capacity if not CountingRule().counts(capacity, "on_site")}
    assert left_out == {Capacity.INTERPRETER, Capacity.PRESS, Capacity.SECRETARIAT}


def test_online_counts_or_does_not() -> None:
    assert CountingRule(online_counts=True).counts(Capacity.DELEGATE, "online")
    assert not CountingRule(online_counts=False).counts(Capacity.DELEGATE, "online")
    assert CountingRule(online_counts=False).counts(Capacity.DELEGATE, "on_site")


def test_rule_is_read_as_it_was_stored(session: object) -> None:
    rule = CountingRule(online_counts=False, not_counted=("press",), round_to=50)
    meeting = make_meeting()
    meeting.count_by(rule.as_stored(), by=None, at=meeting.created_at)
    assert CountingRule.of(meeting) == rule


def test_rule_is_stated_in_words(session: object) -> None:
    stated = " ".join(CountingRule().stated(make_meeting()))
    for words in (
        "by 17 February 2025",
        "Japan is the other side of every memorandum",
        "in these capacities: interpreter, secretariat, press.",
        "online are counted",
        "to the nearest 10, halves upwards",
    ):
        assert words in stated


def test_other_rule_is_stated_in_other_words(session: object) -> None:
    stated = " ".join(CountingRule(online_counts=False, not_counted=(), round_to=1).stated(make_meeting()))
    for words in ("People of all capacities are counted", "online are not counted", "The exact number"):
        assert words in stated
