"""What was changed of sessions and items, field by field: so that edits can be told, merged and undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents.accounts.models import User
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Meeting

if TYPE_CHECKING:
    from jcmevents.agenda.items import Item
    from jcmevents.agenda.models import Session

TEXTS = ("titles", "abstracts", "questions")
SESSION_FIELDS = ("day_id", "room_id", "starts", "ends", "starts_fold", "ends_fold", "kind", "code", "record_rule")
FIELDS = {"session": (*SESSION_FIELDS, *TEXTS, "summaries"), "item": ("starts", "minutes", "kind", *TEXTS)}
PERSON = ("duty", "names", "affiliations", "on_behalf_of", "is_online", "registration_id")
Values = dict[str, Any]  # fields of a row by name, as JSON holds them; times as "09:30", people as a list


class Edit(Base):
    """What one person changed of a session, or of one of its items, at one moment. It goes when the session goes.

    `version` is the version of the row that the edit made. Edits of one person at one moment are one act.
    """

    __tablename__ = "agenda_edit"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    version: Mapped[int]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    is_undo: Mapped[bool] = mapped_column(default=False)
    undone_at: Mapped[datetime | None]

    session: Mapped[Session] = relationship(viewonly=True)
    item: Mapped[Item | None] = relationship(viewonly=True)
    by: Mapped[User | None] = relationship(viewonly=True)

    @property
    def row(self) -> Session | Item:
        return self.item or self.session

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Edit]:
        """Of all sessions and items, the last one first."""
        return select(cls).where(cls.meeting_id == meeting.id).order_by(cls.id.desc())

    @classmethod
    def last_act(cls, meeting: Meeting, by: User) -> list[Edit]:
        """What `by` did last and has not undone, the last edit first."""
        own = cls.of_meeting(meeting).where(cls.by_id == by.id, ~cls.is_undo, cls.undone_at.is_(None))
        last = db.session.scalar(own.limit(1))
        return list(db.session.scalars(own.where(cls.at == last.at))) if last else []


def values_of(row: Session | Item, *, people: bool = False) -> Values:
    """The fields of the row as they are stored; those who have a part in it only with `people`."""
    values = {name: _plain(getattr(row, name)) for name in FIELDS[row.__tablename__]}
    return {**values, "people": people_of(row)} if people else values


def people_of(row: Session | Item) -> list[Values]:
    return [{name: getattr(role, name) for name in PERSON} for role in row.roles]


def _plain(value: Any) -> Any:
    return f"{value:%H:%M}" if isinstance(value, time) else value


def as_read(row: Session | Item, version: int) -> Values:
    """The fields of the row as they stood in `version`, which somebody read."""
    item_id = row.id if row.__tablename__ == "item" else None
    later = select(Edit).where(Edit.item_id == item_id) if item_id else _of_session(row)
    values = values_of(row, people=True)
    for edit in db.session.scalars(later.where(Edit.version > version).order_by(Edit.id.desc())):
        values |= edit.before
    return values


def _of_session(row: Session | Item) -> Select[Edit]:
    return select(Edit).where(Edit.session_id == row.id, Edit.item_id.is_(None))


@contextmanager
def noted(
    row: Session | Item,
    also: Iterable[Item] = (),
    *,
    people: bool = False,
    is_undo: bool = False,
    by: User | None,
    at: datetime,
) -> Iterator[None]:
    """Keep what the block changes of `row` (with `people`: of those in it too) and of the items that go along."""
    before = [(row, values_of(row, people=people)), *((each, values_of(each)) for each in also)]
    yield
    db.session.flush()
    for each, old in before:
        _note(each, old, values_of(each, people="people" in old), is_undo=is_undo, by_id=by.id if by else None, at=at)


def _note(row: Any, old: Values, new: Values, **columns: Any) -> None:
    changed = [name for name in old if old[name] != new[name]]
    is_item = row.__tablename__ == "item"
    if changed:
        edit = Edit(meeting_id=row.meeting.id, version=row.version, **columns)
        edit.session_id, edit.item_id = (row.session_id, row.id) if is_item else (row.id, None)
        edit.before, edit.after = ({name: values[name] for name in changed} for values in (old, new))
        db.session.add(edit)


def differing(values: Mapping[str, Any], others: Mapping[str, Any]) -> set[str]:
    """The names of the fields of `values` that stand otherwise in `others`."""
    return {name for name in values if values[name] != others[name]}
