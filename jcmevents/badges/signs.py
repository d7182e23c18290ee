"""Signs for rooms: what happens in a room on a day, or in one session, in letters that are read from afar."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from jcmevents import downloads
from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.badges.design import BadgeDesign
from jcmevents.badges.formats import QUIET, logo_of
from jcmevents.badges.placing import Box, Card, Fill, Paper, Piece, Sheet, Text, pdf_of, written
from jcmevents.badges.printing import PDF
from jcmevents.downloads import Download
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.text import localized, written_date

KIND = "room_signs"
GREEN = "#0d5c52"
LOGO, MEETING, RULE = Box(18, 14, 30, 18), Box(52, 14, 227, 18), Box(18, 36, 261, 0.8)
WIDEST_LOGO = 80.0
TIME, TITLE, SECOND = Box(18, 42, 261, 30), Box(18, 74, 261, 78), Box(18, 154, 261, 20)
FOOT, ROOM, DATE = Box(0, 178, 297, 32), Box(18, 181, 160, 22), Box(184, 181, 95, 22)
PLACE, DAY, LIST = Box(18, 40, 261, 34), Box(18, 75, 261, 13), Box(18, 94, 261, 104)
BETWEEN, TIMES = 4.0, 74.0  # millimetres between the rows of what happens in a room, and for their times
LARGEST_ROW, SMALLEST_ROW = 30, 8  # points

Report = Callable[[int, int], None]


class Per(enum.StrEnum):
    ROOM = "room"
    SESSION = "session"

    @property
    def label(self) -> str:
        return str(PER_LABELS[self])


PER_LABELS = {
    Per.ROOM: _l("each room and day: everything that happens there"),
    Per.SESSION: _l("each session"),
}


class SignPaper(enum.StrEnum):
    A4 = "a4"
    A3 = "a3"

    @property
    def times(self) -> float:
        """How much larger than A4."""
        return 1.0 if self == SignPaper.A4 else 420 / 297


def request_signs(
    meeting: Meeting,
    per: Per,
    paper: SignPaper,
    langs: Sequence[str],
    day_id: int | None,
    *,
    lang: str,
    by: User,
    at: datetime,
) -> Download:
    """Have signs made for one day or for all. Raises RuleBroken when there is no session."""
    if not sessions(meeting, day_id):
        raise RuleBroken(gettext("There is no session on the agenda yet."))
    arguments: dict[str, Any] = {"meeting_id": meeting.id, "per": per, "paper": paper, "langs": list(langs)}
    name = f"{meeting.slug}-room-signs-{paper}.pdf"
    return Download.request(KIND, arguments | {"day_id": day_id}, name=name, lang=lang, by=by, at=at)


def sessions(meeting: Meeting, day_id: int | None) -> list[Session]:
    wanted = select(Session).where(Session.meeting_id == meeting.id, Session.removed_at.is_(None))
    if day_id:
        wanted = wanted.where(Session.day_id == day_id)
    held = db.session.scalars(wanted).all()
    return sorted(held, key=lambda session: (session.day.held_on, session.starts, session.id))


class Signs:
    """Draws the signs of one meeting; what is said in two languages has the first one larger."""

    def __init__(self, meeting: Meeting, paper: SignPaper, langs: Sequence[str]):
        self.meeting, self.langs, self.times = meeting, langs, paper.times
        self.paper = Paper(round(297 * self.times), round(210 * self.times))
        self.logo = logo_of(BadgeDesign.of(meeting), LOGO.times(self.times), WIDEST_LOGO * self.times)

    def of_sessions(self, held: Sequence[Session]) -> list[Sheet]:
        return [self._sheet(self._session(session)) for session in held]

    def of_rooms(self, held: Sequence[Session]) -> list[Sheet]:
        """One for each room and day on which something happens there."""
        by_place = sorted(held, key=_place)
        return [self._sheet(self._room(list(some))) for _place_of, some in groupby(by_place, key=_place)]

    def _sheet(self, pieces: Iterator[Piece]) -> Sheet:
        beside = MEETING.beside(self.logo.box.wide / self.times - LOGO.wide)
        head = (self.logo, self._text(localized(self.meeting.titles, self.langs[0]), beside, 22))
        rule = Fill(RULE.times(self.times), GREEN)
        return Sheet([Card(Box(0, 0, self.paper.wide, self.paper.high), (*head, rule, *pieces))])

    def _session(self, session: Session) -> Iterator[Piece]:
        yield self._text(_span(session), TIME, 64, colour=GREEN, keeps="line")
        yield self._text(localized(session.titles, self.langs[0]), TITLE, 84, lang=self.langs[0], stands="top")
        yield self._text(self._second(session.titles), SECOND, 34, bold=False, lang=self.langs[-1])
        yield Fill(FOOT.times(self.times), GREEN)
        yield self._text(self._place_name(session), ROOM, 44, colour="#ffffff", lang=self.langs[0])
        yield self._text(self._date(session), DATE, 22, keeps="line", colour="#ffffff", to="right", lang=self.langs[0])

    def _room(self, held: Sequence[Session]) -> Iterator[Piece]:
        yield self._text(self._place_name(held[0]), PLACE, 84, colour=GREEN, lang=self.langs[0])
        yield self._text(self._date(held[0]), DAY, 26, bold=False, colour=QUIET, lang=self.langs[0])
        high = LIST.high / len(held)
        titles = [self._title(session, high) for session in held]
        size = min(title.fitted.size for title in titles) / self.times
        for number, session in enumerate(held):
            top = LIST.top + number * high
            yield self._text(_span(session), Box(LIST.left, top, TIMES, high), size, keeps="line", stands="top")
            yield self._title(session, high, top, size)

    def _title(self, session: Session, high: float, top: float = 0, largest: float = LARGEST_ROW) -> Text:
        told = " / ".join(filter(None, (localized(session.titles, self.langs[0]), self._second(session.titles))))
        box = Box(LIST.left + TIMES + 4, top, LIST.wide - TIMES - 4, high - BETWEEN)
        return self._text(told, box, largest, least_whole=SMALLEST_ROW, stands="top", lang=self.langs[0])

    def _text(self, text: str, box: Box, largest: float, **look: Any) -> Text:
        return written(text, box, largest, scale=self.times, **look)

    def _second(self, texts: dict[str, str]) -> str:
        """The text in the second language, where there is one of its own."""
        text = texts.get(self.langs[-1], "")
        return "" if text == localized(texts, self.langs[0]) else text

    def _place_name(self, session: Session) -> str:
        names = (
            session.room.names if session.room else self.meeting.venues or self.meeting.cities or self.meeting.titles
        )
        return " · ".join(dict.fromkeys(localized(names, lang) for lang in self.langs))

    def _date(self, session: Session) -> str:
        told = []
        for lang in self.langs:
            with force_locale(lang):
                told.append(written_date(session.day.held_on, lang))
        return " · ".join(told)


def _place(session: Session) -> tuple[Any, ...]:
    room = session.room
    return (session.day.held_on, room.position if room else 0, room.id if room else 0)


def _span(session: Session) -> str:
    ends = f"\u2013{session.ends:%H:%M}" if session.ends else ""
    return f"{session.starts:%H:%M}{ends}"


@downloads.makes(KIND)
def _made_by_worker(arguments: dict[str, Any], lang: str, report: Report) -> tuple[bytes, str]:
    meeting = db.session.get_one(Meeting, arguments["meeting_id"])
    held = sessions(meeting, arguments["day_id"])
    signs = Signs(meeting, SignPaper(arguments["paper"]), arguments["langs"])
    sheets = signs.of_rooms(held) if arguments["per"] == Per.ROOM else signs.of_sessions(held)
    title, number = gettext("Room signs"), len(sheets)
    return pdf_of(iter(sheets), signs.paper, number=number, title=title, lang=lang, report=report), PDF
