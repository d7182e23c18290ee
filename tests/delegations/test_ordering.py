import random

import pytest

from jcmevents.countries.models import Country
from jcmevents.countries.ordering import apply_moves, sort_countries
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import in_order, moves_to, moves_with
from jcmevents.extensions import db
from tests.factories import NOW, make_delegation, make_meeting, make_organization

COUNTRIES = "ID UA UZ ET KH GE LK SN TH CL TN PG PW VN PH MN MV MD LA"
RELEASE = COUNTRIES.split()


def codes(delegations):
    return [delegation.country_iso2 for delegation in delegations]


def test_there_is_a_move_for_each_pair_that_changes_places():
    assert moves_to("ABCD", "ABCD") == []
    assert moves_to("ABCD", "BACD") == [["B", "before", "A"]]
    assert moves_to("ABCD", "DABC") == [["D", "before", "C"], ["D", "before", "B"], ["D", "before", "A"]]
    assert moves_to("", "") == []


@pytest.mark.parametrize("seed", range(50))
def test_moves_lead_exactly_to_the_wanted_order_in_any_part_of_the_list(seed):
    chance = random.Random(seed)  # noqa: S311 - any order will do
    start = [f"C{n}" for n in range(seed + 1)]
    wanted = chance.sample(start, len(start))
    moves = moves_to(start, wanted)
    came = set(chance.sample(start, chance.randint(0, len(start))))
    assert apply_moves(start, moves) == wanted
    assert apply_moves([c for c in start if c in came], moves) == [c for c in wanted if c in came]


def test_four_moves_make_the_release_out_of_the_syllabary(session):
    kana = [c.iso2 for c in sort_countries([Country.by_code(code) for code in RELEASE], "gojuon")]
    moves = moves_to(kana, RELEASE)
    assert [" ".join(move) for move in moves] == ["CL before TN", "VN before PH", "MN before MD", "MN before MV"]
    assert apply_moves(kana, moves) == RELEASE


@pytest.fixture
def meeting(session):
    meeting = make_meeting(order_policy="gojuon")
    for code in reversed(RELEASE):
        make_delegation(meeting, code)
    return meeting


def delegations(meeting):
    return list(db.session.scalars(Delegation.of_meeting(meeting)))


def listed(meeting):
    return codes(in_order(meeting, delegations(meeting)).countries)


def move(meeting, code, steps):
    moves = moves_with(meeting, delegations(meeting), code, steps=steps)
    meeting.reorder(policy=meeting.order_policy, moves=moves, by=None, at=NOW)


def test_steps_up_and_down_make_the_order_of_the_release(meeting):
    for code, steps in (("CL", -1), ("VN", -1), ("MN", -2)):
        move(meeting, code, steps)
    assert listed(meeting) == RELEASE
    assert len(meeting.order_moves) == 4


def test_a_step_back_leaves_no_moves(meeting):
    before = listed(meeting)
    move(meeting, "CL", -1)
    assert listed(meeting) != before
    move(meeting, "CL", 1)
    assert (listed(meeting), meeting.order_moves) == (before, [])


@pytest.mark.parametrize(("place", "steps"), [(0, -1), (-1, 1)])
def test_a_step_over_the_end_changes_nothing(meeting, place, steps):
    before = listed(meeting)
    move(meeting, before[place], steps)
    assert (listed(meeting), meeting.order_moves) == (before, [])


def test_moves_hold_for_those_who_came(meeting):
    for code, steps in (("CL", -1), ("VN", -1), ("MN", -2)):
        move(meeting, code, steps)
    came = [d for d in delegations(meeting) if d.country_iso2 in ("TN", "CL", "PH", "VN", "LA")]
    assert codes(in_order(meeting, came).countries) == ["CL", "TN", "VN", "PH", "LA"]


def test_rank_of_the_heads_makes_the_protocol_order(session):
    meeting = make_meeting(order_policy="protocol")
    for code, rank in (("CL", None), ("MN", 2), ("VN", 1), ("KE", 2)):
        make_delegation(meeting, code).rank = rank
    assert listed(meeting) == ["VN", "KE", "MN", "CL"]


def test_bodies_follow_by_rank_those_of_the_host_first(session):
    meeting = make_meeting(country_iso2="JP")
    for key, country, rank in (("adb", None, 1), ("meti", "JP", 2), ("moej", "JP", 1), ("x", "MN", None)):
        make_delegation(meeting, organization=make_organization(key=key, country_iso2=country, rank=rank))
    make_delegation(meeting, "MN")
    found = in_order(meeting, delegations(meeting))
    assert [d.organization.key for d in found.host_bodies] == ["moej", "meti"]
    assert [d.organization.key for d in found.others] == ["adb", "x"]
    assert [d.country_iso2 for d in found][:1] == ["MN"]
    assert len(list(found)) == 5
