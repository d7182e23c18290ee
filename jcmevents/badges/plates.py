"""Name plates for tables: a sheet of A4 folded into a tent that is read from both sides."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from jcmevents import downloads
from jcmevents.accounts.models import User
from jcmevents.badges.faces import names_of, other_name
from jcmevents.badges.placing import Box, Card, Mark, Paper, Piece, Sheet, pdf_of, written
from jcmevents.badges.printing import PDF, people_of
from jcmevents.downloads import Download
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.selection import Selection
from jcmevents.registration.states import EXPECTED, Capacity

KIND = "name_plates"
PAPER = Paper(297, 210)
HALF = 105.0
NAME, SECOND = Box(15, 12, 267, 62), Box(15, 76, 267, 20)
FOLD = (Mark(Box(0, HALF - 0.05, 8, 0.1), is_fold=True), Mark(Box(289, HALF - 0.05, 8, 0.1), is_fold=True))

Plate = tuple[str, str]  # the large line and the small one
Report = Callable[[int, int], None]


class Whose(enum.StrEnum):
    DELEGATIONS = "delegations"
    HEADS = "heads"
    PEOPLE = "people"

    @property
    def label(self) -> str:
        return str(WHOSE_LABELS[self])


WHOSE_LABELS = {
    Whose.DELEGATIONS: _l("each delegation"),
    Whose.HEADS: _l("each head of delegation"),
    Whose.PEOPLE: _l("each person"),
}


def request_plates(
    meeting: Meeting,
    whose: Whose,
    langs: Sequence[str],
    delegation_id: int | None,
    *,
    lang: str,
    by: User,
    at: datetime,
) -> Download:
    """Have name plates made, of one delegation or of all. Raises RuleBroken when there is nobody."""
    if not plates(meeting, whose, langs, delegation_id):
        raise RuleBroken(gettext("There is nobody for whom a plate could be made."))
    arguments = {"meeting_id": meeting.id, "whose": whose, "langs": list(langs), "delegation_id": delegation_id}
    return Download.request(KIND, arguments, name=f"{meeting.slug}-name-plates.pdf", lang=lang, by=by, at=at)


def plates(meeting: Meeting, whose: Whose, langs: Sequence[str], delegation_id: int | None = None) -> list[Plate]:
    """In the order of the meeting, of those who are expected at the venue."""
    delegations = names_of(meeting, langs)
    if whose == Whose.DELEGATIONS:
        expected = set(db.session.scalars(_present(meeting)))
        ids = [id for id in delegations if id in expected and delegation_id in (None, id)]
        return [(delegations[id][0], " · ".join(delegations[id][1:])) for id in ids]
    capacity = Capacity.HEAD if whose == Whose.HEADS else ""
    people = db.session.scalars(people_of(meeting, Selection(capacity=capacity, delegation_id=delegation_id)))
    return [(_name(person, langs), " · ".join(delegations[person.delegation_id])) for person in people]


def _present(meeting: Meeting) -> Any:
    expected = Registration.state.in_(EXPECTED)
    return select(Registration.delegation_id).where(Registration.meeting_id == meeting.id, expected).distinct()


def _name(person: Registration, langs: Sequence[str]) -> str:
    named = f"{person.honorific} {person.name_for_badge}".strip()
    return "  ".join(filter(None, (named, other_name(person, langs))))


def sheets(plates: Sequence[Plate], lang: str) -> Iterator[Sheet]:
    for large, small in plates:
        pieces = tuple(_pieces(large, small, lang))
        upper, lower = Box(0, 0, PAPER.wide, HALF), Box(0, HALF, PAPER.wide, HALF)
        yield Sheet((Card(upper, pieces, turned=True), Card(lower, pieces)), FOLD)


def _pieces(large: str, small: str, lang: str) -> Iterator[Piece]:
    yield written(large, NAME, 120, keeps="words", lang=lang, to="center")
    yield written(small, SECOND, 40, lang=lang, to="center", bold=False)


@downloads.makes(KIND)
def _made_by_worker(arguments: dict[str, Any], lang: str, report: Report) -> tuple[bytes, str]:
    meeting, langs = db.session.get_one(Meeting, arguments["meeting_id"]), arguments["langs"]
    told = plates(meeting, Whose(arguments["whose"]), langs, arguments["delegation_id"])
    title = gettext("Name plates")
    return pdf_of(sheets(told, langs[0]), PAPER, number=len(told), title=title, lang=lang, report=report), PDF
