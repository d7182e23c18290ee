"""One step with many people: written down first, then taken one person at a time behind the pages."""

from __future__ import annotations

import enum
import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, Select, String, Text, UniqueConstraint, case, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.exc import StaleDataError

from jcmevents import audit, clock, jobs
from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State
from jcmevents.registration.steps import STEPS, Step, Telling, take
from jcmevents.registration.wording import Wording

JOB = "registration-batch"
_log = logging.getLogger(__name__)


class Outcome(enum.StrEnum):
    """What became of one person of a batch."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return str(OUTCOME_LABELS[self])

    @property
    def tone(self) -> str:
        return {Outcome.DONE: "good", Outcome.REFUSED: "bad"}.get(self, "info")


OUTCOME_LABELS = {Outcome.WAITING: _l("not yet"), Outcome.DONE: _l("done"), Outcome.REFUSED: _l("not possible")}


class Texts(NamedTuple):
    """What is said about the step of a batch: the wording of the mail by language, `lang` being the organizer's."""

    telling: Telling
    wordings: dict[str, Wording]
    lang: str


class Batch(Base):
    """A step with several people. `wordings` holds [subject, body] by language."""

    __tablename__ = "registration_batch"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    step: Mapped[str] = mapped_column(String(30))
    why: Mapped[str] = mapped_column(Text)
    wordings: Mapped[dict[str, Any]] = mapped_column(JSON)
    no_mail_because: Mapped[str] = mapped_column(Text)
    lang: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    finished_at: Mapped[datetime | None]

    created_by: Mapped[User | None] = relationship(lazy="joined")
    members: Mapped[list[BatchMember]] = relationship(order_by="BatchMember.id", cascade="all, delete-orphan")

    @classmethod
    def begin(
        cls,
        meeting: Meeting,
        step: Step,
        people: Iterable[Registration],
        texts: Texts,
        *,
        by: User | None,
        at: datetime,
    ) -> Batch:
        """Write down what is to be done; it begins when the transaction is committed."""
        batch = cls(meeting_id=meeting.id, step=step.noun, lang=texts.lang, created_at=at, created_by=by)
        batch.why, batch.no_mail_because = texts.telling.why, texts.telling.no_mail_because
        batch.wordings = {code: list(wording) for code, wording in texts.wordings.items()}
        batch.members = [BatchMember(registration_id=person.id, outcome=Outcome.WAITING, note="") for person in people]
        if not batch.members:
            raise RuleBroken(gettext("Choose at least one person."))
        db.session.add(batch)
        db.session.flush()
        audit.record("registration.batch", batch, by=by, at=at, step=step.noun, people=len(batch.members))
        jobs.enqueue(JOB, batch)
        return batch

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Batch]:
        return select(cls).where(cls.meeting_id == meeting.id)

    @classmethod
    def found_in(cls, meeting: Meeting, batch_id: int) -> Batch | None:
        return db.session.scalar(cls.of_meeting(meeting).where(cls.id == batch_id))

    def counts(self) -> dict[Outcome, int]:
        """How many people had which outcome so far."""
        count = select(BatchMember.outcome, func.count()).where(BatchMember.batch_id == self.id)
        found = {outcome: number for outcome, number in db.session.execute(count.group_by(BatchMember.outcome))}
        return {outcome: found.get(outcome, 0) for outcome in Outcome}

    def results(self) -> list[tuple[BatchMember, Registration, Outcome]]:
        """What became of each person, those first with whom it was not possible."""
        of_batch = select(BatchMember, Registration).join(Registration, Registration.id == BatchMember.registration_id)
        last = case((BatchMember.outcome == Outcome.REFUSED, 0), else_=1)
        in_order = of_batch.where(BatchMember.batch_id == self.id).order_by(last, BatchMember.id)
        rows = db.session.execute(in_order.options(joinedload(Registration.delegation)))
        return [(member, person, Outcome(member.outcome)) for member, person in rows]

    def next_waiting(self) -> BatchMember | None:
        waiting = select(BatchMember).where(BatchMember.batch_id == self.id, BatchMember.outcome == Outcome.WAITING)
        return db.session.scalar(waiting.order_by(BatchMember.id).limit(1))

    def telling_to(self, registration: Registration) -> Telling:
        """What this person is told, in the wording of the person's language."""
        own = self.wordings.get(registration.lang)
        return Telling(self.why, Wording(*own) if own else None, self.no_mail_because)


class BatchMember(Base):
    """One person of a batch and what became of it; `note` says why it was not possible."""

    __tablename__ = "registration_batch_member"
    __table_args__ = (UniqueConstraint("batch_id", "registration_id"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("registration_batch.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    outcome: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime | None]

    registration: Mapped[Registration] = relationship()

    def settle(self, outcome: Outcome, note: str, at: datetime) -> bool:
        """Note the outcome, unless another run of the same batch has; whether it was this one."""
        open_still = (BatchMember.id == self.id) & (BatchMember.outcome == Outcome.WAITING)
        settled: Any = db.session.execute(
            update(BatchMember).where(open_still).values(outcome=outcome, note=note, done_at=at)
        )
        return bool(settled.rowcount)


@jobs.register(JOB)
def carry_out(batch_id: int) -> None:
    """Take the step with everybody who still waits for it. Killed at any point, it goes on where it stopped."""
    while (batch := db.session.get(Batch, batch_id)) and (member := batch.next_waiting()):
        with force_locale(batch.lang):
            _carry_out_one(batch, member, clock.now())
        db.session.expunge_all()  # so that thousands of people take no more memory than one
    if batch:
        batch.finished_at = batch.finished_at or clock.now()


def _carry_out_one(batch: Batch, member: BatchMember, at: datetime) -> None:
    """One person, one transaction: the step with its mail and the note of it, or the note why it was not possible."""
    try:
        if member.settle(Outcome.DONE, "", at):
            _take_in_passing(batch, member.registration, at)
        db.session.commit()
    except OperationalError:  # the database is away: all is tried again
        raise
    except Exception as error:
        db.session.rollback()
        member.settle(Outcome.REFUSED, _told(error), at)
        db.session.commit()


def _take_in_passing(batch: Batch, registration: Registration, at: datetime) -> None:
    step, state = STEPS[batch.step], State(registration.state)
    if not step.is_possible_in_passing(state):
        raise RuleBroken(gettext("is “%(state)s” now", state=state.label))
    take(registration, step, batch.telling_to(registration), by=batch.created_by, at=at)


def _told(error: Exception) -> str:
    if isinstance(error, RuleBroken):
        return str(error)
    if isinstance(error, StaleDataError):
        return gettext("Somebody else saved this at the same moment. Please look and save again.")
    _log.exception("a step of a batch failed", exc_info=error)
    return gettext("It did not work; the log says why.")


@jobs.register_sweep
def unfinished(_at: datetime) -> list[tuple[str, int]]:
    """The batches in which somebody still waits."""
    return [(JOB, batch_id) for batch_id in db.session.scalars(select(Batch.id).where(Batch.finished_at.is_(None)))]
