"""Nomination letters: the paper in which a government or a body says who represents it."""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta
from typing import IO, BinaryIO, cast

from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Select, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.files.content import JPEG, MEGABYTE, PDF, PNG
from jcmevents.files.models import StoredFile
from jcmevents.meetings.models import Meeting
from jcmevents.text import clean

ACCEPTED = (PDF, JPEG, PNG)
LARGEST = 10 * MEGABYTE
FURTHEST_AHEAD = timedelta(hours=14)  # Kiribati: where a day begins first


class LetterKind(enum.StrEnum):
    """Which paper it is. Credentials with full powers are for meetings at which something is signed."""

    NOMINATION_LETTER = "nomination_letter"
    NOTE_VERBALE = "note_verbale"
    CREDENTIALS = "credentials"

    @property
    def label(self) -> str:
        return str(KIND_LABELS[self])


class LetterState(enum.StrEnum):
    """Where the newest letter of a delegation stands; MISSING, which no row has, where there is none."""

    MISSING = "missing"
    RECEIVED = "received"
    CHECKED = "checked"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self])

    @property
    def tone(self) -> str:
        """Tone of the badge that shows the state: neutral, info, good, warn or bad."""
        return STATE_TONES[self]


KIND_LABELS = {
    LetterKind.NOMINATION_LETTER: _l("nomination letter"),
    LetterKind.NOTE_VERBALE: _l("note verbale"),
    LetterKind.CREDENTIALS: _l("credentials or full powers"),
}
STATE_LABELS = {
    LetterState.MISSING: lazy_pgettext("a letter", "missing"),
    LetterState.RECEIVED: lazy_pgettext("a letter", "received, not checked yet"),
    LetterState.CHECKED: lazy_pgettext("a letter", "in order"),
    LetterState.REFUSED: lazy_pgettext("a letter", "another one is needed"),
}
STATE_TONES = {
    LetterState.MISSING: "warn",
    LetterState.RECEIVED: "info",
    LetterState.CHECKED: "good",
    LetterState.REFUSED: "bad",
}


class NominationLetter(Base, Versioned):
    """A letter of a delegation. A newer one takes its place; it is kept."""

    __tablename__ = "nomination_letter"

    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    kind: Mapped[str] = mapped_column(String(20), default=LetterKind.NOMINATION_LETTER)
    reference: Mapped[str] = mapped_column(String(100), default="")
    dated_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20), default=LetterState.RECEIVED)
    reason: Mapped[str] = mapped_column(Text, default="")  # why another one is needed
    received_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    delegation: Mapped[Delegation] = relationship()
    file: Mapped[StoredFile] = relationship(lazy="joined")
    checked_by: Mapped[User | None] = relationship()

    @classmethod
    def hand_in(
        cls,
        delegation: Delegation,
        stream: IO[bytes],
        filename: str,
        *,
        kind: str = LetterKind.NOMINATION_LETTER,
        reference: str = "",
        dated_on: date | None = None,
        by: audit.Actor | None,
        at: datetime,
    ) -> NominationLetter:
        """The newest letter of `delegation`, kept encrypted. Refuses large files and what is no PDF, JPEG or PNG."""
        _require_past(dated_on, at)
        try:
            file = StoredFile.keep(
                cast(BinaryIO, stream), filename, allowed=ACCEPTED, max_bytes=LARGEST, sensitive=True, at=at
            )
        except RuleBroken as broken:
            raise RuleBroken(broken.message, field="file") from broken
        letter = cls(
            delegation=delegation,
            file=file,
            kind=LetterKind(kind),
            reference=clean(reference).strip(),
            dated_on=dated_on,
            state=LetterState.RECEIVED,
            received_at=at,
        )
        db.session.add(letter)
        db.session.flush()
        audit.record("nomination_letter.hand_in", letter, by=by, at=at, delegation=delegation.id)
        return letter

    def read_by(self, reader: User, *, at: datetime) -> StoredFile:
        """The file, for one of the organizers; who looked at it is noted."""
        audit.record("nomination_letter.read", self, by=reader, at=at, delegation=self.delegation_id)
        return self.file

    def check_off(self, *, by: User | None, at: datetime) -> None:
        """Note that the letter is in order."""
        self._require_newest()
        if self.state != LetterState.CHECKED:
            self._judge(LetterState.CHECKED, "", by, at)

    def ask_for_another(self, *, why: str, by: User | None, at: datetime) -> None:
        """Note that another letter is needed, and why."""
        self._require_newest()
        self._judge(LetterState.REFUSED, clean(why).strip(), by, at)

    def _judge(self, state: LetterState, reason: str, by: User | None, at: datetime) -> None:
        self.state, self.reason, self.checked_at, self.checked_by = state, reason, at, by
        audit.record(f"nomination_letter.{state}", self, by=by, at=at, delegation=self.delegation_id)

    def _require_newest(self) -> None:
        newest = NominationLetter.newest_of(self.delegation)
        if newest is not None and newest.id != self.id:
            raise RuleBroken(gettext("A newer letter has come in. Look at that one."))

    @property
    def state_label(self) -> str:
        return LetterState(self.state).label

    @property
    def state_tone(self) -> str:
        return LetterState(self.state).tone

    @property
    def kind_label(self) -> str:
        return LetterKind(self.kind).label

    @classmethod
    def of(cls, delegation: Delegation) -> Select[NominationLetter]:
        """All letters of `delegation`, the newest first."""
        return select(cls).where(cls.delegation_id == delegation.id).order_by(cls.id.desc())

    @classmethod
    def newest_of(cls, delegation: Delegation) -> NominationLetter | None:
        return db.session.scalars(cls.of(delegation).limit(1)).first()

    @classmethod
    def found_in(cls, delegation: Delegation, letter_id: int) -> NominationLetter | None:
        """The letter with this id of `delegation`; None for another one's."""
        return db.session.scalar(cls.of(delegation).where(cls.id == letter_id))


def with_letter() -> Select[int]:
    """The ids of all delegations whose newest letter is there and not refused."""
    newest = select(func.max(NominationLetter.id)).group_by(NominationLetter.delegation_id)
    good = NominationLetter.id.in_(newest) & (NominationLetter.state != LetterState.REFUSED)
    return select(NominationLetter.delegation_id).where(good)


def letter_states(meeting: Meeting) -> dict[int, LetterState]:
    """The state of the newest letter by id of the delegation, of those that have handed one in. One query."""
    newest = select(func.max(NominationLetter.id)).group_by(NominationLetter.delegation_id)
    rows = (
        select(NominationLetter.delegation_id, NominationLetter.state)
        .join(Delegation, Delegation.id == NominationLetter.delegation_id)
        .where(Delegation.meeting_id == meeting.id, NominationLetter.id.in_(newest))
    )
    return {delegation_id: LetterState(state) for delegation_id, state in db.session.execute(rows)}


def _require_past(dated_on: date | None, at: datetime) -> None:
    if dated_on and dated_on > (at + FURTHEST_AHEAD).date():
        raise RuleBroken(gettext("A letter cannot bear a date to come. Please check it."), field="dated_on")
