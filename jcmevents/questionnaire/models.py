"""The questions that a meeting asks of the people who register, beyond what every registration holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy import JSON, ForeignKey, Select, String, UniqueConstraint, inspect, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.delegations.capacities import Capacity
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire import answered
from jcmevents.questionnaire.checking import check
from jcmevents.questionnaire.conditions import Condition
from jcmevents.questionnaire.keys import new_key
from jcmevents.questionnaire.kinds import WITH_OPTIONS, DataClass, Kind
from jcmevents.questionnaire.options import Option, merged, offered
from jcmevents.text import localized

# What the person reads: a change of any of these makes a new wording.
WORDS = ("labels", "purposes", "helps", "options")
COPIED = (*WORDS, "key", "kind", "required", "capacities", "condition", "keep_days", "data_class")
DEFAULT_KEEP_DAYS = 90


class Wording(Base):
    """How a field read from `worded_at` on, so that each answer can be shown with what was asked."""

    __tablename__ = "form_field_wording"
    __table_args__ = (UniqueConstraint("field_id", "number"),)

    field_id: Mapped[int] = mapped_column(ForeignKey("form_field.id", ondelete="CASCADE"))
    number: Mapped[int]
    labels: Mapped[dict[str, str]]
    purposes: Mapped[dict[str, str]]
    helps: Mapped[dict[str, str]]
    options: Mapped[list[Option]] = mapped_column(JSON)
    worded_at: Mapped[datetime]


class FormField(Base, Versioned):
    """One question. Its `key` never changes; a field that has answers is retired, not removed.

    `capacities` are those it is asked of, none: of all. `condition` see `conditions.Condition`, empty: always asked.
    The answers are deleted `keep_days` days after the end of the meeting.
    """

    __tablename__ = "form_field"
    __table_args__ = (UniqueConstraint("meeting_id", "key"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    labels: Mapped[dict[str, str]]
    purposes: Mapped[dict[str, str]] = mapped_column(default=dict)
    helps: Mapped[dict[str, str]] = mapped_column(default=dict)
    options: Mapped[list[Option]] = mapped_column(JSON, default=list)
    required: Mapped[bool] = mapped_column(default=False)
    capacities: Mapped[list[str]] = mapped_column(default=list)
    condition: Mapped[dict[str, Any]] = mapped_column(default=dict)
    keep_days: Mapped[int] = mapped_column(default=DEFAULT_KEEP_DAYS)
    data_class: Mapped[str] = mapped_column(String(10), default=DataClass.PERSONAL)
    wording: Mapped[int] = mapped_column(default=1)  # number of the present Wording
    retired_at: Mapped[datetime | None]

    wordings: Mapped[list[Wording]] = relationship(order_by=Wording.number, cascade="all, delete-orphan")

    @classmethod
    def add(
        cls, meeting: Meeting, *, kind: str, labels: dict[str, str], by: User | None, at: datetime, **details: Any
    ) -> FormField:
        """A new field at the end of the form. Columns by name; without a `key` it gets one from its label."""
        fields = cls.of(meeting, retired=True)
        key = new_key(details.pop("key", "") or labels.get("en", "") or kind, taken={field.key for field in fields})
        place = max((field.position for field in fields), default=0) + 1
        field = cls(meeting_id=meeting.id, key=key, kind=kind, labels=labels, position=place, wording=0, wordings=[])
        field._take({"data_class": DataClass.PERSONAL, "keep_days": DEFAULT_KEEP_DAYS, **details})
        check(field, [*fields, field])
        field._word(at)
        db.session.add(field)
        db.session.flush()
        audit.record("form_field.add", field, by=by, at=at, key=key)
        return field

    def revise(self, *, by: User | None, at: datetime, **details: Any) -> None:
        """Change the field, columns by name. What was answered stays readable: see `_keep_answers`."""
        self._hold()
        fields, sensitive_before = self._all(), self.is_sensitive
        self._keep_answers(details)
        self._take(details)
        check(self, fields)
        changed = sorted(a.key for a in inspect(self).attrs if a.history.has_changes())
        if not changed:
            return
        if set(changed) & set(WORDS):
            self._word(at)
        if self.is_sensitive != sensitive_before:
            answered.reclassify(self.id, sensitive=self.is_sensitive)
        audit.record("form_field.revise", self, by=by, at=at, changed=changed)

    def _hold(self) -> None:
        """Let answers that come in at this moment wait until the transaction ends; those that came are counted."""
        db.session.execute(select(FormField.id).where(FormField.id == self.id).with_for_update())

    def _keep_answers(self, details: dict[str, Any]) -> None:
        """Refuse another kind, and keep options that were taken away as retired ones, once there are answers."""
        count = answered.count(self.id)
        if not count:
            return
        if details.get("kind", self.kind) != self.kind:
            raise RuleBroken(
                ngettext(
                    "There is %(num)s answer of this kind already, which another kind could not show. "
                    "Retire this field and add a new one.",
                    "There are %(num)s answers of this kind already, which another kind could not show. "
                    "Retire this field and add a new one.",
                    count,
                ),
                field="kind",
            )
        if "options" in details:
            details["options"] = merged(self.options, details["options"])

    def _take(self, details: dict[str, Any]) -> None:
        for name, value in details.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
        if self.kind not in WITH_OPTIONS:
            self.options = []

    def _word(self, at: datetime) -> None:
        self.wording += 1
        words = {name: getattr(self, name) or {} for name in WORDS[:-1]}
        self.wordings.append(Wording(number=self.wording, worded_at=at, options=self.options or [], **words))

    def _all(self) -> Sequence[FormField]:
        return db.session.scalars(select(FormField).where(FormField.meeting_id == self.meeting_id)).all()

    def retire(self, *, by: User | None, at: datetime) -> None:
        """Ask it no longer; what was answered stays. Refused while another question depends on it."""
        if self.retired_at:
            return
        if dependent := next((f for f in self._all() if not f.retired_at and f.depends_on(self)), None):
            raise RuleBroken(
                gettext("“%(name)s” is asked only after this one. Change its condition first.", name=dependent.label())
            )
        self.retired_at = at
        audit.record("form_field.retire", self, by=by, at=at)

    def restore(self, *, by: User | None, at: datetime) -> None:
        """Ask it again, under the same conditions as before."""
        if self.retired_at:
            fields, self.retired_at = self._all(), None
            check(self, fields)
            audit.record("form_field.restore", self, by=by, at=at)

    def remove(self, *, by: User | None, at: datetime) -> None:
        """Delete a field that is no longer asked and was never answered."""
        self._hold()
        if not self.retired_at or answered.count(self.id):
            raise RuleBroken(gettext("Only a retired question without answers can be removed."))
        db.session.delete(self)
        audit.record("form_field.remove", self, by=by, at=at, key=self.key)

    @classmethod
    def arrange(cls, meeting: Meeting, ids: Iterable[int], *, by: User | None, at: datetime) -> None:
        """Ask the fields in the order of their `ids`; those not named keep their order behind them."""
        fields = {field.id: field for field in cls.of(meeting)}
        wanted = list(dict.fromkeys(id for id in ids if id in fields))
        in_order = [*wanted, *(id for id in fields if id not in wanted)]
        if in_order == list(fields):
            return
        for place, id in enumerate(in_order, start=1):  # past the version: who edits a text is not disturbed
            db.session.execute(update(cls).where(cls.id == id).values(position=place))
        audit.record("meeting.arrange_form", meeting, by=by, at=at, order=in_order)

    def move(self, meeting: Meeting, direction: str, *, by: User | None, at: datetime) -> None:
        """Let it change places with its neighbour "up" or "down"; at the end of the form nothing happens."""
        ids = [field.id for field in self.of(meeting)]
        if self.id not in ids:
            return
        place = ids.index(self.id)
        other = max(0, place - 1) if direction == "up" else min(len(ids) - 1, place + 1)
        ids[place], ids[other] = ids[other], ids[place]
        self.arrange(meeting, ids, by=by, at=at)

    def as_row(self) -> dict[str, Any]:
        """What another meeting takes over of this field, see `add_all`."""
        return {name: getattr(self, name) for name in COPIED}

    @classmethod
    def add_all(
        cls, meeting: Meeting, rows: Iterable[dict[str, Any]], *, by: User | None, at: datetime
    ) -> list[FormField]:
        """Add fields given by their columns, `key` among them; keys that the meeting has already are passed over."""
        taken = {field.key for field in cls.of(meeting, retired=True)}
        new = [{**row, "options": offered(row.get("options") or [])} for row in rows if row["key"] not in taken]
        return [cls.add(meeting, by=by, at=at, **row) for row in new]

    @classmethod
    def of(cls, meeting: Meeting, *, retired: bool = False) -> Sequence[FormField]:
        """The fields of a meeting as they are asked; with `retired` also those that are no longer asked."""
        return db.session.scalars(cls._in_order(meeting, retired)).all()

    @classmethod
    def _in_order(cls, meeting: Meeting, retired: bool) -> Select[FormField]:
        fields = select(cls).where(cls.meeting_id == meeting.id).order_by(cls.position, cls.id)
        return fields if retired else fields.where(cls.retired_at.is_(None))

    @classmethod
    def found_in(cls, meeting: Meeting, field_id: int) -> FormField | None:
        return db.session.scalar(select(cls).where(cls.meeting_id == meeting.id, cls.id == field_id))

    @property
    def is_sensitive(self) -> bool:
        return self.data_class == DataClass.SENSITIVE

    @property
    def asked_if(self) -> Condition | None:
        return Condition.stored(self.condition)

    @property
    def offered(self) -> list[Option]:
        """The options one can choose now."""
        return offered(self.options)

    def depends_on(self, other: FormField) -> bool:
        condition = self.asked_if
        return condition is not None and not condition.is_fact and condition.about == other.key

    def is_asked_of(self, capacity: str) -> bool:
        return not self.capacities or capacity in self.capacities

    def label(self, lang: str | None = None) -> str:
        return localized(self.labels, lang)

    @property
    def capacity_labels(self) -> list[str]:
        return [Capacity(capacity).label for capacity in self.capacities]

    @property
    def kind_label(self) -> str:
        return Kind(self.kind).label
