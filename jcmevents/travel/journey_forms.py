from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, DecimalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from jcmevents.forms import CreateForm, EditForm, Form, choices
from jcmevents.travel.allowance import Allowance
from jcmevents.travel.journeys import COUNTED, TRAVEL_CLASS_LABELS, FundedTravel, Plan, TravelClass, TravelLeg
from jcmevents.travel.money import CURRENCIES

MOST_LEGS = 12
LONGEST_WORDS = {"origin": 100, "destination": 100, "service": 60}
_MONEY = (InputRequired(), NumberRange(min=0, max=100_000_000))
_NUMBER = (InputRequired(), NumberRange(min=0, max=100))


def _count(label: Any) -> IntegerField:
    return IntegerField(label, default=0, validators=_NUMBER)


class JourneyFields(Form):
    """A funded journey. The route is a line for each leg."""

    sponsor = StringField(_l("Who pays"), validators=[InputRequired(), Length(max=200)])
    arrives_on = DateField(_l("Day of arrival"), validators=[InputRequired()])
    leaves_on = DateField(_l("Day of departure"), validators=[InputRequired()])
    legs = TextAreaField(
        _l("Route"),
        description=_l(
            "A line for each leg: day, from, to, flight. For example: 2025-02-16, Ulaanbaatar, Tokyo, OM 501"
        ),
        validators=[InputRequired(), Length(max=2000)],
    )
    travel_class = SelectField(_l("Class"), choices=choices(TRAVEL_CLASS_LABELS.items()), default=TravelClass.ECONOMY)
    currency = SelectField(_l("Currency"), choices=choices((code, code) for code in CURRENCIES))
    fare = DecimalField(_l("Fare"), validators=_MONEY)
    rate = DecimalField(_l("Daily allowance"), description=_l("For a whole day."), validators=_MONEY)
    days = DecimalField(_l("Days of allowance"), description=_l("Half days as .5"), validators=_NUMBER)
    lodgings = _count(_l("Nights offered by the host"))
    breakfasts = _count(_l("Breakfasts offered"))
    lunches = _count(_l("Lunches offered"))
    dinners = _count(_l("Dinners offered"))

    def validate_legs(self, field: TextAreaField) -> None:
        """Name the first line that is no leg."""
        lines = _lines(field.data or "")
        if len(lines) > MOST_LEGS:
            raise ValidationError(gettext("A journey has at most %(n)s legs.", n=MOST_LEGS))
        for number, line in enumerate(lines, 1):
            if _leg(line) is None:
                raise ValidationError(gettext("Line %(n)s is not “day, from, to, flight”.", n=number))

    def plan(self) -> Plan:
        counted = {name: self[name].data for name in COUNTED}
        return Plan(
            sponsor=self.sponsor.data or "",
            travel_class=self.travel_class.data,
            fare=self.fare.data or Decimal(0),
            arrives_on=self.arrives_on.data,
            leaves_on=self.leaves_on.data,
            allowance=Allowance(self.rate.data, self.days.data, self.currency.data, **counted),
            legs=[leg for line in _lines(self.legs.data or "") if (leg := _leg(line))],
        )


class NewJourneyForm(CreateForm, JourneyFields):
    pass


class EditJourneyForm(EditForm, JourneyFields):
    @staticmethod
    def stored(row: FundedTravel) -> dict[str, Any]:
        names = ("sponsor", "arrives_on", "leaves_on", "travel_class", "currency", "fare", "rate", "days", *COUNTED)
        legs = "\n".join(", ".join(filter(None, _words(leg))) for leg in row.legs)
        return {name: getattr(row, name) for name in names} | {"legs": legs}


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _leg(line: str) -> TravelLeg | None:
    """The leg that a line tells, None if it tells none."""
    day, *words = (word.strip() for word in line.split(","))
    told = dict(zip(LONGEST_WORDS, words, strict=False))
    try:
        travels_on = date.fromisoformat(day)
    except ValueError:
        return None
    if len(words) not in (2, 3) or not (words[0] and words[1]):
        return None
    if any(len(word) > LONGEST_WORDS[name] for name, word in told.items()):
        return None
    return TravelLeg(travels_on=travels_on, **{"service": ""} | told)


def _words(leg: TravelLeg) -> Iterator[str]:
    yield from (leg.travels_on.isoformat(), leg.origin, leg.destination, leg.service)
