"""The figures of a meeting with their names, for its page and as a file."""

import json
from collections.abc import Iterator

from flask_babel import gettext

from jcmevents.meetings.models import Meeting
from jcmevents.record.attending import attending
from jcmevents.record.breakdown import BODIES, Row
from jcmevents.record.figures import Figures
from jcmevents.registration.states import Capacity
from jcmevents.sheet import XLSX, as_csv, as_xlsx

MEDIA_TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8", "json": "application/json"}
Line = tuple[str, str, str]  # figure, of whom, number


def exported(meeting: Meeting, figures: Figures, format: str) -> bytes:
    """As xlsx, csv or json. Spreadsheets have a line per figure and end with the rule."""
    if format == "json":
        return (json.dumps(figures.as_data(), ensure_ascii=False, indent=1) + "\n").encode()
    head = (gettext("Figure"), gettext("Of"), gettext("Number"))
    lines = _lines(meeting, figures)
    return as_csv(head, lines) if format == "csv" else as_xlsx(gettext("Figures"), head, lines)


def by_delegation(meeting: Meeting, figures: Figures) -> list[tuple[str, Row]]:
    """The rows of countries with their names in the order of the meeting, then that of all bodies."""
    rows = {row.key: row for row in figures.by_gender.delegations}
    countries = [each for each in attending(meeting).countries if each.country_iso2 in rows]
    named = [(each.name(), rows[each.country_iso2 or ""]) for each in countries]
    return named + ([(gettext("Ministries, agencies and organizations"), rows[BODIES])] if BODIES in rows else [])


def by_capacity(figures: Figures) -> list[tuple[str, Row]]:
    return [(Capacity(row.key).label, row) for row in figures.by_gender.capacities]


def women_percents(figures: Figures) -> list[tuple[str, int | None]]:
    return [
        (gettext("Women among the participants"), figures.women_percent),
        (gettext("Women among heads, deputies, delegates and advisers"), figures.women_percent_of_delegates),
        (gettext("Women among the heads of delegation"), figures.women_percent_of_heads),
    ]


def _lines(meeting: Meeting, figures: Figures) -> Iterator[Line]:
    yield gettext("JCM partner countries"), "", str(len(figures.partners))
    yield gettext("of which took part"), "", str(len(figures.partners_attending))
    yield gettext("of which online only"), "", str(len(figures.partners_online_only))
    yield gettext("Nominated"), "", str(figures.nominated)
    yield gettext("Confirmed"), "", str(figures.confirmed)
    yield gettext("Took part"), "", str(figures.participants)
    yield gettext("on site"), "", str(figures.on_site)
    yield gettext("online"), "", str(figures.online)
    yield gettext("Present, not counted"), "", str(figures.present_not_counted)
    for label, percent in women_percents(figures):
        yield label, "", _told(percent, "%")
    whole = (gettext("All participants"), figures.by_gender.whole)
    for name, row in (whole, *by_delegation(meeting, figures), *by_capacity(figures)):
        yield from _of_row(name, row)
    for sentence in figures.rule.stated(meeting):
        yield gettext("Rule"), sentence, ""


def _of_row(name: str, row: Row) -> Iterator[Line]:
    labels = (gettext("Women"), gettext("Other people who stated their gender"), gettext("Gender not stated"))
    yield gettext("People"), name, str(row.people)
    for label, number in zip(labels, row.numbers, strict=True):
        yield label, name, _told(number)


def _told(number: int | None, unit: str = "") -> str:
    return gettext("not shown") if number is None else f"{number}{unit}"
