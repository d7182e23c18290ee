"""The migrations against the models: a database that was upgraded is the one the code expects."""

from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, inspect, select, table
from sqlalchemy.orm import Session, scoped_session

from jcmevents.accounts.models import Role
from jcmevents.extensions import Base, db
from tests.factories import make_attendee, make_delegation, make_item, make_tabled_proposal, make_user
from tests.press.releases import make_release

FIRST = "0001"


def test_migrations_make_exactly_the_tables_of_the_models(command: Callable[..., Result]) -> None:
    result = command("db", "check")
    assert result.exit_code == 0, result.output


def test_migrations_make_the_checks_of_the_models(session: scoped_session[Session]) -> None:
    """Alembic's comparison passes these over."""
    inspector = inspect(db.engine)
    made = {(t, check["name"]) for t in inspector.get_table_names() for check in inspector.get_check_constraints(t)}
    wanted = {
        (t.name, constraint.name)
        for t in Base.metadata.tables.values()
        for constraint in t.constraints
        if constraint.__visit_name__ == "check_constraint" and constraint.name
    }
    assert wanted - made == set()


@pytest.fixture
def at_the_newest_afterwards(app: Flask, command: Callable[..., Result]) -> Iterator[None]:
    yield
    assert command("db", "upgrade").exit_code == 0


def test_rows_survive_the_way_down_and_up_again(
    command: Callable[..., Result], at_the_newest_afterwards: None, session: scoped_session[Session]
) -> None:
    attendee = make_attendee(make_delegation(seats=7))
    item = make_item()
    make_tabled_proposal(item.session)
    make_release(meeting=attendee.meeting)
    make_user(Role.PRESS)
    session.commit()
    before = rows_per_table()
    first = at_revision(FIRST, command)
    after = at_revision("head", command)
    assert {name: before.get(name) for name in first} == first == {name: after.get(name) for name in first}


def at_revision(revision: str, command: Callable[..., Result]) -> dict[str, int]:
    """The rows per table after going to `revision`."""
    result = command("db", "upgrade" if revision == "head" else "downgrade", revision)
    assert result.exit_code == 0, result.output
    return rows_per_table()


def rows_per_table() -> dict[str, int]:
    """How many rows each table has that has any."""
    names = sorted(set(inspect(db.engine).get_table_names()) - {"alembic_version"})
    counted = {name: db.session.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}
    return {name: count for name, count in counted.items() if count}
