"""Imports, what became of each of their rows, and the ids that people have elsewhere."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, Index, Select, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit, jobs
from jcmevents.accounts.models import User
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.files.models import StoredFile
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.sheet import Sheet
from jcmevents.sheet.packed import NumberedRow


class ImportState(enum.StrEnum):
    READ = "read"  # columns are still to be said
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    FINISHED = "finished"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self])

    @property
    def is_under_way(self) -> bool:
        return self in JOBS


STATE_LABELS = {
    ImportState.READ: _l("read"),
    ImportState.CHECKING: _l("being checked"),
    ImportState.CHECKED: _l("checked, nothing entered yet"),
    ImportState.RUNNING: _l("being entered"),
    ImportState.FINISHED: _l("finished"),
    ImportState.UNDOING: _l("being undone"),
    ImportState.UNDONE: _l("undone"),
    ImportState.FAILED: _l("stopped by a fault"),
}
# The kind of job that carries on an import in this state.
JOBS = {
    ImportState.CHECKING: "roster_check",
    ImportState.RUNNING: "roster_import",
    ImportState.UNDOING: "roster_undo",
}


class Outcome(enum.StrEnum):
    """What became of a row; what would become of it, while an import is only checked."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    UNDONE = "undone"
    KEPT = "kept"  # touched by somebody since, so not undone

    @property
    def label(self) -> str:
        return str(OUTCOME_LABELS[self])


OUTCOME_LABELS = {
    Outcome.ADDED: _l("new"),
    Outcome.CHANGED: _l("changed"),
    Outcome.UNCHANGED: _l("unchanged"),
    Outcome.REFUSED: _l("not entered"),
    Outcome.UNDONE: _l("undone"),
    Outcome.KEPT: _l("kept, as somebody has worked on it since"),
}


class RosterImport(Base):
    """A spreadsheet of people for one meeting. `columns` says by field in which column it stands."""

    __tablename__ = "roster_import"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id", ondelete="SET NULL"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    name: Mapped[str] = mapped_column(String(200))
    lang: Mapped[str] = mapped_column(String(5))
    head: Mapped[list[str]]
    columns: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(10), index=True)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)  # rows, of what is under way
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # rows by outcome
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    heard_of_at: Mapped[datetime]  # when its worker last finished some rows

    meeting: Mapped[Meeting] = relationship()
    user: Mapped[User | None] = relationship()
    delegation: Mapped[Delegation | None] = relationship()  # of everybody, where the file does not say
    file: Mapped[StoredFile | None] = relationship()

    @classmethod
    def take_in(
        cls,
        meeting: Meeting,
        sheet: Sheet,
        name: str,
        *,
        lang: str,
        by: User | None,
        at: datetime,
    ) -> RosterImport:
        """Put by what was read of the file called `name`, encrypted. Nothing is entered yet."""
        new = cls(meeting=meeting, user=by, name=name[:200], lang=lang, head=sheet.head, total=sheet.total)
        new.file = StoredFile.keep_made(
            sheet.content,
            f"{name[:190]}.rows.gz",
            media_type="application/gzip",
            sensitive=True,
            at=at,
            uploaded_by_id=by.id if by else None,
        )
        new.state, new.columns, new.created_at, new.heard_of_at = ImportState.READ, {}, at, at
        db.session.add(new)
        db.session.flush()
        audit.record("roster_import.take_in", new, by=by, at=at, rows=sheet.total)
        return new

    def check(
        self,
        columns: dict[str, int],
        delegation: Delegation | None,
        *,
        by: User | None,
        at: datetime,
        by_worker: bool = True,
    ) -> None:
        """Try what the rows would do, with the columns said here. The rows are worked through in `work`."""
        self._require(ImportState.READ, ImportState.CHECKED)
        self.columns, self.delegation = columns, delegation
        self._begin(ImportState.CHECKING, by=by, at=at, by_worker=by_worker)

    def start(self, *, by: User | None, at: datetime, by_worker: bool = True) -> None:
        """Enter the people."""
        self._require(ImportState.CHECKED)
        self._begin(ImportState.RUNNING, by=by, at=at, by_worker=by_worker)

    def undo(self, *, by: User | None, at: datetime) -> None:
        """Take back what was entered, but for people on whom somebody has worked since."""
        self._require(ImportState.FINISHED, ImportState.FAILED)
        self._begin(ImportState.UNDOING, by=by, at=at)

    def _require(self, *states: ImportState) -> None:
        if self.state not in states:
            label = ImportState(self.state).label
            raise RuleBroken(gettext("This import is “%(state)s” now; this step is not possible.", state=label))

    def _begin(self, state: ImportState, *, by: User | None, at: datetime, by_worker: bool = True) -> None:
        self.state, self.done, self.attempts, self.heard_of_at = state, 0, 0, at
        if state != ImportState.UNDOING:
            self.counts = {}
        audit.record(f"roster_import.{state}", self, by=by, at=at)
        if by_worker:
            jobs.enqueue(JOBS[state], self)

    def rows(self) -> Iterator[NumberedRow]:
        """The rows of the file, one at a time."""
        if self.file is None:
            raise RuleBroken(gettext("The file has been deleted. Upload it again."))
        return Sheet(self.head, self.total, self.file.read()).each()

    @property
    def to_do(self) -> int:
        """How many rows the work under way has before it, `done` of them done."""
        if self.state == ImportState.UNDOING:
            return int(self.counts.get(Outcome.ADDED, 0) + self.counts.get(Outcome.CHANGED, 0))
        return self.total

    def count(self, outcomes: Iterable[Outcome]) -> None:
        counts = dict(self.counts)
        for outcome in outcomes:
            counts[outcome] = counts.get(outcome, 0) + 1
        self.counts = counts

    def forget_file(self) -> None:
        """Delete the file: what became of its rows is kept."""
        if self.file:
            self.file.delete()
            self.file = None

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[RosterImport]:
        """Newest first."""
        return select(cls).where(cls.meeting_id == meeting.id).order_by(cls.id.desc())

    @classmethod
    def found_in(cls, meeting: Meeting, import_id: int) -> RosterImport | None:
        return db.session.scalar(cls.of_meeting(meeting).where(cls.id == import_id))


class ImportRow(Base):
    """What became of one row. `before`: values it changed; `version_after`: the person's, which later acts raise."""

    __tablename__ = "roster_import_row"
    __table_args__ = (
        UniqueConstraint("import_id", "row"),
        Index("ix_roster_import_row_outcome", "import_id", "outcome"),
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("roster_import.id", ondelete="CASCADE"))
    row: Mapped[int]  # its number in the spreadsheet
    outcome: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200), default="")
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    version_after: Mapped[int | None]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    faults: Mapped[list[Any]] = mapped_column(JSON, default=list)  # [heading of the column, sentence]

    registration: Mapped[Registration | None] = relationship()

    def leave(self, why: str) -> None:
        """What this row did is not undone."""
        self.outcome, self.faults = Outcome.KEPT, [["", why]]


class ExternalId(Base):
    """The id that a person has in somebody else's list; the same id is the same person in the next import."""

    __tablename__ = "external_id"
    __table_args__ = (UniqueConstraint("meeting_id", "key"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    key: Mapped[str] = mapped_column(String(100))

    @classmethod
    def among(cls, meeting_id: int, registration_ids: Iterable[int], keys: Iterable[str]) -> set[str | int]:
        """Those of `registration_ids` that have a key, and those of `keys` that somebody at the meeting has."""
        ids, keys = set(registration_ids), set(keys)
        if not ids:
            return set()
        theirs = or_(cls.registration_id.in_(ids), cls.key.in_(keys))
        found = db.session.execute(select(cls.registration_id, cls.key).where(cls.meeting_id == meeting_id, theirs))
        return {value for pair in found for value in pair}


# Imports look people up by their address.
Index("ix_registration_meeting_email", Registration.meeting_id, Registration.email)
