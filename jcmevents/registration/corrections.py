"""What a person has been asked to correct, field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents.accounts.models import User
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Meeting
from jcmevents.text import clean

Fields = Callable[[Meeting], Iterable[tuple[str, Any]]]
_fields: list[Fields] = []


class CorrectionRequest(Base):
    """What is wrong with one field. Open until the person has sent the form again."""

    __tablename__ = "correction_request"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    field: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None]


def register_fields(fields: Fields) -> Fields:
    """Decorate a function that gives the (key, label) of fields of a meeting's form that can be named."""
    _fields.append(fields)
    return fields


def fields_of(meeting: Meeting) -> dict[str, str]:
    """Label of every field that a correction can name, by key, in the language in force."""
    return {key: str(label) for fields in _fields for key, label in fields(meeting)}


def ask(registration: Any, notes: Mapping[str, str], *, by: User | None, at: datetime) -> None:
    """Ask for the fields to be corrected: a note by the key of each field."""
    for field, note in notes.items():
        asked = {"asked_at": at, "asked_by_id": by.id if by else None}
        db.session.add(
            CorrectionRequest(registration_id=registration.id, field=field, note=clean(note).strip(), **asked)
        )
    db.session.flush()


def corrections_of(registration: Any) -> dict[str, str]:
    """What is still to be corrected: the note by the key of the field."""
    asked = select(CorrectionRequest.field, CorrectionRequest.note).where(
        CorrectionRequest.registration_id == registration.id, CorrectionRequest.closed_at.is_(None)
    )
    return {field: note for field, note in db.session.execute(asked.order_by(CorrectionRequest.id))}


def close(registration: Any, *, at: datetime) -> None:
    """The person has sent the form again, or the registration went on without: nothing is asked any more."""
    is_open = (CorrectionRequest.registration_id == registration.id) & CorrectionRequest.closed_at.is_(None)
    db.session.execute(update(CorrectionRequest).where(is_open).values(closed_at=at))
