"""Taking back an import: people it added are removed, values put back; whoever was touched since stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import delete, select

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.registration.models import Registration
from jcmevents.roster.importing import answers
from jcmevents.roster.importing.models import ImportRow, Outcome, RosterImport

# What an import itself leaves about a person; answers are told apart by their time.
OURS = {"registration_change", "roster_import_row", "external_id", "answer"}


def undo_rows(roster_import: RosterImport, most: int, *, at: datetime) -> list[Outcome]:
    """Undo so many rows, the last ones first; what became of each."""
    done = (Outcome.ADDED, Outcome.CHANGED)
    of_import = select(ImportRow).where(ImportRow.import_id == roster_import.id, ImportRow.outcome.in_(done))
    rows = db.session.scalars(of_import.order_by(ImportRow.row.desc()).limit(most)).all()
    if rows:
        delegations = select(Delegation).where(Delegation.meeting_id == roster_import.meeting_id)
        Registration.hold_seats_of(db.session.scalars(delegations).all())
        _undo(rows, by=roster_import.user, at=at)
        numbers = [rows[-1].row, rows[0].row]
        audit.record("roster_import.undo_rows", roster_import, by=roster_import.user, at=at, rows=numbers)
    return [Outcome(row.outcome) for row in rows]


def _undo(rows: Sequence[ImportRow], *, by: User | None, at: datetime) -> None:
    ids = [row.registration_id for row in rows if row.registration_id]
    people = {each.id: each for each in db.session.scalars(select(Registration).where(Registration.id.in_(ids)))}
    used = _used_elsewhere(ids)
    removed: list[int] = []
    for row in rows:
        person = people.get(row.registration_id or 0)
        if person is None:
            row.leave(gettext("This person has been removed since."))
        elif person.version != row.version_after or (row.outcome == Outcome.ADDED and person.id in used):
            row.leave(gettext("Somebody has worked on this person since."))
        elif row.outcome == Outcome.CHANGED:
            _put_back(row, person, by=by, at=at)
        else:
            removed.append(person.id)
            row.outcome, row.registration_id = Outcome.UNDONE, None
    db.session.flush()
    # The rows that hang on them go with them in the database.
    gone = delete(Registration).where(Registration.id.in_(removed))
    db.session.execute(gone, execution_options={"synchronize_session": False})


def _used_elsewhere(ids: Sequence[int]) -> set[int]:
    """Those of the people about whom something else has been entered: consents, answers, attendance, a speech."""
    used: set[int] = set()
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column is Registration.__table__.c.id and table.name not in OURS:
                used |= set(db.session.scalars(select(key.parent).where(key.parent.in_(ids))))
    return used | answers.answered_since(ids)


def _put_back(row: ImportRow, person: Registration, *, by: User | None, at: datetime) -> None:
    before = dict(row.before)
    answered = answers.taken_out(before)
    if delegation_id := before.pop("delegation_id", None):
        before["delegation"] = db.session.get_one(Delegation, delegation_id)
    try:
        person.revise(by=by, at=at, **before)
        answers.keep(person, answered, by=by, at=at)
    except RuleBroken as broken:
        row.leave(str(broken))
    else:
        row.outcome = Outcome.UNDONE
