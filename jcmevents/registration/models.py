"""Registrations: who comes, in which capacity, and each step from nomination to attendance."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Select, String, Text, event, func, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.delegations.models import Delegation, InvitationState
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.door import Door, door
from jcmevents.meetings.models import Meeting, RegistrationPolicy
from jcmevents.registration import corrections
from jcmevents.registration.confirming import confirmed
from jcmevents.registration.consents import ConsentHolder
from jcmevents.registration.day_modes import DayMode, follow_mode
from jcmevents.registration.history import StateChange
from jcmevents.registration.numbers import as_written, new_number
from jcmevents.registration.seats import SeatHolder
from jcmevents.registration.states import ALLOWED, Capacity, State
from jcmevents.retention import NOBODY
from jcmevents.text import clean, folded

LINK = "registration"  # the purpose of the private links to a person's own registration
SEARCHED = ("full_name", "list_name", "badge_name", "reading", "function", "unit", "email", "number")
OPEN_TO_APPLICANTS = (InvitationState.INVITED, InvitationState.ACCEPTED)
# The delegation names its head, the organizers their staff; nobody makes himself either.
NOT_BY_APPLICATION = (Capacity.HEAD, Capacity.SECRETARIAT)


class Gender(enum.StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    NOT_SAID = "not_said"

    @property
    def label(self) -> str:
        return str(GENDER_LABELS[self])


GENDER_LABELS = {
    Gender.NOT_SAID: _l("prefer not to say"),
    Gender.FEMALE: _l("female"),
    Gender.MALE: _l("male"),
    Gender.OTHER: _l("other"),
}


class Registration(SeatHolder, ConsentHolder, Base, Versioned):
    """One person at one meeting. Names are kept as typed; nothing is split, folded or guessed."""

    __tablename__ = "registration"

    number: Mapped[str] = mapped_column(String(20), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)  # order of nomination within the delegation
    slot_of_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)  # whom this one replaces
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
    wants_visa_letter: Mapped[bool] = mapped_column(default=False)
    lang: Mapped[str] = mapped_column(String(5), default="en")
    is_invented: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    search_text: Mapped[str] = mapped_column(Text, default="")  # SEARCHED, folded

    meeting: Mapped[Meeting] = relationship()
    delegation: Mapped[Delegation] = relationship()
    day_modes: Mapped[list[DayMode]] = relationship(cascade="all, delete-orphan")
    history: Mapped[list[StateChange]] = relationship(order_by=StateChange.id, cascade="all, delete-orphan")

    @classmethod
    def nominate(
        cls, delegation: Delegation, *, full_name: str, by: User | None, at: datetime, **details: Any
    ) -> Registration:
        """Nominate a person in `delegation`: takes a seat, or says which rule forbids it."""
        capacity, funded = details.get("capacity", Capacity.DELEGATE), details.get("funded", False)
        cls.require_place(delegation, capacity=capacity, funded=funded)
        return cls._enter(delegation, State.NOMINATED, by=by, at=at, full_name=full_name, **details)

    @classmethod
    def nominate_late(cls, delegation: Delegation, *, by: User | None, at: datetime, **details: Any) -> Registration:
        """Nominate a person after the deadline: without a seat until the organizers accept (`late.accept`)."""
        return cls._enter(delegation, State.NOMINATED, by=by, at=at, late=True, **details)

    @classmethod
    def apply(
        cls, delegation: Delegation, *, full_name: str, by: User | None, at: datetime, **details: Any
    ) -> Registration:
        """Enter oneself in `delegation`: takes a seat, or a place on the waiting list when there is none left.

        Where registration is open to all, whoever takes a seat is confirmed.
        """
        if door(delegation.meeting, at) != Door.OPEN:
            raise RuleBroken(gettext("Registration for this meeting is not open."))
        cls.hold_seats(delegation)
        if delegation.invitation not in OPEN_TO_APPLICANTS:
            raise RuleBroken(gettext("This delegation is not open for registration."), field="delegation")
        if details.get("capacity") in NOT_BY_APPLICATION:
            raise RuleBroken(gettext("This capacity is given by the delegation or the organizers."), field="capacity")
        state = State.SUBMITTED if cls.seats_free(delegation) else State.WAITLISTED
        user_id = by.id if by and by.email == User.normalized(details.get("email", "")) else None
        applicant = cls._enter(delegation, state, by=by, at=at, full_name=full_name, user_id=user_id, **details)
        if state == State.SUBMITTED and delegation.meeting.registration_policy == RegistrationPolicy.OPEN:
            applicant.confirm(by=None, at=at)
        return applicant

    @classmethod
    def walk_in(
        cls, delegation: Delegation, *, full_name: str, by: User | None, at: datetime, **details: Any
    ) -> Registration:
        """Enter somebody who stands at the door; the organizers decide. Takes a seat, or waits when there is none."""
        cls.hold_seats(delegation)
        state = State.SUBMITTED if cls.seats_free(delegation) else State.WAITLISTED
        return cls._enter(delegation, state, by=by, at=at, full_name=full_name, **details)

    @classmethod
    def _enter(
        cls, delegation: Delegation, state: State, *, by: User | None, at: datetime, **details: Any
    ) -> Registration:
        registration = cls(
            number=new_number(),
            meeting_id=delegation.meeting_id,
            delegation=delegation,
            position=cls._next_position(delegation),
            state=state,
            created_at=at,
            history=[],
            **_cleaned(details),
        )
        db.session.add(registration)
        registration.note_change(None, state, by=by, at=at)
        return registration

    @classmethod
    def _next_position(cls, delegation: Delegation) -> int:
        return 1 + (db.session.scalar(select(func.max(cls.position)).where(cls.of(delegation))) or 0)

    @property
    def is_forgotten(self) -> bool:
        """Whether the rules of retention have taken the person's name."""
        return self.full_name == NOBODY

    def revise(self, *, by: User | None, at: datetime, by_link: bool = False, **details: Any) -> None:
        """Change what is known about the person; columns by name, `delegation` to move to another one.

        Another mail address ends the private links sent to the old one, unless the person himself gives it (`by_link`).
        """
        delegation = details.pop("delegation", self.delegation)
        capacity, funded = details.get("capacity", self.capacity), details.get("funded", self.funded)
        if self.holds_seat:
            self.require_still_placed(delegation, capacity=capacity, funded=funded)
        if delegation != self.delegation:
            self.position, self.delegation = self._next_position(delegation), delegation
        mode, email = self.mode, self.email
        for name, value in _cleaned(details).items():
            setattr(self, name, value)
        if changed := sorted(a.key for a in inspect(self).attrs if a.history.has_changes()):
            audit.record("registration.revise", self, by=by, at=at, changed=changed)
        if self.mode != mode:
            follow_mode(self)
        if self.email != email and not by_link:
            PrivateLink.revoke_to_others(LINK, self.id, than=self.email, by=by, at=at)

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
        self.hold_for(state)
        before, self.state = State(self.state), state
        if before == State.NEEDS_CORRECTION:
            corrections.close(self, at=at)
        self.note_change(before, state, by=by, at=at, why=why)

    def note_change(self, before: State | None, after: State, *, by: User | None, at: datetime, why: str = "") -> None:
        change = StateChange(before=before, after=after, changed_at=at, changed_by_id=by.id if by else None)
        change.reason = clean(why).strip()
        self.history.append(change)
        db.session.flush()
        audit.record(f"registration.{after}", self, by=by, at=at, before=before)

    def submit(self, *, by: User | None, at: datetime, why: str = "") -> None:
        self.move_to(State.SUBMITTED, by=by, at=at, why=why)

    def send_back(self, *, why: str, by: User | None, at: datetime) -> None:
        self.move_to(State.NEEDS_CORRECTION, by=by, at=at, why=why)

    def confirm(self, *, by: User | None, at: datetime, why: str = "") -> None:
        if self.late:
            self.require_place(self.delegation, capacity=self.capacity, funded=self.funded)
            self.late = False
        self.move_to(State.CONFIRMED, by=by, at=at, why=why)
        confirmed(self, by=by, at=at)

    def waitlist(self, *, by: User | None, at: datetime, why: str = "") -> None:
        self.move_to(State.WAITLISTED, by=by, at=at, why=why)

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

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Registration]:
        return select(cls).where(cls.meeting_id == meeting.id)

    @classmethod
    def found_in(cls, meeting: Meeting, number: str) -> Registration | None:
        """The registration with this number, however typed, at this meeting; None for another meeting's."""
        return db.session.scalar(cls.of_meeting(meeting).where(cls.number == as_written(number)))

    @property
    def name_for_list(self) -> str:
        return self.list_name or self.full_name

    @property
    def name_for_badge(self) -> str:
        return self.badge_name or self.full_name


def _cleaned(details: dict[str, Any]) -> dict[str, Any]:
    return {name: clean(value).strip() if type(value) is str else value for name, value in details.items()}


@event.listens_for(Registration, "before_insert")
@event.listens_for(Registration, "before_update")
def _keep_search_text(_mapper: Any, _connection: Any, registration: Registration) -> None:
    texts: Iterable[str] = (getattr(registration, name) or "" for name in SEARCHED)
    registration.search_text = folded("\n".join(texts))
