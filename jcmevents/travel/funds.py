"""All funded journeys of a meeting, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.travel.journeys import ClaimState, FundedTravel
from jcmevents.travel.money import NOTHING


class Traveller(NamedTuple):
    registration: Registration
    journey: FundedTravel | None


@dataclass(frozen=True)
class Total:
    """What the journeys in one currency come to, and how much of it has been paid."""

    currency: str
    people: int
    fares: Decimal
    allowances: Decimal
    paid: Decimal

    @classmethod
    def of(cls, currency: str, journeys: list[FundedTravel]) -> Total:
        paid = (journey.cost for journey in journeys if journey.state == ClaimState.PAID)
        return cls(
            currency=currency,
            people=len(journeys),
            fares=sum((journey.fare for journey in journeys), NOTHING),
            allowances=sum((journey.allowance.net for journey in journeys), NOTHING),
            paid=sum(paid, NOTHING),
        )

    @property
    def cost(self) -> Decimal:
        return self.fares + self.allowances


class Funds:
    """The people with funded seats of a meeting, their journeys and totals."""

    def __init__(self, meeting: Meeting):
        self.travellers = _travellers(meeting)
        self.journeys = [traveller.journey for traveller in self.travellers if traveller.journey]
        self.counts = Counter(journey.stage for journey in self.journeys)
        self.totals = list(_totals(self.journeys))

    @property
    def unplanned(self) -> int:
        return len(self.travellers) - len(self.journeys)


def _travellers(meeting: Meeting) -> list[Traveller]:
    """Whoever holds a funded seat, and whoever has a journey although he does not any more."""
    holds = Registration.funded.is_(True) & Registration.seated()
    query = (
        select(Registration, FundedTravel)
        .outerjoin(FundedTravel, FundedTravel.registration_id == Registration.id)
        .where(Registration.meeting_id == meeting.id, holds | FundedTravel.id.is_not(None))
        .options(joinedload(Registration.delegation))
        .order_by(Registration.delegation_id, Registration.position, Registration.id)
    )
    return [Traveller(*row) for row in db.session.execute(query)]


def _totals(journeys: list[FundedTravel]) -> Iterable[Total]:
    for currency in sorted({journey.currency for journey in journeys}):
        yield Total.of(currency, [journey for journey in journeys if journey.currency == currency])
