"""The people of a delegation: nominated together or not at all, changed, ordered, replaced, withdrawn."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from jcmevents import clock
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.registration.models import Registration
from tests.browser import Browser
from tests.factories import make_registration

LONGEST = "Sri " + " ".join(["Venkatanarasimharajuvaripeta"] * 2) + " Ab"


def nominate(browser: Browser, door: str, *people: dict[str, Any]) -> Any:
    fields = {f"people-{n}-{name}": value for n, person in enumerate(people) for name, value in person.items()}
    return browser.submit(f"{door}/people/new", **fields)


def people_of(delegation: Delegation) -> list[Registration]:
    query = select(Registration).where(Registration.of(delegation)).order_by(Registration.position, Registration.id)
    return list(db.session.scalars(query))


def mails() -> list[OutgoingMail]:
    return list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def test_three_people_are_nominated_at_once_the_head_first(
    focal_point: Browser, delegation: Delegation, door: str
) -> None:
    answer = nominate(
        focal_point,
        door,
        {"full_name": "Suharto", "email": "suharto@example.org", "lang": "ja"},
        {"full_name": LONGEST, "capacity": "adviser", "function": "ที่ปรึกษา"},
        {"full_name": "Бат-Эрдэнэ", "capacity": "head", "email": "head@example.org", "funded": True},
    )
    assert answer.location == f"{door}#people"
    head, first, second = people_of(delegation)
    assert [p.full_name for p in (head, first, second)] == ["Бат-Эрдэнэ", "Suharto", LONGEST]
    assert (head.capacity, head.funded, first.lang, second.function) == ("head", True, "ja", "ที่ปรึกษา")
    assert {p.state for p in (head, first, second)} == {"nominated"}
    assert delegation.invitation == "accepted"
    assert "3 people are nominated" in focal_point.follow(answer).one(".flashes").text
    assert [mail.to_address for mail in mails()] == ["head@example.org", "suharto@example.org", "bat@example.mn"]


def test_each_gets_a_link_to_the_own_form(app: Flask, focal_point: Browser, delegation: Delegation, door: str) -> None:
    nominate(focal_point, door, {"full_name": "Suharto", "email": "suharto@example.org"})
    (mail,), (person,) = mails(), people_of(delegation)
    link = next(line for line in mail.body_text.splitlines() if "/links/" in line).removeprefix("http://localhost")
    own = Browser(app)
    target = own.submit(link, action=link).location
    assert target
    assert person.number in target
    assert own.open(door).status == 403


@pytest.mark.parametrize(
    ("seats", "people", "sentence"),
    [
        ({"seats": 2}, [{}, {}, {}], "There are 2 free seats for the 3 people you named. Nobody has been nominated."),
        (
            {"funded_seats": 1},
            [{"funded": True}, {"funded": True}],
            "There is 1 free funded seat for the 2 people you ticked. Nobody has been nominated.",
        ),
        ({}, [{"capacity": "head"}, {"capacity": "head"}], "is head of this delegation already"),
        ({}, [{"full_name": "Ana"}, {"full_name": " ana "}], "ana is nominated already."),
        ({}, [{}, {"email": "nobody@"}], "Check the entries under “People”."),
        ({}, [{}, {"full_name": "", "function": "Director"}], "Check the entries under “People”."),
        ({}, [{"full_name": ""}], "Enter at least one person."),
    ],
)
def test_all_or_none_are_nominated_and_nothing_typed_is_lost(
    focal_point: Browser, delegation: Delegation, door: str, seats: Any, people: Any, sentence: str
) -> None:
    delegation.revise(**{"funded_seats": 0, **seats}, by=None, at=clock.now())
    named = [{"full_name": f"Person {n}", **person} for n, person in enumerate(people)]
    if "funded_seats" not in seats:
        delegation.revise(funded_seats=0, by=None, at=clock.now())
    page = nominate(focal_point, door, *named)
    assert page.status in (200, 409)
    assert sentence in page.one(".error-summary").text
    form = page.form(having={"people-0-full_name"}).filled({})
    assert [form[f"people-{n}-full_name"] for n in range(len(named))] == [p["full_name"] for p in named]
    assert (people_of(delegation), mails(), delegation.invitation) == ([], [], "invited")


def test_somebody_who_is_a_member_already_is_not_nominated_again(
    focal_point: Browser, delegation: Delegation, door: str
) -> None:
    make_registration(delegation, full_name="José  Ñandú", email="jose@example.org")
    page = nominate(focal_point, door, {"full_name": "Jose Nandu", "email": "Jose@example.org"})
    assert "Jose Nandu is nominated already." in page.one(".error-summary").text


def test_one_form_sent_twice_nominates_once(focal_point: Browser, delegation: Delegation, door: str) -> None:
    data = focal_point.open(f"{door}/people/new").form(having={"once"}).filled({"people-0-full_name": "Suharto"})
    answers = [focal_point.open(f"{door}/people/new", method="POST", data=data).location for _ in range(2)]
    assert answers == [f"{door}#people"] * 2
    assert len(people_of(delegation)) == 1


def test_groups_of_three_that_come_at_once_never_share_a_seat(
    app: Flask, focal_point: Browser, delegation: Delegation, door: str
) -> None:
    page = focal_point.open(f"{door}/people/new")
    forms = [
        page.form(having={"once"}).filled(
            {"once": f"{n}", **{f"people-{i}-full_name": f"Person {n}-{i}" for i in range(3)}}
        )
        for n in range(6)
    ]
    cookie = focal_point.client.get_cookie("session")
    assert cookie

    def send(data: Any) -> int:
        client = app.test_client()
        client.set_cookie("session", cookie.value)
        return client.post(f"{door}/people/new", data=data).status_code

    with ThreadPoolExecutor(6) as people:
        answers = sorted(people.map(send, forms))
    assert answers == [302, 409, 409, 409, 409, 409]
    assert db.session.scalar(select(func.count(Registration.id))) == 3


@pytest.fixture
def late(delegation: Delegation) -> None:
    delegation.meeting.expect_nominations_by(clock.now() - timedelta(minutes=1), by=None, at=clock.now())


@pytest.mark.usefixtures("late")
def test_after_the_deadline_people_are_noted_without_a_seat_and_without_a_mail(
    focal_point: Browser, delegation: Delegation, door: str
) -> None:
    delegation.revise(seats=1, funded_seats=0, by=None, at=clock.now())
    make_registration(delegation)
    assert "The deadline has passed." in focal_point.open(f"{door}/people/new").text
    answer = nominate(focal_point, door, {"full_name": "Suharto", "email": "suharto@example.org"})
    assert "It is after the deadline" in focal_point.follow(answer).one(".flashes").text
    person = people_of(delegation)[-1]
    assert (person.full_name, person.late, person.holds_seat) == ("Suharto", True, False)
    assert Registration.seats_taken(delegation) == 1
    assert mails() == []


def test_a_slip_is_put_right_while_the_person_has_not_filled_in_the_form(
    focal_point: Browser, delegation: Delegation, door: str
) -> None:
    person = make_registration(delegation, full_name="Suhatro")
    path = f"{door}/people/{person.number}"
    typed = {"full_name": "Suharto", "email": "suharto@example.org", "capacity": "deputy"}
    assert focal_point.submit(path, **typed).location == f"{door}#people"
    assert (person.full_name, person.email, person.capacity) == tuple(typed.values())
    person.submit(by=None, at=clock.now())
    assert not focal_point.open(path).select("input[name=full_name]")


def test_a_link_that_went_to_a_wrong_address_ends_when_the_address_is_put_right(
    focal_point: Browser, delegation: Delegation, door: str
) -> None:
    person = make_registration(delegation, email="somebody.else@example.org")
    to = {"to": person.email, "lang": "en"}
    wrong, _token = PrivateLink.issue("registration", person.id, **to, by=None, at=clock.now())
    focal_point.submit(f"{door}/people/{person.number}", function="Adviser")
    assert (wrong.revoked_at, mails()) == (None, [])
    focal_point.submit(f"{door}/people/{person.number}", email="suharto@example.org")
    assert wrong.revoked_at is not None
    assert [mail.to_address for mail in mails()] == ["suharto@example.org"]


def test_a_fresh_link_is_sent_to_a_member(focal_point: Browser, delegation: Delegation, door: str) -> None:
    person = make_registration(delegation, email="suharto@example.org")
    path = f"{door}/people/{person.number}"
    focal_point.submit(path, action=f"{path}/links")
    assert [(mail.to_address, "/links/" in mail.body_text) for mail in mails()] == [("suharto@example.org", True)]


def test_the_order_is_changed_by_buttons(focal_point: Browser, delegation: Delegation, door: str) -> None:
    for name in ("One", "Two", "Three"):
        make_registration(delegation, full_name=name)
    page = focal_point.open(door)
    assert [len(item.texts("button")) for item in page.select(".members li")] == [1, 2, 1]
    three = people_of(delegation)[2].number
    answer = focal_point.post(f"{door}/people/{three}/moves", {"direction": "up"})
    assert answer.location == f"{door}#person-{three}"
    assert focal_point.open(door).texts(".member-name") == ["One", "Three", "Two"]
    assert focal_point.post(f"{door}/people/{three}/moves", {"direction": "sideways"}).status == 400


def test_somebody_takes_the_place_of_another(focal_point: Browser, delegation: Delegation, door: str) -> None:
    delegation.revise(seats=2, funded_seats=1, by=None, at=clock.now())
    former = make_registration(delegation, capacity="head", funded=True, email="former@example.org")
    make_registration(delegation)
    link = PrivateLink.issue("registration", former.id, to="former@example.org", lang="en", by=None, at=clock.now())[0]
    fields = {"full_name": "Prabowo", "email": "new@example.org"}
    assert focal_point.submit(f"{door}/people/{former.number}/replacement", **fields).location == f"{door}#people"
    successor = people_of(delegation)[1]
    kept = (successor.slot_of_id, successor.capacity, successor.funded, successor.position)
    assert kept == (former.id, "head", True, 1)
    assert (former.state, former.history[-1].reason, link.revoked_at is None) == ("withdrawn", "replaced", False)
    told = [(mail.to_address, mail.template) for mail in mails()]
    assert told == [("former@example.org", "registration_replaced"), ("new@example.org", "registration_nominated")]
    page = focal_point.open(f"{door}/people/{former.number}/replacement")
    assert (page.status, "cannot be replaced" in page.text) == (409, True)


def test_somebody_is_withdrawn_and_the_seat_is_free(focal_point: Browser, delegation: Delegation, door: str) -> None:
    person = make_registration(delegation, full_name="Suharto", email="suharto@example.org")
    focal_point.submit(f"{door}/people/{person.number}/withdrawal", why="Elections.")
    assert (person.state, person.history[-1].reason) == ("withdrawn", "Elections.")
    assert [mail.template for mail in mails()] == ["registration_withdrawn"]
    page = focal_point.open(door)
    assert "Suharto withdrawn" in page.texts("details li")
    assert page.texts(".stat-value")[-1] == "5"


def test_nothing_is_changed_after_the_meeting(focal_point: Browser, delegation: Delegation, door: str) -> None:
    person = make_registration(delegation)
    today = clock.now().date()
    days = {"start": today - timedelta(days=5), "end": today - timedelta(days=3)}
    delegation.meeting.revise(**days, by=None, at=clock.now())
    page = focal_point.submit(f"{door}/people/new", **{"people-0-full_name": "Suharto"})
    assert "The meeting is over" in page.one(".error-summary").text
    assert focal_point.submit(f"{door}/people/{person.number}/withdrawal", why="").status == 409
    assert "The meeting is over" in focal_point.open(door).text
    assert (len(people_of(delegation)), person.state) == (1, "nominated")


def test_the_door_costs_the_same_for_few_and_for_many(
    focal_point: Browser, delegation: Delegation, door: str, queries: Any
) -> None:
    make_registration(delegation)
    db.session.commit()
    with queries() as few:
        focal_point.open(door)
    delegation.revise(seats=40, by=None, at=clock.now())
    for _ in range(30):
        make_registration(delegation)
    db.session.commit()
    with queries() as many:
        focal_point.open(door)
    assert len(many) == len(few)
