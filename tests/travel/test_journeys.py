"""Funded journeys: allowance to the yen, rules of the claim, totals, pages."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jcmevents.errors import RuleBroken
from jcmevents.travel.allowance import Allowance
from jcmevents.travel.funds import Funds
from jcmevents.travel.journeys import ClaimState, FundedTravel, Plan, TravelLeg
from jcmevents.travel.money import rounded, written
from tests.factories import NOW, make_delegation, make_meeting
from tests.travel.travellers import make_clerk, make_traveller


def make_plan(**values):
    details = {
        "sponsor": "A6IP Center",
        "travel_class": "economy",
        "fare": Decimal("98500"),
        "arrives_on": date(2025, 2, 16),
        "leaves_on": date(2025, 2, 20),
        "allowance": Allowance(Decimal("19800"), Decimal("4.5"), "JPY", lodgings=0, breakfasts=4, lunches=3, dinners=1),
        "legs": [TravelLeg(travels_on=date(2025, 2, 16), origin="Ulaanbaatar", destination="Tokyo", service="OM 501")],
        **values,
    }
    return Plan(**details)


def make_journey(**values):
    return FundedTravel.plan(make_traveller(funded=True), make_plan(**values), by=None, at=NOW)


def test_allowance_is_the_days_less_what_is_offered():
    allowance = Allowance(Decimal("19800"), Decimal("4.5"), "JPY", breakfasts=4, lunches=3, dinners=1)
    assert (allowance.gross, allowance.deducted, allowance.net) == (89100, 14256, 74844)


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [("0.5", "JPY", "1"), ("1.5", "JPY", "2"), ("2.5", "JPY", "3"), ("0.125", "USD", "0.13"), ("2.675", "EUR", "2.68")],
)
def test_halves_are_rounded_up(amount, currency, expected):
    assert str(rounded(Decimal(amount), currency)) == expected


def test_sums_add_up_as_they_are_written():
    allowance = Allowance(Decimal("33.33"), Decimal("2.5"), "USD", breakfasts=1)
    assert (allowance.gross, allowance.deducted, allowance.net) == tuple(map(Decimal, ("83.33", "2.00", "81.33")))


def test_amounts_are_written_with_the_code_of_the_currency():
    assert written(Decimal("98500"), "JPY", "en") == "JPY\xa098,500"
    assert written(Decimal("12.5"), "USD", "ja") == "USD\xa012.50"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"days": Decimal("5.5")}, "days"),
        ({"days": Decimal("1.3")}, "days"),
        ({"lodgings": 5}, "lodgings"),
        ({"dinners": 6}, "dinners"),
    ],
)
def test_allowance_fits_the_journey(session, wrong, field):
    plan = make_plan()
    with pytest.raises(RuleBroken) as broken:
        make_journey(allowance=replace(plan.allowance, **wrong))
    assert broken.value.field == field


def test_more_cannot_be_offered_than_is_paid(session):
    with pytest.raises(RuleBroken, match="worth more"):
        make_journey(allowance=Allowance(Decimal("100"), Decimal(1), "USD", lodgings=4))


def test_journey_goes_forward_in_time(session):
    with pytest.raises(RuleBroken, match="ends before it begins"):
        make_journey(leaves_on=date(2025, 2, 15))
    legs = [TravelLeg(travels_on=date(2025, 2, day), origin="A", destination="B") for day in (20, 16)]
    with pytest.raises(RuleBroken, match="order of their days"):
        make_journey(legs=legs)


def test_only_a_funded_seat_has_a_journey(session):
    with pytest.raises(RuleBroken, match="Suharto has no funded seat"):
        FundedTravel.plan(make_traveller(full_name="Suharto"), make_plan(), by=None, at=NOW)


def test_amounts_come_back_from_the_database_exactly(session):
    journey = make_journey(allowance=Allowance(Decimal("33.33"), Decimal("2.5"), "USD"), fare=Decimal("0.10"))
    session.commit()
    session.expire_all()
    assert (journey.rate, journey.days, journey.fare) == (Decimal("33.33"), Decimal("2.5"), Decimal("0.10"))
    assert (journey.nights, journey.cost) == (4, Decimal("83.43"))


def test_claim_goes_its_way_step_by_step_and_back(session):
    journey = make_journey()
    for state in list(ClaimState)[1:]:
        journey.advance(by=None, at=NOW)
        assert journey.state == state
    with pytest.raises(RuleBroken, match="no further step"):
        journey.advance(by=None, at=NOW)
    journey.go_back(by=None, at=NOW)
    assert journey.state == "claimed"


def test_authorised_plan_stands_until_it_is_taken_back(session):
    journey = make_journey()
    journey.advance(by=None, at=NOW)
    with pytest.raises(RuleBroken, match="has been authorised"):
        journey.revise(make_plan(fare=Decimal("1")), by=None, at=NOW)
    journey.go_back(by=None, at=NOW)
    journey.revise(make_plan(fare=Decimal("1"), legs=[]), by=None, at=NOW)
    assert (journey.fare, journey.legs) == (1, [])


@pytest.fixture
def meeting(session):
    """Two journeys in yen, one of them paid; one in dollars; one funded person without a plan."""
    delegation = make_delegation(make_meeting(), seats=9, funded_seats=9)
    dollars = Allowance(Decimal("100"), Decimal("3"), "USD")
    for n, allowance in enumerate((make_plan().allowance, make_plan().allowance, dollars)):
        person = make_traveller(delegation=delegation, funded=True, full_name=f"Traveller {n}")
        journey = FundedTravel.plan(person, make_plan(allowance=allowance), by=None, at=NOW)
        while n == 1 and journey.following:
            journey.advance(by=None, at=NOW)
    make_traveller(delegation=delegation, funded=True)
    make_traveller(delegation=delegation)
    return delegation.meeting


def test_totals_keep_currencies_apart(meeting):
    funds = Funds(meeting)
    assert (len(funds.travellers), funds.unplanned) == (4, 1)
    yen, dollars = funds.totals
    assert (yen.currency, yen.people, yen.fares, yen.allowances, yen.paid) == ("JPY", 2, 197000, 149688, 173344)
    assert (dollars.currency, dollars.people, dollars.cost, dollars.paid) == ("USD", 1, 98800, 0)
    assert funds.counts == {ClaimState.PLANNED: 2, ClaimState.PAID: 1}


def test_page_of_funded_journeys_shows_totals_in_as_many_queries_for_more(browser, session, meeting, queries):
    browser.sign_in(make_clerk())
    url = f"/meetings/{meeting.slug}/travel/funded"
    browser.get(url)
    with queries() as few:
        page = browser.get(url)
    assert "JPY 346,688" in page.text.replace("\xa0", " ")
    delegation = make_delegation(meeting, country="TH", seats=30, funded_seats=30)
    for n in range(20):
        person = make_traveller(delegation=delegation, funded=True, full_name=f"Further {n}")
        FundedTravel.plan(person, make_plan(), by=None, at=NOW)
    session.commit()
    with queries() as more:
        browser.get(url)
    assert len(more) == len(few)


FORM = {
    "sponsor": "A6IP Center",
    "arrives_on": "2025-02-16",
    "leaves_on": "2025-02-20",
    "legs": "2025-02-16, Ulaanbaatar, Tokyo, OM 501\n2025-02-20, Tokyo, Ulaanbaatar",
    "fare": "98500",
    "rate": "19800",
    "days": "4.5",
    "breakfasts": "4",
}


def test_clerk_plans_changes_and_authorises_a_journey(browser, session):
    browser.sign_in(make_clerk())
    person = make_traveller(funded=True)
    url = f"/meetings/{person.meeting.slug}/travel/{person.number}/journey"
    page = browser.follow(browser.submit(url, **FORM))
    journey = FundedTravel.of(person)
    assert [(leg.position, leg.origin, leg.service) for leg in journey.legs] == [
        (1, "Ulaanbaatar", "OM 501"),
        (2, "Tokyo", ""),
    ]
    assert "JPY 84,348" in page.text.replace("\xa0", " ")
    browser.submit(url, fare="99000", breakfasts="0")
    assert (journey.fare, journey.breakfasts, len(journey.legs)) == (99000, 0, 2)
    page = browser.follow(browser.submit(browser.get(url), action=f"{url}/next"))
    assert (journey.state, page.select("textarea")) == ("authorised", [])
    browser.submit(browser.get(url), action=f"{url}/back")
    assert journey.state == "planned"


@pytest.mark.parametrize("legs", ["tomorrow, A, B", "2025-02-16, A", "2025-02-16, A, ", "2025-02-16, A, B, C, D"])
def test_line_that_is_no_leg_is_named(browser, session, legs):
    browser.sign_in(make_clerk())
    person = make_traveller(funded=True)
    page = browser.submit(
        f"/meetings/{person.meeting.slug}/travel/{person.number}/journey", **FORM | {"legs": FORM["legs"] + "\n" + legs}
    )
    assert "Line 3 is not" in page.text
    assert FundedTravel.of(person) is None
