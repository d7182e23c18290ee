"""Who did what to which row, and when: append-only, each entry bound to the one before by its hash.

Entries hold ids and names of fields, never what a person wrote: an entry outlives the data it tells about.
They are written in the transaction they tell about, as its last statements, so that the chain is locked for
moments only and a rolled back act leaves no entry. (Entries cut off the end cannot be missed by the chain alone:
keep the newest hash outside the database to notice that too.) Entries that are years old are deleted from the front
(`forget_before`); where the chain begins since then is kept.
"""

import hashlib
import json
import re
from collections.abc import Callable
from contextlib import closing
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import Index, delete, event, func, select, text
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, mapped_column, scoped_session

from jcmevents.extensions import Base, db

GENESIS = "0" * 64
CHAIN_LOCK = 0x4A434D  # any number that no other advisory lock of this database uses
PLAIN = re.compile(r"[A-Za-z0-9_.:,+/-]{0,80}")
_PENDING = "audit entries of this transaction"
_SAVEPOINTS = "number of audit entries at each savepoint"


class Actor(Protocol):
    """Whoever acts: a user, or a link that acts for one."""

    id: Any


# Who acts in this request without an account; where an act names nobody, it is he.
acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


class AuditEntry(Base):
    """One act. The hash covers all columns but the id; `previous_hash` is the hash of the entry before."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_object", "object_type", "object_id"),)

    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    actor_label: Mapped[str]
    action: Mapped[str] = mapped_column(index=True)
    object_type: Mapped[str]
    object_id: Mapped[int | None]
    meeting_id: Mapped[int | None] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)

    def digest(self) -> str:
        """The hash these columns must have: 64 hex digits."""
        fields = [
            self.previous_hash,
            self.at.astimezone(UTC).isoformat(),
            *(self.actor_id, self.actor_label, self.action),
            *(self.object_type, self.object_id, self.meeting_id, self.detail),
        ]
        return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


class AuditStart(Base):
    """Where the chain begins since entries were deleted from its front: `hash` is that of the last one deleted."""

    __tablename__ = "audit_start"

    forgotten_at: Mapped[datetime]
    entries: Mapped[int]  # how many were deleted then
    hash: Mapped[str]


_NEWEST_HASH = select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1).scalar_subquery()
_START = select(AuditStart.hash).order_by(AuditStart.id.desc()).limit(1).scalar_subquery()


def record(action: str, obj: Any, *, by: Actor | None, at: datetime, **detail: Any) -> None:
    """Note that `by` (None: who is `acting`, else the system) did `action` ("registration.confirm") to the row `obj`.

    The entry is stored when the transaction commits. `detail` says which fields and ids; free text is refused
    with a ValueError. An actor may name its role in an attribute `audit_label`.
    """
    by = by or acting.get()
    entry = AuditEntry(
        at=at,
        actor_id=by.id if by else None,
        actor_label=getattr(by, "audit_label", by.__class__.__name__.lower()) if by else "system",
        action=action,
        object_type=obj.__tablename__,
        detail={key: _impersonal(key, value) for key, value in detail.items()},
    )
    session = db.session()
    if not session.in_transaction():
        session.begin()  # so that a rollback is noticed even if nothing was read or written yet
    session.info.setdefault(_PENDING, []).append((entry, obj))


def verify_chain(session: Session | scoped_session[Any]) -> int | None:
    """The id of the first entry that was altered, or whose predecessor is missing or altered; None if all is well."""
    previous = session.scalar(select(func.coalesce(_START, GENESIS)))
    in_order = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=500)
    with closing(session.scalars(in_order)) as entries:
        for entry in entries:
            if entry.previous_hash != previous or entry.hash != entry.digest():
                return entry.id
            previous = entry.hash
    return None


def forget_before(past: datetime, *, at: datetime) -> int:
    """Delete the entries from before `past`; how many they were. The chain can be verified as before."""
    session = db.session()
    _lock_chain(session)
    first_kept = session.scalar(select(func.min(AuditEntry.id)).where(AuditEntry.at >= past))
    old = AuditEntry.id < first_kept if first_kept else AuditEntry.at < past
    count = session.scalar(select(func.count(AuditEntry.id)).where(old)) or 0
    newest = session.scalar(select(AuditEntry.hash).where(old).order_by(AuditEntry.id.desc()).limit(1))
    if newest:
        session.add(AuditStart(forgotten_at=at, entries=count, hash=newest))
        session.connection().execute(delete(AuditEntry).where(old))
    return count


def install(session: scoped_session[Any]) -> None:
    """Let `session` write the recorded entries when it commits. May be called again."""
    for name, function in _LISTENERS.items():
        if not event.contains(session, name, function):
            event.listen(session, name, function)


def _impersonal(key: str, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_impersonal(key, item) for item in value]
    if value is None or isinstance(value, bool | int) or (isinstance(value, str) and PLAIN.fullmatch(value)):
        return value
    raise ValueError(f"audit detail {key!r} may only hold ids, names of fields and states")


def _write_entries(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.get(_PENDING):
        return
    session.flush()  # gives the rows their ids
    _lock_chain(session)
    previous = session.scalar(select(func.coalesce(_NEWEST_HASH, _START, GENESIS)))
    for entry, obj in session.info.pop(_PENDING):
        entry.object_id = getattr(obj, "id", None)  # a country has only its code: name it in the detail
        entry.meeting_id = obj.id if entry.object_type == "meeting" else getattr(obj, "meeting_id", None)
        entry.previous_hash = previous
        entry.hash = previous = entry.digest()
        session.add(entry)
        session.flush()  # one by one, so that ids follow the chain


def _lock_chain(session: Session) -> None:
    # On SQLite the immediate transaction already lets only one writer in.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK})


def _mark_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault(_SAVEPOINTS, {})[transaction] = len(session.info.get(_PENDING, ()))


def _drop_entries(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested or transaction.parent is None:
        kept = session.info.get(_SAVEPOINTS, {}).pop(transaction, 0)
        del session.info.get(_PENDING, [])[kept:]


def _forget_savepoints(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_SAVEPOINTS, None)


def _refuse_bulk_change(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and state.bind_mapper and state.bind_mapper.class_ is AuditEntry:
        raise TypeError("audit entries are never changed or deleted")


@event.listens_for(AuditEntry, "before_update")
@event.listens_for(AuditEntry, "before_delete")
def _refuse_change(_mapper: Any, _connection: Any, _entry: AuditEntry) -> None:
    raise TypeError("audit entries are never changed or deleted")


_LISTENERS: dict[str, Callable[..., Any]] = {
    "before_commit": _write_entries,
    "after_transaction_create": _mark_savepoint,
    "after_soft_rollback": _drop_entries,
    "after_transaction_end": _forget_savepoints,
    "do_orm_execute": _refuse_bulk_change,
}
