"""Registrations: who comes, in which capacity, and each step from nomination to attendance."""

from __future__ import annotations

import enum
import secrets
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import ForeignKey, Select, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.states import ALLOWED, SEATED, Capacity, State
from jcmevents.text import clean

# Without I, L, O, U, 0 and 1, which are misread on the phone; 10 of 30 letters are 49 bits, so numbers cannot be tried.
NUMBER_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


class Gender(enum.StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    NOT_SAID = "not_said"


class Registration(Base, Versioned):
    """One person at one meeting. Names are kept as typed; nothing is split, folded or guessed."""

    __tablename__ = "registration"

    number: Mapped[str] = mapped_column(String(20), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    capacity: Mapped[str] = mapped_column(String(20), default=Capacity.DELEGATE)
    position: Mapped[int] = mapped_column(default=0)  # order of nomination within the delegation
    full_name: Mapped[str] = mapped_column(String(200))  # as in the passport
    family_name: Mapped[str] = mapped_column(String(100), default="")
    given_name: Mapped[str] = mapped_column(String(100), default="")
    list_name: Mapped[str] = mapped_column(String(200), default="")
    badge_name: Mapped[str] = mapped_column(String(200), default="")
    reading: Mapped[str] = mapped_column(String(200), default="")
    honorific: Mapped[str] = mapped_column(String(20), default="")
    function: Mapped[str] = mapped_column(String(300), default="")
    unit: Mapped[str] = mapped_column(String(300), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    gender: Mapped[str] = mapped_column(String(10), default=Gender.NOT_SAID)
    mode: Mapped[str] = mapped_column(String(10), default="on_site")
    lang: Mapped[str] = mapped_column(String(5), default="en")
    listed: Mapped[bool] = mapped_column(default=False)  # consents to the list that goes to participants
    listed_publicly: Mapped[bool] = mapped_column(default=False)  # consents to the list on the public page
    is_invented: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship()
    delegation: Mapped[Delegation] = relationship()
    history: Mapped[list[StateChange]] = relationship(
        back_populates="registration", order_by="StateChange.id", cascade="all, delete-orphan"
    )

    @classmethod
    def nominate(
        cls, delegation: Delegation, *, full_name: str, by: User | None, at: datetime, **details: Any
    ) -> Registration:
        """Nominate a person in `delegation`: takes a seat, or says which rule forbids it."""
        db.session.refresh(delegation, with_for_update={"of": Delegation})  # two people, one last seat
        capacity = details.get("capacity", Capacity.DELEGATE)
        cls.require_seat(delegation)
        if capacity == Capacity.HEAD:
            cls.require_no_head(delegation)
        registration = cls(
            number=new_number(),
            meeting_id=delegation.meeting_id,
            delegation=delegation,
            full_name=clean(full_name).strip(),
            position=1 + (db.session.scalar(select(func.max(cls.position)).where(cls.of(delegation))) or 0),
            state=State.NOMINATED,
            created_at=at,
            history=[],
            **details,
        )
        db.session.add(registration)
        registration.note_change(None, State.NOMINATED, by=by, at=at)
        return registration

    @classmethod
    def of(cls, delegation: Delegation) -> Any:
        return cls.delegation_id == delegation.id

    @classmethod
    def seats_taken(cls, delegation: Delegation) -> int:
        taken = select(func.count(cls.id)).where(cls.of(delegation), cls.state.in_(SEATED))
        return db.session.scalar(taken) or 0

    @classmethod
    def require_seat(cls, delegation: Delegation) -> None:
        if cls.seats_taken(delegation) >= delegation.seats:
            raise RuleBroken(
                gettext(
                    "All %(n)s seats of %(name)s are taken. Raise the number of seats or withdraw somebody first.",
                    n=delegation.seats,
                    name=delegation.name(),
                ),
                field="delegation",
            )

    @classmethod
    def require_no_head(cls, delegation: Delegation) -> None:
        heads = select(cls.full_name).where(cls.of(delegation), cls.capacity == Capacity.HEAD, cls.state.in_(SEATED))
        if name := db.session.scalar(heads):
            raise RuleBroken(
                gettext("%(name)s is head of this delegation already; there is exactly one.", name=name),
                field="capacity",
            )

    def move_to(self, state: State, *, by: User | None, at: datetime, why: str = "") -> None:
        """Change the state if the table of allowed steps has it; every verb below goes through here."""
        if state not in ALLOWED[State(self.state)]:
            raise RuleBroken(
                gettext(
                    "%(name)s is “%(state)s” now; this step is not possible from there.",
                    name=self.full_name,
                    state=State(self.state).label,
                )
            )
        before, self.state = State(self.state), state
        self.note_change(before, state, by=by, at=at, why=why)

    def note_change(self, before: State | None, after: State, *, by: User | None, at: datetime, why: str = "") -> None:
        self.history.append(
            StateChange(before=before, after=after, changed_at=at, changed_by_id=by.id if by else None, reason=why)
        )
        db.session.flush()
        audit.record(f"registration.{after}", self, by=by, at=at, before=before)

    def submit(self, *, by: User | None, at: datetime) -> None:
        self.move_to(State.SUBMITTED, by=by, at=at)

    def send_back(self, *, why: str, by: User | None, at: datetime) -> None:
        self.move_to(State.NEEDS_CORRECTION, by=by, at=at, why=why)

    def confirm(self, *, by: User | None, at: datetime) -> None:
        self._take_back_seat()
        self.move_to(State.CONFIRMED, by=by, at=at)

    def waitlist(self, *, by: User | None, at: datetime) -> None:
        self.move_to(State.WAITLISTED, by=by, at=at)

    def decline(self, *, why: str, by: User | None, at: datetime) -> None:
        self.move_to(State.DECLINED, by=by, at=at, why=why)

    def withdraw(self, *, by: User | None, at: datetime, why: str = "") -> None:
        self.move_to(State.WITHDRAWN, by=by, at=at, why=why)

    def mark_attended(self, *, by: User | None, at: datetime, mode: str | None = None) -> None:
        """Note that the person was there; `mode` says on site or online when it differs from what was registered."""
        self.mode = mode or self.mode
        if self.state != State.ATTENDED:
            self.move_to(State.ATTENDED, by=by, at=at)

    def mark_no_show(self, *, by: User | None, at: datetime) -> None:
        if self.state != State.NO_SHOW:
            self.move_to(State.NO_SHOW, by=by, at=at)

    def _take_back_seat(self) -> None:
        if self.state not in SEATED:
            db.session.refresh(self.delegation, with_for_update={"of": Delegation})
            self.require_seat(self.delegation)

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Registration]:
        return select(cls).where(cls.meeting_id == meeting.id)

    @classmethod
    def found_in(cls, meeting: Meeting, number: str) -> Registration | None:
        """The registration with this number at this meeting; None for another meeting's."""
        return db.session.scalar(cls.of_meeting(meeting).where(cls.number == number))

    @property
    def name_for_list(self) -> str:
        return self.list_name or self.full_name

    @property
    def name_for_badge(self) -> str:
        return self.badge_name or self.full_name


class StateChange(Base):
    """One step of a registration: who, when, why."""

    __tablename__ = "registration_change"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    registration: Mapped[Registration] = relationship(back_populates="history")
    changed_by: Mapped[User | None] = relationship()


def new_number() -> str:
    """A confirmation number that can be read out and not be guessed, e.g. 7K3QX-M2PWA."""
    letters = "".join(secrets.choice(NUMBER_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"
