"""Years after a meeting nothing is left of the people who were there but what is on record.

One row of every table that holds personal data for some years is made from the register of data, with a canary in every
column where such data could stand: a new table or column is tried here without being named.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import url_for
from sqlalchemy import JSON, Column, Date, DateTime, LargeBinary, String, Table, func, insert, select, update

from jcmevents import retention
from jcmevents.accounts.models import Role, SignIn, User
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.attendance.models import Attendance
from jcmevents.audit import AuditEntry, record, verify_chain
from jcmevents.extensions import Base, Instant, db
from jcmevents.files.models import StoredFile
from jcmevents.files.store import FileStore
from jcmevents.record.figures import Figures
from jcmevents.registration.models import Gender, Registration
from jcmevents.retention import NOBODY, YEARS_KEPT, kept_from
from jcmevents.travel.money import Amount
from tests.factories import (
    NOW,
    make_attendee,
    make_delegation,
    make_letter,
    make_meeting,
    make_organizer,
    make_registration,
    make_roster_import,
    make_user,
)
from tests.retention.test_retention import RULES, everything
from tests.test_data_register import REGISTER

CANARY = "cnry"  # short enough for a column that holds a language
RULES_TRIED = {*YEARS_KEPT, "account"}
# What must be so for a row to be past its time.
ENDED = {("outgoing_mail", "sent_at"): NOW, ("outgoing_mail", "state"): "sent", ("user", "disabled_at"): NOW}


def years_after(years: int, day: date = date(2025, 2, 20)) -> datetime:
    """So many years after the day on which the meeting of `make_meeting` was over."""
    return datetime(day.year + years, day.month, day.day, tzinfo=UTC)


def columns_tried() -> Iterator[Column[Any]]:
    """The columns that the register counts as personal and keeps for years."""
    for name, entries in REGISTER["tables"].items():
        for entry in entries:
            if entry["class"] in ("personal", "sensitive", "secret") and entry["rule"] in RULES_TRIED:
                yield from (Base.metadata.tables[name].c[column] for column in entry["columns"])


def canary_for(column: Column[Any]) -> Any:
    """A value of the column's type in which the canary stands; None where no text can stand."""
    if column.foreign_keys:
        return None
    if isinstance(column.type, String):
        return CANARY if (column.type.length or len(CANARY)) >= len(CANARY) else None
    if isinstance(column.type, JSON):
        return {"text": CANARY}
    return CANARY.encode() if isinstance(column.type, LargeBinary) else None


def any_value(column: Column[Any]) -> Any:
    """Something that the column accepts: for a foreign key the first row there."""
    for key in column.foreign_keys:
        return db.session.scalar(select(key.column).limit(1))
    if isinstance(column.type, Amount):
        return Decimal(1)
    if isinstance(column.type, String):
        return "x"
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, LargeBinary):
        return b"x"
    if isinstance(column.type, Instant | DateTime):
        return NOW
    if isinstance(column.type, Date):
        return NOW.date()
    return 1 if column.type.python_type is int else column.type.python_type(0)


def fill(table: Table) -> None:
    """Make a row if there is none, then put the canary in."""
    tried = {column for column in columns_tried() if column.table is table}
    if not db.session.scalar(select(func.count()).select_from(table)):
        needed = [column for column in table.c if not column.nullable and column.name != "id"]
        db.session.execute(insert(table).values({column.name: any_value(column) for column in needed}))
    values = {column.name: canary for column in tried if (canary := canary_for(column)) is not None}
    values |= {column: value for (name, column), value in ENDED.items() if name == table.name}
    if values:
        db.session.execute(update(table).values(values))


@pytest.fixture
def people_of_old(session):
    """A meeting with one row of everything that is kept for years, full of canaries."""
    meeting = make_meeting()
    delegation = make_delegation(meeting, funded_seats=1)
    make_letter(delegation)
    make_attendee(delegation, gender=Gender.FEMALE, funded=True, user_id=make_user().id)
    make_roster_import(meeting)
    session.commit()
    tables = {column.table for column in columns_tried()}
    for table in Base.metadata.sorted_tables:
        if table in tables:
            fill(table)
    session.commit()
    session.expire_all()
    return meeting


def test_nothing_personal_is_left_after_the_years(people_of_old, session):
    held = {column.table.name for column in columns_tried() if canary_for(column)}
    found = {
        table.name for table in Base.metadata.sorted_tables if CANARY in repr(session.execute(select(table)).all())
    }
    assert found == held  # else this test would look for what was never there
    files = set(session.scalars(select(StoredFile.name)))
    assert len(files) == 2
    retention.forget(years_after(max(YEARS_KEPT.values())))
    session.commit()
    assert CANARY not in everything()
    assert session.scalar(select(func.count(StoredFile.id))) == 0
    assert files.isdisjoint(name for name, _written in FileStore.of_app().names())


def test_figures_stay_when_the_people_are_forgotten(people_of_old, session):
    before = Figures.of(people_of_old).groups
    retention.forget(years_after(7))
    session.commit()
    assert Figures.of(people_of_old).groups == before
    assert [group.people for group in before if group.gender == Gender.FEMALE and group.state == "attended"] == [1]


@pytest.mark.parametrize(("funded", "years"), [(False, 5), (True, 7)])
def test_name_is_kept_to_the_last_day(session, funded, years):
    delegation = make_delegation(funded_seats=1)
    person = make_registration(delegation, full_name="Anu", email="anu@example.org", funded=funded)
    session.commit()
    retention.forget(years_after(years) - timedelta(seconds=1))
    session.refresh(person)
    assert (person.full_name, person.email) == ("Anu", "anu@example.org")
    retention.forget(years_after(years))
    session.refresh(person)
    assert (person.full_name, person.email, person.number) == (NOBODY, "", f"00000-{person.id}")


def test_people_of_later_meetings_stay(session):
    later = make_registration(make_delegation(make_meeting(start=date(2025, 2, 18), end=date(2025, 2, 20))))
    name = later.full_name
    session.commit()
    retention.forget(years_after(5))
    session.refresh(later)
    assert later.full_name == name


def test_second_run_finds_nothing_to_forget(people_of_old, session):
    assert retention.forget(years_after(7))["participation"] > 0
    session.commit()
    assert set(retention.forget(years_after(7)).values()) == {0}


def test_attendance_stays_without_its_hour(people_of_old, session):
    retention.forget(years_after(5))
    seen = session.scalars(select(Attendance)).all()
    assert [(row.day_id, row.first_seen_at) for row in seen] == [
        (people_of_old.days[0].id, datetime(2025, 2, 17, 12, tzinfo=UTC))
    ]


@pytest.mark.parametrize(
    "endpoint",
    [
        "roster.index",
        "roster.by_delegation",
        "registration.show",
        "board.index",
        "attendance.board",
        "record.figures",
        "record.participants",
        "travel.index",
        "organizers.needs",
    ],
)
def test_pages_of_a_forgotten_meeting_open(people_of_old, app, session, browser, endpoint):
    retention.forget(years_after(7))
    session.commit()
    browser.sign_in(make_user(Role.ADMINISTRATOR))
    place = {"meeting_slug": people_of_old.slug}
    if endpoint == "registration.show":
        place["number"] = session.scalar(select(Registration.number))
    with app.test_request_context():
        path = url_for(endpoint, **place)
    page = browser.get(path)
    assert page.status == 200
    if endpoint in ("roster.index", "registration.show"):
        assert NOBODY in page.text
    assert ("personal data of this person have been deleted" in page.text) == (endpoint == "registration.show")


def test_link_is_deleted_a_year_after_it_has_expired(session):
    link, _token = PrivateLink.issue(
        "registration", 1, to="anu@example.org", lang="en", by=None, at=NOW, expires_at=NOW + timedelta(days=1)
    )
    session.commit()
    retention.forget(link.expires_at.replace(year=2026))
    assert session.scalar(select(PrivateLink.address)) == "anu@example.org"
    retention.forget(link.expires_at.replace(year=2026) + timedelta(seconds=1))
    assert session.scalar(select(PrivateLink.address)) is None


def test_account_is_emptied_ninety_days_after_it_was_closed(session):
    boss, leaver, stayer = make_organizer(), make_organizer(name="Anu"), make_organizer(name="Bat")
    SignIn.start(stayer, device="Telephone", at=NOW)
    leaver.revise(name="Anu", lang="en", roles=set(leaver.roles), is_active=False, by=boss, at=NOW)
    session.commit()
    closed = leaver.id
    retention.forget(NOW + timedelta(days=90) - timedelta(seconds=1))
    session.expire_all()
    assert db.session.get_one(User, closed).name == "Anu"
    retention.forget(NOW + timedelta(days=90))
    session.expire_all()
    emptied = db.session.get_one(User, closed)
    assert (emptied.name, emptied.email, emptied.password_hash, emptied.roles) == (
        NOBODY,
        f"closed-{closed}",
        None,
        frozenset(),
    )
    assert db.session.get_one(User, stayer.id).name == "Bat"


def test_sign_in_is_forgotten_ninety_days_after_its_end(session):
    SignIn.start(make_user(), device="Telephone", at=NOW - timedelta(days=14))
    session.commit()
    retention.forget(NOW + timedelta(days=90) - timedelta(seconds=1))
    assert session.scalar(select(SignIn.device)) == "Telephone"
    retention.forget(NOW + timedelta(days=90))
    assert session.scalar(select(SignIn.device)) is None


def cut_trail(session):
    """Acts of 2020, 2021 and 2022 by nobody, of which the first is past its time; to whom they were done."""
    person = make_user()
    session.commit()
    for years in (0, 1, 2):
        record("file.keep", person, by=None, at=years_after(years, date(2020, 1, 1)))
        session.commit()
    retention.forget(years_after(6, date(2020, 1, 1)))
    return person


def test_trail_is_cut_at_its_front_and_stays_whole(session):
    person = cut_trail(session)
    session.commit()
    assert [entry.at.year for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))] == [2021, 2022]
    assert verify_chain(session) is None
    retention.forget(years_after(20, date(2020, 1, 1)))
    record("file.keep", person, by=None, at=years_after(20, date(2020, 1, 1)))
    session.commit()
    assert [entry.at.year for entry in session.scalars(select(AuditEntry))] == [2040]
    assert verify_chain(session) is None


def test_cut_trail_does_not_hide_that_more_was_taken(session):
    cut_trail(session)
    first, last = session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).all()
    db.session.connection().execute(Base.metadata.tables["audit_entry"].delete().where(AuditEntry.id == first))
    assert verify_chain(session) == last


@pytest.mark.parametrize(("day", "kept"), [(date(2030, 2, 20), (2025, 2, 20)), (date(2028, 2, 29), (2023, 2, 28))])
def test_years_are_those_of_the_calendar(day, kept):
    past = kept_from("participation", years_after(0, day))
    assert (past.year, past.month, past.day) == kept


def test_years_are_those_that_the_register_tells_people():
    said = {rule: f"{years} years" if years > 1 else "a year" for rule, years in YEARS_KEPT.items()}
    wrong = {rule: RULES[rule] for rule, words in said.items() if words not in RULES[rule]}
    assert wrong == {}
    assert {rule for rule, said in RULES.items() if "year" in said} == set(YEARS_KEPT)
