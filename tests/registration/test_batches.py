"""One step with many people."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select

from jcmevents import jobs
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.registration import batches
from jcmevents.registration.batches import Batch
from jcmevents.registration.history import StateChange
from jcmevents.registration.models import Registration
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_registration


class Killed(BaseException):
    """The worker dies here."""


@pytest.fixture
def organizer(browser):
    return browser.sign_in(make_organizer(name="Hanako"))


@pytest.fixture
def people(session):
    """Four of one delegation: two to confirm, one withdrawn, one who reads Japanese."""
    delegation = make_delegation(make_meeting(slug="many"), seats=9)
    made = [make_registration(delegation, full_name=f"P{n}", email=f"p{n}@example.org") for n in range(4)]
    made[2].withdraw(by=None, at=NOW)
    made[3].lang = "ja"
    session.commit()
    return made


def chosen(people):
    return [("numbers", person.number) for person in people]


def plan(organizer, people, step="confirmation"):
    return organizer.post("/meetings/many/registrations/batch", [*chosen(people), ("step", step)])


def begin(organizer, people, **fields):
    page = plan(organizer, people)
    form = page.form(action="/meetings/many/registrations/batches/confirmation")
    return organizer.post("/meetings/many/registrations/batches/confirmation", form.filled({"why": "", **fields}))


def states(people):
    db.session.rollback()
    stored = dict(db.session.execute(select(Registration.full_name, Registration.state)).all())
    db.session.rollback()
    return [stored[f"P{n}"] for n in range(len(people))]


def test_page_before_says_with_whom_it_is_possible_and_changes_nothing(organizer, people):
    page = plan(organizer, people)
    assert page.texts(".lead") == ["4 people chosen"]
    assert (page.texts("tbody th"), page.texts("tbody td")) == (["P2"], ["Mongolia", "is “withdrawn”"])
    assert page.texts(".form button[type=submit]")[0] == "Confirm: 3 people"
    assert [field["name"] for field in page.select("textarea[name^=body_]")] == ["body_en", "body_ja"]
    assert states(people) == ["nominated", "nominated", "withdrawn", "nominated"]


def test_without_a_step_the_page_offers_all_of_them(organizer, people):
    page = plan(organizer, people, step="")
    assert "Confirm" in page.texts(".next-steps button")
    assert "Ask for a correction" not in page.texts(".next-steps button")


def test_nobody_chosen_is_said(organizer, people):
    page = plan(organizer, [])
    assert (page.status, "Choose at least one person." in page.text) == (409, True)


def test_everybody_is_taken_through_the_step_one_by_one_with_their_mails(app, organizer, session, people):
    answer = begin(organizer, people, why="All letters are here.", subject_en="Welcome {name}")
    progress = organizer.follow(answer)
    assert (progress.one("progress")["value"], progress.one("progress")["max"]) == ("0", "3")
    assert states(people) == ["nominated", "nominated", "withdrawn", "nominated"]
    jobs.drain(app, NOW)
    assert states(people) == ["confirmed", "confirmed", "withdrawn", "confirmed"]
    subjects = list(session.scalars(select(OutgoingMail.subject).order_by(OutgoingMail.id)))
    assert subjects[:2] == ["Welcome P0", "Welcome P1"]
    assert len(subjects) == 3
    change = session.scalars(select(StateChange).where(StateChange.after == "confirmed")).first()
    assert (change.changed_by.name, change.reason) == ("Hanako", "All letters are here.")
    done = organizer.follow(answer)
    assert "Done: 3 of 3." in done.text
    assert done.texts("tbody .status") == ["done"] * 3
    assert organizer.get("/meetings/many/registrations/batches").texts("tbody th") == ["Confirm"]


def test_person_who_has_changed_meanwhile_is_told_of_and_keeps_nobody_else(app, organizer, people):
    answer = begin(organizer, people[:2])
    Registration.found_in(people[0].meeting, people[0].number).withdraw(by=None, at=NOW)
    jobs.drain(app, NOW)
    page = organizer.follow(answer)
    assert page.texts("tbody .status") == ["not possible", "done"]
    assert "is “withdrawn” now" in page.text


def test_killed_worker_goes_on_where_it_stopped_and_does_nothing_twice(app, organizer, session, people, monkeypatch):
    begin(organizer, people)
    batch_id = session.scalar(select(Batch.id))
    taken = []

    def dies_at_the_second(registration, *rest, **options):
        taken.append(registration.number)
        steps_take(registration, *rest, **options)
        if len(taken) == 2:
            raise Killed

    steps_take = batches.take
    monkeypatch.setattr(batches, "take", dies_at_the_second)
    with pytest.raises(Killed):
        batches.carry_out(batch_id)
    session.rollback()
    assert states(people) == ["confirmed", "nominated", "withdrawn", "nominated"]
    jobs.drain(app, NOW)
    assert states(people) == ["confirmed", "confirmed", "withdrawn", "confirmed"]
    confirmed = select(func.count(StateChange.id)).where(StateChange.after == "confirmed")
    assert session.scalar(confirmed) == session.scalar(select(func.count(OutgoingMail.id))) == 3
    batches.carry_out(batch_id)
    assert session.scalar(confirmed) == 3


def test_unforeseen_failure_of_one_is_noted_and_the_others_go_on(app, organizer, people, monkeypatch, caplog):
    def fails_for_the_first(registration, *rest, **options):
        if registration.full_name == "P0":
            raise ZeroDivisionError
        steps_take(registration, *rest, **options)

    steps_take = batches.take
    monkeypatch.setattr(batches, "take", fails_for_the_first)
    answer = begin(organizer, people[:2])
    jobs.drain(app, NOW)
    assert states(people[:2]) == ["nominated", "confirmed"]
    assert "the log says why" in organizer.follow(answer).text
    assert "ZeroDivisionError" in caplog.text


def test_progress_is_told_to_the_page(app, organizer, people):
    answer = begin(organizer, people)
    told = json.loads(organizer.get(f"{answer.location}/progress").body)
    assert told == {"done": 0, "total": 3, "text": "People", "ended": False}
    jobs.drain(app, NOW)
    assert json.loads(organizer.get(f"{answer.location}/progress").body)["ended"] is True


def test_form_sent_twice_begins_one_batch(organizer, session, people):
    form = plan(organizer, people).form(action="/meetings/many/registrations/batches/confirmation").filled({"why": ""})
    first, second = (organizer.post("/meetings/many/registrations/batches/confirmation", form) for _ in range(2))
    assert first.location == second.location
    assert session.scalar(select(func.count(Batch.id))) == 1


def test_wrong_wording_and_missing_reason_come_back_with_everything_typed(organizer, session, people):
    page = begin(organizer, people, body_en="Dear {nmae}", why="Because.")
    assert "There is no placeholder {nmae}" in page.text
    assert page.one("[name=why]").text.strip() == "Because."
    assert session.scalar(select(func.count(Batch.id))) == 0


def test_people_of_another_meeting_are_not_found(organizer, people):
    foreign = make_registration()
    page = plan(organizer, [people[0], foreign])
    assert page.texts(".lead") == ["1 person chosen"]


def test_seats_are_not_promised_twice_on_the_page(organizer, session, people):
    delegation = make_delegation(people[0].meeting, "LA", seats=1)
    delegation.invite(by=None, at=NOW)
    waiting = [Registration.apply(delegation, full_name=f"W{n}", by=None, at=NOW) for n in range(3)]
    waiting[0].withdraw(by=None, at=NOW)
    page = plan(organizer, waiting[1:], step="promotion")
    assert page.texts("tbody th") in (["W1"], ["W2"])


def test_filter_of_the_roster_chooses_people(organizer, people):
    page = organizer.get("/meetings/many/registrations/?search=P1&state=nominated")
    page = organizer.submit(page, action="/meetings/many/registrations/batch", step="confirmation", numbers=None)
    assert "Choose at least one person." in page.text
    everybody = {"everything_filtered": "yes", "filter": "search=P1&state=nominated", "step": "confirmation"}
    page = organizer.post("/meetings/many/registrations/batch", everybody)
    assert (page.texts(".lead"), page.texts(".batch-people li")) == (["1 person chosen"], ["P1 Mongolia"])


def test_page_of_a_batch_takes_as_many_queries_for_thirty_people_as_for_two(app, organizer, session, queries):
    meeting = make_meeting(slug="many", start=date(2090, 1, 1), end=date(2090, 1, 2))
    made = [make_registration(make_delegation(meeting, iso2, seats=6)) for iso2 in ("MN", "LA", "VN", "KE", "ID", "BD")]
    made += [make_registration(person.delegation) for person in made for _ in range(4)]
    session.commit()
    counts = []
    for chosen_ones in (made[:2], made[2:]):
        location = begin(organizer, chosen_ones).location
        with queries() as sent:
            assert organizer.get(location).status == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
