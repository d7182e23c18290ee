"""Amounts of money: exact, rounded as accounts round."""

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, get_currency_precision
from sqlalchemy import String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

CURRENCIES = ("JPY", "USD", "EUR", "GBP", "CHF")
NOTHING = Decimal(0)


class Amount(TypeDecorator[Decimal]):
    """A decimal number stored as text: SQLite has no exact numbers with a fraction."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To what the currency is paid in (yen, cents), halves up."""
    return amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)), rounding=ROUND_HALF_UP)


def written(amount: Decimal, currency: str, lang: str) -> str:
    """As running text writes it, with the code of the currency: JPY 12,000."""
    return format_currency(amount, currency, "¤¤\xa0#,##0.00", locale=lang)
