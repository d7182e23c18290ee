"""What people answered to the questions of a meeting (see `questionnaire`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from flask_babel import gettext
from sqlalchemy import JSON, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.crypto import decrypt_text, encrypt
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.files.models import StoredFile
from jcmevents.meetings.models import Day, Meeting
from jcmevents.questionnaire import answered
from jcmevents.questionnaire.asking import PREFIX
from jcmevents.questionnaire.kinds import Kind
from jcmevents.questionnaire.models import FormField, Wording
from jcmevents.questionnaire.readable import country_names, readable
from jcmevents.registration.corrections import register_fields
from jcmevents.registration.models import Registration
from jcmevents.retention import carries_out

MOST_NAMED = 1000  # people named one by one in a query, which a database bears in thousands only


class Answer(Base):
    """One person's answer to one question. `wording` is the number of the wording that was shown.

    The answer to a sensitive question is in `sealed`, encrypted; any other in `plain`; a file is in `file_id`.
    """

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("registration_id", "field_id"),)

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    field_id: Mapped[int] = mapped_column(ForeignKey("form_field.id", ondelete="CASCADE"), index=True)
    plain: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    sealed: Mapped[bytes | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    wording: Mapped[int]
    answered_at: Mapped[datetime]

    field: Mapped[FormField] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @classmethod
    def keep(
        cls,
        registration: Registration,
        answers: Mapping[str, Any],
        *,
        fields: Iterable[FormField],
        by: User | None,
        at: datetime,
    ) -> None:
        """Keep what was answered to `fields`, the questions that were put. Answers to others are left alone.

        A question that was put and is not in `answers` (by key, see kinds.Kind) was left empty or hidden by its
        condition: an earlier answer to it is dropped. An answer that stays the same under the same wording keeps
        its time.
        """
        asked = list(fields)
        _require_same_kinds(asked)
        kept = {answer.field_id: answer for answer in cls.rows_of([registration])}
        changed = [f.key for f in asked if cls._note(registration, f, answers.get(f.key), kept.get(f.id), at)]
        if changed:
            audit.record("registration.answer", registration, by=by, at=at, changed=changed)

    @classmethod
    def _note(
        cls, registration: Registration, field: FormField, value: Any, answer: Answer | None, at: datetime
    ) -> bool:
        """Whether anything had to be changed."""
        if value in (None, "", []):
            if answer:
                answer.drop()
            return answer is not None
        if answer and answer.value == value and answer.wording == field.wording:
            return False
        answer = answer or cls(registration_id=registration.id, field_id=field.id, field=field)
        answer._hold(value)
        answer.wording, answer.answered_at = field.wording, at
        db.session.add(answer)
        return True

    @property
    def _place(self) -> str:
        return f"answer:{self.registration_id}:{self.field_id}"

    def _hold(self, value: Any) -> None:
        if self.field.kind == Kind.FILE:
            before, self.file = self.file, db.session.get_one(StoredFile, value)
            if before and before is not self.file:
                before.delete()
            return
        sensitive = self.field.is_sensitive
        self.plain = None if sensitive else value
        self.sealed = encrypt(json.dumps(value), row=self._place) if sensitive else None

    def _file_again(self, sensitive: bool) -> int:
        """Store the file anew, encrypted or plain; the id of the new one."""
        old = self.file or db.session.get_one(StoredFile, self.file_id)
        file = StoredFile.keep(
            BytesIO(old.read()),
            old.original_name,
            allowed=(old.media_type,),
            max_bytes=old.size,
            sensitive=sensitive,
            uploaded_by_id=old.uploaded_by_id,
            at=old.created_at,
        )
        db.session.flush()
        return file.id

    @property
    def value(self) -> Any:
        """The answer in the shape of its kind. Raises crypto.DecryptionFailed."""
        if self.sealed is not None:
            return json.loads(decrypt_text(self.sealed, row=self._place))
        return self.file_id if self.file_id is not None else self.plain

    def drop(self) -> None:
        """Delete the answer, and the file that was given."""
        db.session.delete(self)
        if self.file:
            self.file.delete()

    @classmethod
    def rows_of(cls, registrations: Iterable[Registration]) -> Sequence[Answer]:
        """All answers of these people with their fields, in the order of the form: one query."""
        ids = [registration.id for registration in registrations]
        rows = (
            select(cls).where(cls.registration_id.in_(ids)).join(cls.field).order_by(FormField.position, FormField.id)
        )
        return db.session.scalars(rows).all()

    @classmethod
    def of(cls, registration: Registration) -> dict[str, Any]:
        """What the person has answered, by key of the question."""
        return {answer.field.key: answer.value for answer in cls.rows_of([registration])}

    @property
    def asked_as(self) -> Wording:
        """How the question read when it was answered."""
        return next(w for w in self.field.wordings if w.number == self.wording)

    @classmethod
    def found_in(cls, registration: Registration, field_id: int) -> Answer | None:
        return db.session.scalar(select(cls).where(cls.registration_id == registration.id, cls.field_id == field_id))


def _require_same_kinds(fields: Sequence[FormField]) -> None:
    """Refuse answers to a question that has just become one of another kind; until they are kept, none may."""
    stored = select(FormField.id, FormField.kind).where(FormField.id.in_([field.id for field in fields]))
    kinds = {id: kind for id, kind in db.session.execute(stored.with_for_update(read=True))}
    if any(kinds.get(field.id) != field.kind for field in fields):
        raise RuleBroken(gettext("The organizers have just changed this form. Please look at it and send it again."))


def texts(
    registrations: Iterable[Registration], fields: Sequence[FormField], lang: str | None = None
) -> dict[int, dict[str, str]]:
    """What people answered, in words: by id of the registration, then by key of the field, "" where nothing is.

    At most three queries, however many people and fields.
    """
    by_id = {field.id: field for field in fields}
    told = {registration.id: {field.key: "" for field in fields} for registration in registrations}
    answers = _answers(list(told), list(by_id))
    countries, files = country_names(fields, lang), _file_names(answers)
    for answer in answers:
        field = by_id[answer.field_id]
        words = readable(field, answer.value, lang=lang, countries=countries, files=files)
        told[answer.registration_id][field.key] = words
    return told


def _answers(registration_ids: list[int], field_ids: list[int]) -> list[Answer]:
    if not registration_ids or not field_ids:
        return []
    wanted = select(Answer).where(Answer.field_id.in_(field_ids))
    if len(registration_ids) <= MOST_NAMED:
        wanted = wanted.where(Answer.registration_id.in_(registration_ids))
    people = set(registration_ids)
    return [answer for answer in db.session.scalars(wanted) if answer.registration_id in people]


def _file_names(answers: Iterable[Answer]) -> dict[int, str]:
    ids = [answer.file_id for answer in answers if answer.file_id]
    names = select(StoredFile.id, StoredFile.original_name).where(StoredFile.id.in_(ids))
    return {id: name for id, name in db.session.execute(names)} if ids else {}


class _Keeper:
    """What the questionnaire may know, see `answered.AnswerKeeper`."""

    def counts(self, field_ids: Iterable[int]) -> dict[int, int]:
        numbers = select(Answer.field_id, func.count()).where(Answer.field_id.in_(list(field_ids)))
        return {id: number for id, number in db.session.execute(numbers.group_by(Answer.field_id))}

    def reclassify(self, field_id: int, *, sensitive: bool) -> None:
        for answer in db.session.scalars(select(Answer).where(Answer.field_id == field_id)):
            answer._hold(answer._file_again(sensitive) if answer.file else answer.value)


answered.register(_Keeper())


@register_fields
def correctable(meeting: Meeting) -> Iterator[tuple[str, Any]]:
    """The questions, under the names of their inputs, as fields that a person can be asked to correct."""
    return ((PREFIX + field.key, field.label()) for field in FormField.of(meeting))


@carries_out("answer")
def forget_answers(at: datetime) -> int:
    """Delete the answers that are older than their fields say; the number of them."""
    ends = select(Day.meeting_id, func.max(Day.held_on).label("last")).group_by(Day.meeting_id).subquery()
    over = select(FormField.id, FormField.keep_days, ends.c.last).join(ends, ends.c.meeting_id == FormField.meeting_id)
    due = [id for id, days, last in db.session.execute(over) if last + timedelta(days=days) < at.date()]
    answers = db.session.scalars(select(Answer).where(Answer.field_id.in_(due))).all()
    for answer in answers:
        answer.drop()
    return len(answers)
