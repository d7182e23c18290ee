"""Seats on the real database, with people who come at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.registration.models import Registration
from jcmevents.registration.states import Capacity
from tests.factories import NOW, make_delegation

PEOPLE = 20


@pytest.fixture
def at_once(app, session):
    """Call a function of the delegation in PEOPLE transactions that start together; what each answered."""

    def run(delegation, act):
        session.commit()
        start = threading.Barrier(PEOPLE)

        def one(number):
            with app.app_context():
                start.wait()
                try:
                    answer = act(db.session.get(Delegation, delegation.id), number)
                    db.session.commit()
                except RuleBroken as broken:
                    db.session.rollback()
                    return str(broken)
                return answer.state

        with ThreadPoolExecutor(PEOPLE) as pool:
            answers = list(pool.map(one, range(PEOPLE)))
        session.expire_all()
        return answers

    return run


def nominate(delegation, number, **details):
    return Registration.nominate(delegation, full_name=f"Person {number}", by=None, at=NOW, **details)


def test_twenty_nominations_at_once_fill_five_seats_and_no_more(at_once):
    delegation = make_delegation(seats=5)
    answers = at_once(delegation, nominate)
    refusal = "All 5 seats of Mongolia are taken. Raise the number of seats or withdraw somebody first."
    assert sorted(answers) == sorted(["nominated"] * 5 + [refusal] * 15)
    positions = db.session.scalars(db.select(Registration.position).where(Registration.of(delegation)))
    assert sorted(positions) == [1, 2, 3, 4, 5]


def test_applications_at_once_take_the_seats_and_the_others_wait(at_once):
    delegation = make_delegation(seats=5)
    delegation.invite(by=None, at=NOW)

    def apply(delegation, number):
        return Registration.apply(delegation, full_name=f"Person {number}", by=None, at=NOW)

    assert sorted(at_once(delegation, apply)) == ["submitted"] * 5 + ["waitlisted"] * 15


def test_only_one_of_many_becomes_head(at_once):
    delegation = make_delegation(seats=PEOPLE)
    answers = at_once(delegation, lambda d, number: nominate(d, number, capacity=Capacity.HEAD))
    assert answers.count("nominated") == 1
    assert all("exactly one" in answer for answer in answers if answer != "nominated")
