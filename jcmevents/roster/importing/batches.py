"""A batch of rows: whom each is about, what it would do, and the doing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext

from jcmevents.accounts.models import User
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.registration.intake import Intake
from jcmevents.registration.models import Registration
from jcmevents.registration.states import Capacity
from jcmevents.roster.importing import answers
from jcmevents.roster.importing.lines import Line
from jcmevents.roster.importing.matching import Matches
from jcmevents.roster.importing.models import ExternalId, ImportRow, Outcome, RosterImport


@dataclass
class Entry:
    """A row, the person it is about if there is one, and the values that differ from what is stored."""

    line: Line
    registration: Registration | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)  # new ones, by key of the question
    answers_before: dict[str, Any] = field(default_factory=dict)
    outcome: Outcome = Outcome.UNCHANGED

    def refuse(self, target: str, sentence: str) -> None:
        self.line.faults.append((target, sentence))
        self.outcome = Outcome.REFUSED


class Seen:
    """The people of the rows so far: a second row about one of them is refused."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}  # by the hash of the key: names of 100,000 people need not be kept

    def note(self, line: Line) -> None:
        if line.faults or not (line.number or line.external_id or line.name):
            return
        earlier = self._rows.setdefault(hash(line.key), line.row)
        if earlier != line.row:
            line.faults.append(("full_name", gettext("This is the same person as in row %(n)s.", n=earlier)))


def entries(roster_import: RosterImport, lines: Sequence[Line]) -> list[Entry]:
    """What each line would do; nothing is changed yet."""
    matches = Matches(roster_import.meeting, lines)
    found = [(line, matches.of(line)) for line in lines]
    stored = answers.stored_answers((person for _line, person in found), lines)
    return [_entry(line, person, stored.get(person.id, {}) if person else {}) for line, person in found]


def _entry(line: Line, registration: Registration | None, stored: Mapping[str, Any]) -> Entry:
    entry = Entry(line, registration)
    entry.answers = {key: value for key, value in line.answers.items() if stored.get(key) != value}
    entry.answers_before = {key: stored.get(key) for key in entry.answers}
    if registration is None:
        _require_enough(line)
        entry.outcome = Outcome.ADDED
    elif not line.faults:
        entry.changes = _changes(line, registration)
        entry.outcome = Outcome.CHANGED if entry.changes or entry.answers else Outcome.UNCHANGED
    if line.faults:
        entry.outcome = Outcome.REFUSED
    return entry


def _require_enough(line: Line) -> None:
    """A new person needs a name and a delegation."""
    faulty = {target for target, _sentence in line.faults}
    if not line.name and "full_name" not in faulty:
        line.faults.append(("full_name", gettext("The name is missing.")))
    if not line.delegation and not faulty & {"delegation", "country", "number"}:
        line.faults.append(("delegation", gettext("The delegation is missing.")))


def _changes(line: Line, registration: Registration) -> dict[str, Any]:
    changes = {key: value for key, value in line.details.items() if getattr(registration, key) != value}
    if line.delegation and line.delegation.id != registration.delegation_id:
        changes["delegation"] = line.delegation
    return changes


def forecast(entries: Sequence[Entry], intake: Intake) -> None:
    """Refuse the rows for which there would be no seat, as far as can be told now."""
    for entry in entries:
        if entry.outcome == Outcome.ADDED:
            try:
                intake.take(_delegation(entry), **_seat(entry))
            except RuleBroken as broken:
                entry.refuse(broken.field or "delegation", str(broken))


def _seat(entry: Entry) -> dict[str, Any]:
    details = entry.line.details
    seat = {"capacity": details.get("capacity", Capacity.DELEGATE), "funded": details.get("funded", False)}
    return {**seat, "name": entry.line.name}


def _delegation(entry: Entry) -> Delegation:
    assert entry.line.delegation is not None  # noqa: S101 - a new person without one has been refused
    return entry.line.delegation


def carry_out(entries: Sequence[Entry], *, by: User | None, at: datetime) -> None:
    """Change and add the people: changes first, so that seats given back in this batch count."""
    Registration.hold_seats_of(list({each.id: each for each in _touched(entries)}.values()))
    for entry in entries:
        if entry.outcome == Outcome.CHANGED:
            _revise(entry, by, at)
    db.session.flush()
    added = [entry for entry in entries if entry.outcome == Outcome.ADDED]
    intake = Intake(list({_delegation(entry).id: _delegation(entry) for entry in added}.values()))
    for entry in added:
        _add(entry, intake, by, at)
    db.session.flush()
    for entry in entries:
        if entry.answers and entry.registration and entry.outcome in (Outcome.ADDED, Outcome.CHANGED):
            answers.keep(entry.registration, entry.answers, by=by, at=at)


def _touched(entries: Sequence[Entry]) -> Iterator[Delegation]:
    """The delegations whose seats the batch may change."""
    for entry in entries:
        if entry.outcome in (Outcome.ADDED, Outcome.CHANGED) and entry.line.delegation:
            yield entry.line.delegation
        if entry.outcome == Outcome.CHANGED and entry.registration:
            yield entry.registration.delegation


def _revise(entry: Entry, by: User | None, at: datetime) -> None:
    registration = entry.registration
    assert registration is not None  # noqa: S101 - there is no change without somebody to change
    before = {key: getattr(registration, key) for key in entry.changes}
    try:
        registration.revise(by=by, at=at, **entry.changes)
    except RuleBroken as broken:
        entry.refuse(broken.field or "full_name", str(broken))
    else:
        moved = before.pop("delegation", None)
        entry.before = before | ({"delegation_id": moved.id} if moved else {}) | answers.headed(entry.answers_before)


def _add(entry: Entry, intake: Intake, by: User | None, at: datetime) -> None:
    try:
        entry.registration = intake.nominate(_delegation(entry), by=by, at=at, **entry.line.details)
    except RuleBroken as broken:
        entry.refuse(broken.field or "delegation", str(broken))


def note_external_ids(roster_import: RosterImport, entries: Sequence[Entry]) -> None:
    """Remember the ids under which the people stand in the list they came from."""
    done = [entry for entry in entries if entry.line.external_id and entry.outcome != Outcome.REFUSED]
    ids = [entry.registration.id for entry in done if entry.registration]
    taken = ExternalId.among(roster_import.meeting_id, ids, [entry.line.external_id for entry in done])
    for entry in done:
        key, id = entry.line.external_id, entry.registration.id if entry.registration else None
        if id and not {key, id} & taken:
            taken |= {key, id}
            db.session.add(ExternalId(meeting_id=roster_import.meeting_id, registration_id=id, key=key))


def as_rows(roster_import: RosterImport, entries: Sequence[Entry]) -> Iterator[ImportRow]:
    """What is kept of each row."""
    for entry in entries:
        person = entry.registration if entry.outcome != Outcome.REFUSED else None
        yield ImportRow(
            import_id=roster_import.id,
            row=entry.line.row,
            outcome=entry.outcome,
            name=(entry.line.name or (entry.registration.full_name if entry.registration else ""))[:200],
            registration_id=person.id if person else None,
            version_after=person.version if person else None,
            before=entry.before,
            faults=[list(fault) for fault in entry.line.faults],
        )
