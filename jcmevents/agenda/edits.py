"""What was changed of sessions and items, field by field: so that edits can be told, merged and undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents.accounts.models import User
from jcmevents.agenda.roles import Leaders
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Meeting

if TYPE_CHECKING:
    from jcmevents.agenda.items import Item
    from jcmevents.agenda.models import Session

TEXTS = ("titles", "abstracts", "questions")
SESSION_FIELDS = (
    "day_id",
    "room_id",
    "run_id",
    "starts",
    "ends",
    "starts_fold",
    "ends_fold",
    "kind",
    "code",
    "record_rule",
)
ITEM_FIELDS = ("session_id", "position", "starts", "minutes", "kind")
FIELDS = {
    "session": (*SESSION_FIELDS, *TEXTS, "summaries", "removed_at"),
    "item": (*ITEM_FIELDS, *TEXTS, "removed_at"),
    "meeting": (),
}
REMEMBERED = timedelta(days=30)  # so long an act can be undone
MOVING = {"day_id", "room_id", "starts", "ends", "position", "session_id"}
PERSON = ("duty", "names", "affiliations", "on_behalf_of", "is_online", "registration_id")
Values = dict[str, Any]  # fields of a row by name, as JSON holds them; times as "09:30", people as a list


class Edit(Base):
    """What one person changed of a session, of one of its items, or of those who lead through the meeting.

    What was made comes from being removed, and what is removed goes back to it; `removal` clears both away later.

    `version` is the version of the row that the edit made. Edits of one person at one moment are one act.
    """

    __tablename__ = "agenda_edit"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    version: Mapped[int]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    is_undo: Mapped[bool] = mapped_column(default=False)
    undone_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(viewonly=True)
    session: Mapped[Session | None] = relationship(viewonly=True)
    item: Mapped[Item | None] = relationship(viewonly=True)
    by: Mapped[User | None] = relationship(viewonly=True)

    @property
    def row(self) -> Session | Item | Leaders:
        return self.item or self.session or Leaders(self.meeting)

    @property
    def is_of_existence(self) -> bool:
        """Whether something was made or removed."""
        return "removed_at" in self.before

    @property
    def label(self) -> str:
        """What was done, in a word."""
        if self.is_undo:
            return gettext("taken back")
        if self.is_of_existence:
            return gettext("removed") if self.after["removed_at"] else gettext("new")
        return gettext("moved") if MOVING & self.after.keys() else gettext("edited")

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Edit]:
        """Of all sessions and items, the last one first."""
        return select(cls).where(cls.meeting_id == meeting.id).order_by(cls.id.desc())

    @classmethod
    def last_act(cls, meeting: Meeting, by: User, now: datetime) -> list[Edit]:
        """What `by` did last and has not undone, the last edit first; nothing that is longer ago than REMEMBERED."""
        own = cls.of_meeting(meeting).where(cls.by_id == by.id, ~cls.is_undo, cls.undone_at.is_(None))
        own = own.where(cls.at >= now - REMEMBERED)
        last = db.session.scalar(own.limit(1))
        return list(db.session.scalars(own.where(cls.at == last.at))) if last else []


def values_of(row: Session | Item | Leaders, *, people: bool = False) -> Values:
    """The fields of the row as they are stored; those who have a part in it only with `people`."""
    values = {name: _plain(getattr(row, name)) for name in FIELDS[row.__tablename__]}
    return {**values, "people": people_of(row)} if people else values


def people_of(row: Session | Item | Leaders) -> list[Values]:
    return [{name: getattr(role, name) for name in PERSON} for role in row.roles]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return f"{value:%H:%M}" if isinstance(value, time) else value


def as_read(row: Session | Item | Leaders, version: int) -> Values:
    """The fields of the row as they stood in `version`, which somebody read."""
    later = select(Edit).filter_by(meeting_id=row.meeting.id, **_place_of(row))
    values = values_of(row, people=True)
    for edit in db.session.scalars(later.where(Edit.version > version).order_by(Edit.id.desc())):
        values |= edit.before
    return values


def _place_of(row: Session | Item | Leaders) -> dict[str, int | None]:
    """What names the row in an edit, wherever the item stood then."""
    if row.__tablename__ == "item":
        return {"item_id": row.id}
    return {"session_id": row.id if row.__tablename__ == "session" else None, "item_id": None}


@contextmanager
def noted(
    row: Session | Item | Leaders,
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
    if changed:
        before, after = ({name: values[name] for name in changed} for values in (old, new))
        _keep(row, before=before, after=after, **columns)


def _keep(row: Any, **columns: Any) -> None:
    edit = Edit(meeting_id=row.meeting.id, version=row.version, **_place_of(row), **columns)
    if edit.item_id:
        edit.session_id = row.session_id
    db.session.add(edit)


def note_made(row: Session | Item, *, by: User | None, at: datetime) -> None:
    """Keep that the row is new. Only what somebody can take back is kept."""
    db.session.flush()
    if by:
        after = values_of(row, people=True)
        _keep(row, before={"removed_at": at.isoformat()}, after=after, is_undo=False, by_id=by.id, at=at)


def differing(values: Mapping[str, Any], others: Mapping[str, Any]) -> set[str]:
    """The names of the fields of `values` that stand otherwise in `others`."""
    return {name for name in values if values[name] != others[name]}
