"""Funded journeys: route, days, daily allowance, and how far the claim is. No bank data is kept here."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.registration.models import Registration
from jcmevents.text import clean
from jcmevents.travel.allowance import SHARES, Allowance
from jcmevents.travel.money import Amount

COUNTED = tuple(SHARES)


class ClaimState(enum.StrEnum):
    """In the order in which a claim goes through them."""

    PLANNED = "planned"
    AUTHORISED = "authorised"
    TICKETED = "ticketed"
    TRAVELLED = "travelled"
    CLAIMED = "claimed"
    PAID = "paid"

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self])

    @property
    def tone(self) -> str:
        """Tone of the badge that shows the state."""
        return {ClaimState.PLANNED: "neutral", ClaimState.PAID: "good"}.get(self, "info")


STATE_LABELS = {
    ClaimState.PLANNED: _l("planned"),
    ClaimState.AUTHORISED: _l("authorised"),
    ClaimState.TICKETED: _l("ticketed"),
    ClaimState.TRAVELLED: _l("travelled"),
    ClaimState.CLAIMED: _l("claimed"),
    ClaimState.PAID: _l("paid"),
}
STATES = tuple(ClaimState)


class TravelClass(enum.StrEnum):
    ECONOMY = "economy"
    PREMIUM_ECONOMY = "premium_economy"
    BUSINESS = "business"


TRAVEL_CLASS_LABELS = {
    TravelClass.ECONOMY: _l("economy"),
    TravelClass.PREMIUM_ECONOMY: _l("premium economy"),
    TravelClass.BUSINESS: _l("business"),
}


class TravelLeg(Base):
    """One leg of the route."""

    __tablename__ = "travel_leg"

    journey_id: Mapped[int] = mapped_column(ForeignKey("funded_travel.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    travels_on: Mapped[date]
    origin: Mapped[str] = mapped_column(String(100))
    destination: Mapped[str] = mapped_column(String(100))
    service: Mapped[str] = mapped_column(String(60), default="")  # flight or train


@dataclass(frozen=True)
class Plan:
    """What is entered about a journey. `legs` in order of travel; `fare` is in the currency of the allowance."""

    sponsor: str
    travel_class: str
    fare: Decimal
    arrives_on: date
    leaves_on: date
    allowance: Allowance
    legs: Sequence[TravelLeg]

    def require_sensible(self) -> None:
        if self.leaves_on < self.arrives_on:
            raise RuleBroken(gettext("The journey ends before it begins. Please check both days."), field="leaves_on")
        days = [leg.travels_on for leg in self.legs]
        if days != sorted(days):
            raise RuleBroken(gettext("The legs are not in the order of their days. Please check them."), field="legs")
        self.allowance.require_sensible((self.leaves_on - self.arrives_on).days)


class FundedTravel(Base, Versioned):
    """The journey of a person whose seat the host pays. It is worked out anew until it is authorised."""

    __tablename__ = "funded_travel"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    state: Mapped[str] = mapped_column(String(20), default=ClaimState.PLANNED)
    sponsor: Mapped[str] = mapped_column(String(200), default="")
    travel_class: Mapped[str] = mapped_column(String(20), default=TravelClass.ECONOMY)
    fare: Mapped[Decimal] = mapped_column(Amount)
    arrives_on: Mapped[date]
    leaves_on: Mapped[date]
    rate: Mapped[Decimal] = mapped_column(Amount)
    days: Mapped[Decimal] = mapped_column(Amount)
    currency: Mapped[str] = mapped_column(String(3))
    lodgings: Mapped[int] = mapped_column(default=0)
    breakfasts: Mapped[int] = mapped_column(default=0)
    lunches: Mapped[int] = mapped_column(default=0)
    dinners: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]

    registration: Mapped[Registration] = relationship()
    legs: Mapped[list[TravelLeg]] = relationship(order_by=TravelLeg.position, cascade="all, delete-orphan")

    @classmethod
    def of(cls, registration: Registration) -> FundedTravel | None:
        return db.session.scalar(select(cls).where(cls.registration_id == registration.id))

    @classmethod
    def plan(cls, registration: Registration, plan: Plan, *, by: User | None, at: datetime) -> FundedTravel:
        """Plan the journey of somebody with a funded seat."""
        if not registration.funded:
            raise RuleBroken(gettext("%(name)s has no funded seat.", name=registration.full_name))
        journey = cls(registration=registration, state=ClaimState.PLANNED)
        journey._take(plan, at)
        db.session.add(journey)
        db.session.flush()
        audit.record("funded_travel.plan", journey, by=by, at=at)
        return journey

    def revise(self, plan: Plan, *, by: User | None, at: datetime) -> None:
        """Work the journey out anew. What has been authorised stands; take it back first."""
        if self.state != ClaimState.PLANNED:
            raise RuleBroken(gettext("The journey has been authorised. Go back to “planned” to change it."))
        self._take(plan, at)
        audit.record("funded_travel.revise", self, by=by, at=at)

    def _take(self, plan: Plan, at: datetime) -> None:
        plan.require_sensible()
        self.sponsor, self.travel_class, self.fare = clean(plan.sponsor), plan.travel_class, plan.fare
        self.arrives_on, self.leaves_on, self.changed_at = plan.arrives_on, plan.leaves_on, at
        for name, value in asdict(plan.allowance).items():
            setattr(self, name, value)
        self.legs = list(plan.legs)
        for position, leg in enumerate(self.legs, 1):
            leg.position = position

    def advance(self, *, by: User | None, at: datetime) -> None:
        """Go on to the next state; no ticket before the journey is authorised."""
        self._go(self.following, by=by, at=at)

    def go_back(self, *, by: User | None, at: datetime) -> None:
        """Take the newest step back, because it was a slip or something has changed."""
        self._go(self.preceding, by=by, at=at)

    def _go(self, state: ClaimState | None, *, by: User | None, at: datetime) -> None:
        if state is None:
            raise RuleBroken(gettext("There is no further step."))
        before, self.state, self.changed_at = self.state, state, at
        audit.record(f"funded_travel.{state}", self, by=by, at=at, before=before)

    @property
    def stage(self) -> ClaimState:
        return ClaimState(self.state)

    @property
    def following(self) -> ClaimState | None:
        return next(iter(STATES[STATES.index(self.stage) + 1 :]), None)

    @property
    def preceding(self) -> ClaimState | None:
        place = STATES.index(self.stage)
        return STATES[place - 1] if place else None

    @property
    def nights(self) -> int:
        return (self.leaves_on - self.arrives_on).days

    @property
    def allowance(self) -> Allowance:
        return Allowance(self.rate, self.days, self.currency, *(getattr(self, name) for name in COUNTED))

    @property
    def cost(self) -> Decimal:
        return self.fare + self.allowance.net

    @property
    def meeting_id(self) -> int:
        return self.registration.meeting_id
