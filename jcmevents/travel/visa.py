"""Requests for visa letters: what the person asks for, and what the travel desk makes of it."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.countries.models import Country
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State
from jcmevents.text import clean
from jcmevents.travel.passports import Passport, TravelDocument

if TYPE_CHECKING:
    from jcmevents.travel.issuing import VisaLetter

LONGEST_STAY = timedelta(days=90)  # of a short-term visa
NOT_COMING = {State.DECLINED, State.WITHDRAWN}


class VisaState(enum.StrEnum):
    ASKED = "asked"
    CHECKED = "checked"
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self])

    @property
    def tone(self) -> str:
        """Tone of the badge that shows the state."""
        return STATE_TONES[self]


STATE_LABELS = {
    VisaState.ASKED: _l("to be checked"),
    VisaState.CHECKED: _l("checked"),
    VisaState.ISSUED: _l("letters issued"),
    VisaState.REFUSED: _l("refused"),
    VisaState.WITHDRAWN: _l("withdrawn"),
}
STATE_TONES = {
    VisaState.ASKED: "info",
    VisaState.CHECKED: "info",
    VisaState.ISSUED: "good",
    VisaState.REFUSED: "bad",
    VisaState.WITHDRAWN: "neutral",
}
OPEN = {VisaState.ASKED, VisaState.CHECKED, VisaState.ISSUED}
ALLOWED = {
    VisaState.ASKED: {VisaState.CHECKED, VisaState.REFUSED, VisaState.WITHDRAWN},
    VisaState.CHECKED: {VisaState.ISSUED, VisaState.ASKED, VisaState.REFUSED, VisaState.WITHDRAWN},
    VisaState.ISSUED: {VisaState.ISSUED, VisaState.ASKED, VisaState.REFUSED, VisaState.WITHDRAWN},
    VisaState.REFUSED: {VisaState.ASKED},
    VisaState.WITHDRAWN: {VisaState.ASKED},
}


class Missing(enum.StrEnum):
    """What the travel desk can find wanting: a closed list, so that no mail carries what a passport says."""

    NAME = "name"
    NUMBER = "number"
    VALIDITY = "validity"
    PERSON = "person"
    DATES = "dates"
    LODGING = "lodging"

    @property
    def label(self) -> str:
        return str(MISSING_LABELS[self])


MISSING_LABELS = {
    Missing.NAME: _l("your name as it is in the passport"),
    Missing.NUMBER: _l("the number of the passport"),
    Missing.VALIDITY: _l("a passport that is valid until you have left"),
    Missing.PERSON: _l("nationality, date of birth and sex as in the passport"),
    Missing.DATES: _l("the days on which you arrive and leave"),
    Missing.LODGING: _l("where you will stay"),
}


@dataclass(frozen=True)
class Stay:
    """From when to when a person is in the host country, where he stays, and in which country he asks for the visa."""

    arrives_on: date
    leaves_on: date
    lodging: str
    applies_in: str  # ISO code

    def require_sensible(self, meeting: Meeting) -> None:
        """Refuse a stay that the meeting does not explain."""
        if self.leaves_on < self.arrives_on:
            raise RuleBroken(gettext("You leave before you arrive. Please check both days."), field="leaves_on")
        if self.arrives_on > meeting.end_on:
            raise RuleBroken(gettext("You arrive after the meeting. Please check the day."), field="arrives_on")
        if self.leaves_on < meeting.start_on:
            raise RuleBroken(gettext("You leave before the meeting. Please check the day."), field="leaves_on")
        if self.leaves_on - self.arrives_on > LONGEST_STAY:
            raise RuleBroken(gettext("We write letters for stays of up to 90 days."), field="leaves_on")


class VisaRequest(Base, Versioned):
    """One person's wish for visa letters. `missing` names what the person has been asked for (see Missing)."""

    __tablename__ = "visa_request"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    state: Mapped[str] = mapped_column(String(20), default=VisaState.ASKED)
    arrives_on: Mapped[date]
    leaves_on: Mapped[date]
    lodging: Mapped[str] = mapped_column(String(300), default="")
    applies_in: Mapped[str] = mapped_column(ForeignKey("country.iso2"))
    missing: Mapped[list[str]] = mapped_column(default=list)
    reason: Mapped[str] = mapped_column(String(300), default="")  # of a refusal
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    registration: Mapped[Registration] = relationship()
    country: Mapped[Country] = relationship()
    letters: Mapped[list[VisaLetter]] = relationship(
        secondary="visa_letter_person", back_populates="requests", order_by="VisaLetter.id.desc()"
    )

    @classmethod
    def of(cls, registration: Registration) -> VisaRequest | None:
        return db.session.scalar(select(cls).where(cls.registration_id == registration.id))

    @classmethod
    def ask(
        cls, registration: Registration, stay: Stay, passport: Passport | None, *, by: User | None, at: datetime
    ) -> VisaRequest:
        """Ask for letters, or put right what was asked before; `passport` may be left out once it is known.

        What was checked or issued before has to be checked again where something has changed.
        """
        require_wanted(registration)
        stay.require_sensible(registration.meeting)
        document = TravelDocument.of(registration)
        if passport:
            passport.require_valid_until(stay.leaves_on)
            TravelDocument.keep(registration, passport, by=by, at=at)
        elif document:
            document.require_valid_until(stay.leaves_on)
        else:
            raise RuleBroken(gettext("Enter the passport."), field="number")
        return cls._noted(registration, stay, passport, by=by, at=at)

    def stands_with(self, stay: Stay) -> bool:
        """Whether nothing new is said by `stay`, and nothing is wanting."""
        known = Stay(self.arrives_on, self.leaves_on, self.lodging, self.applies_in)
        return self.state in OPEN and known == stay and not self.missing

    @classmethod
    def _noted(
        cls, registration: Registration, stay: Stay, passport: Passport | None, *, by: User | None, at: datetime
    ) -> VisaRequest:
        request = cls.of(registration) or cls(registration=registration, asked_at=at)
        if passport is None and request.stands_with(stay):
            return request
        request.arrives_on, request.leaves_on = stay.arrives_on, stay.leaves_on
        request.lodging, request.applies_in = clean(stay.lodging).strip(), stay.applies_in
        request.state, request.missing, request.reason, request.changed_at = VisaState.ASKED, [], "", at
        db.session.add(request)
        db.session.flush()
        audit.record("visa_request.ask", request, by=by, at=at)
        return request

    def move_to(self, state: VisaState, *, by: User | None, at: datetime) -> None:
        if state not in ALLOWED[VisaState(self.state)]:
            now = VisaState(self.state).label
            raise RuleBroken(
                gettext("This request is “%(state)s” now; this step is not possible from there.", state=now)
            )
        before, self.state, self.changed_at = self.state, state, at
        audit.record(f"visa_request.{state}", self, by=by, at=at, before=before)

    def check(self, *, by: User | None, at: datetime) -> None:
        """Note that passport and stay are in order."""
        if self.missing:
            raise RuleBroken(gettext("The person has been asked for something that has not come yet."))
        self.move_to(VisaState.CHECKED, by=by, at=at)

    def ask_back(self, missing: Collection[str], *, by: User | None, at: datetime) -> None:
        """Ask the person for what is wanting: keys of Missing."""
        if not missing:
            raise RuleBroken(gettext("Choose what is missing."), field="missing")
        if self.state != VisaState.ASKED:
            self.move_to(VisaState.ASKED, by=by, at=at)
        self.missing, self.changed_at = [key for key in Missing if key in missing], at
        audit.record("visa_request.ask_back", self, by=by, at=at, missing=self.missing)

    def refuse(self, *, why: str, by: User | None, at: datetime) -> None:
        """Refuse the letters. The passport is not needed any more and is deleted."""
        self.move_to(VisaState.REFUSED, by=by, at=at)
        self.reason, self.missing = clean(why).strip(), []
        self.forget_passport(by=by, at=at)

    def withdraw(self, *, by: User | None, at: datetime) -> None:
        """The person needs no letters any more. The passport is deleted."""
        self.move_to(VisaState.WITHDRAWN, by=by, at=at)
        self.forget_passport(by=by, at=at)

    def forget_passport(self, *, by: User | None, at: datetime) -> None:
        """Delete the passport and the letters that show it; that there were letters stays known."""
        if document := TravelDocument.of(self.registration):
            document.forget(by=by, at=at)
        for letter in self.letters:
            letter.forget(by=by, at=at)

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[VisaRequest]:
        return select(cls).join(cls.registration).where(Registration.meeting_id == meeting.id)

    @property
    def stage(self) -> VisaState:
        return VisaState(self.state)

    @property
    def wanting(self) -> list[Missing]:
        return [Missing(key) for key in self.missing]

    @property
    def meeting_id(self) -> int:
        return self.registration.meeting_id


def require_wanted(registration: Registration) -> None:
    """Passports are asked for only where a letter is wanted, of people who come."""
    if not registration.wants_visa_letter:
        raise RuleBroken(gettext("You have not asked for a visa letter, so we need no passport."))
    if registration.state in NOT_COMING:
        raise RuleBroken(gettext("This registration has ended, so there is nothing to travel for."))
