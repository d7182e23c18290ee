"""The daily allowance of a traveller.

The shares are those of the daily subsistence allowance of United Nations bodies: half of it is lodging, 6 percent
breakfast, 12 percent each lunch and dinner; what the host offers in kind is taken off.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext

from jcmevents.errors import RuleBroken
from jcmevents.travel.money import NOTHING, rounded

SHARES = {
    "lodgings": Decimal("0.50"),
    "breakfasts": Decimal("0.06"),
    "lunches": Decimal("0.12"),
    "dinners": Decimal("0.12"),
}
HALF_DAY = Decimal("0.5")


@dataclass(frozen=True)
class Allowance:
    """`rate` a day for `days` (halves are possible), less nights and meals that the host offers, by number."""

    rate: Decimal
    days: Decimal
    currency: str
    lodgings: int = 0
    breakfasts: int = 0
    lunches: int = 0
    dinners: int = 0

    def require_sensible(self, nights: int) -> None:
        """Refuse more days, nights and meals than the journey of so many nights has."""
        if self.days % HALF_DAY or not NOTHING <= self.days <= nights + 1:
            raise RuleBroken(
                gettext("Days are whole or half ones, at most %(n)s: the nights and one.", n=nights + 1), field="days"
            )
        if self.lodgings > nights:
            raise RuleBroken(gettext("The journey has %(n)s nights only.", n=nights), field="lodgings")
        for meal in ("breakfasts", "lunches", "dinners"):
            if getattr(self, meal) > nights + 1:
                raise RuleBroken(gettext("The journey has %(n)s days only.", n=nights + 1), field=meal)
        if self.deducted > self.gross:
            raise RuleBroken(gettext("What is offered is worth more than the allowance. Please check the numbers."))

    @property
    def gross(self) -> Decimal:
        return rounded(self.rate * self.days, self.currency)

    @property
    def deducted(self) -> Decimal:
        return rounded(
            self.rate * sum((getattr(self, key) * share for key, share in SHARES.items()), NOTHING), self.currency
        )

    @property
    def net(self) -> Decimal:
        """What is paid: the difference of the two sums as they are written."""
        return self.gross - self.deducted
