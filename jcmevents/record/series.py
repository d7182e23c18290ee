"""The figures of all meetings of a series: each computed by its own rule, or entered by hand with a source."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.record.figures import Figures
from jcmevents.record.stated import StatedFigures
from jcmevents.sheet import as_csv, as_xlsx
from jcmevents.text import current_language, in_a_row, localized

MOST_DRAWN = 10  # meetings, the newest
# Measures of the chart in units of its view box.
WIDTH, TALLEST, BASE, WIDEST = 360, 110, 132, 28


@dataclass(frozen=True)
class Line:
    """One meeting. None or "" where nothing is known; numbers of registrations only where they are here."""

    meeting: Meeting
    partners: int | None
    attending: int | None
    online_only: int | None
    participants: str
    computed: Figures | None
    source: str
    rule: str

    @property
    def women_percent(self) -> int | None:
        return self.computed.women_percent if self.computed else None

    @property
    def cells(self) -> list[str]:
        """What COLUMNS tell, as text."""
        here = self.computed
        numbers = (self.partners, self.attending, self.online_only)
        people = (here.nominated, here.confirmed, here.on_site, here.online) if here else (None,) * 4
        told = ["" if number is None else str(number) for number in (*numbers, *people)]
        women = "" if self.women_percent is None else f"{self.women_percent}%"
        named = (localized(self.meeting.titles), self.meeting.start_on.isoformat())
        return [*named, *told[:3], self.participants, *told[3:], women, self.rule or self.source]

    def as_data(self) -> dict[str, Any]:
        return {
            "meeting": self.meeting.slug,
            "first_day": self.meeting.start_on.isoformat(),
            "partners": self.partners,
            "partners_attending": self.attending,
            "partners_online_only": self.online_only,
            "participants": self.participants,
            "computed": self.computed.as_data() if self.computed else None,
            "source": self.source,
        }


@dataclass(frozen=True)
class Column:
    """Partners and those of them that took part, drawn for one meeting."""

    x: float
    width: float
    line: Line
    partners_height: float
    attending_height: float

    @property
    def base(self) -> int:
        return BASE


def series_of(meeting: Meeting) -> list[Line]:
    """The meetings of its series from the first on; of none, the meeting alone. Five queries at most."""
    query = select(Meeting).where(
        Meeting.series_id == meeting.series_id if meeting.series_id else Meeting.id == meeting.id
    )
    meetings = sorted(db.session.scalars(query).unique(), key=lambda m: (m.start_on, m.id))
    figures, stated = Figures.of_each(meetings), StatedFigures.of_each(m.id for m in meetings)
    return [_line(m, figures[m.id], stated.get(m.id)) for m in meetings]


def _line(meeting: Meeting, figures: Figures, stated: StatedFigures | None) -> Line:
    if stated and stated.says_something and not figures.participants:
        partners = len(figures.partners) if stated.partners is None else stated.partners
        known = (stated.partners_attending, stated.partners_online_only)
        return Line(meeting, partners, *known, stated.participants_written, None, stated.source, "")
    if not figures.participants:
        return Line(meeting, len(figures.partners), None, None, "", figures if figures.nominated else None, "", "")
    attending, online_only = len(figures.partners_attending), len(figures.partners_online_only)
    rule = in_a_row(figures.rule.stated_briefly(), current_language())
    return Line(meeting, len(figures.partners), attending, online_only, figures.participants_written, figures, "", rule)


def columns(lines: Sequence[Line]) -> list[Column]:
    """The chart: a column for each of the newest meetings of which it is known how many partners took part."""
    drawn = [line for line in lines if line.attending is not None][-MOST_DRAWN:]
    most = max((max(line.partners or 0, line.attending or 0) for line in drawn), default=0)
    if not most:
        return []
    step = WIDTH / len(drawn)
    height = TALLEST / most
    return [
        Column(
            round(step * n, 1),
            round(min(step * 0.5, WIDEST), 1),
            line,
            round(height * (line.partners or 0), 1),
            round(height * (line.attending or 0), 1),
        )
        for n, line in enumerate(drawn)
    ]


def head() -> list[str]:
    """The headings of `Line.cells`."""
    return [
        gettext("Meeting"),
        gettext("First day"),
        gettext("Partners"),
        gettext("Took part"),
        gettext("Online only"),
        gettext("Participants"),
        gettext("Nominated"),
        gettext("Confirmed"),
        gettext("On site"),
        gettext("Online"),
        gettext("Women"),
        gettext("Rule or source"),
    ]


def exported(lines: Sequence[Line], format: str) -> bytes:
    """As xlsx, csv or json."""
    if format == "json":
        return (json.dumps([line.as_data() for line in lines], ensure_ascii=False, indent=1) + "\n").encode()
    rows = (line.cells for line in lines)
    return as_csv(head(), rows) if format == "csv" else as_xlsx(gettext("Figures"), head(), rows)
