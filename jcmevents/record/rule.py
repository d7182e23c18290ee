"""Who is counted where attendance is counted: the rule of a meeting, and how it is said in words.

Interpreters, press and the secretariat's staff are not counted unless the meeting says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask_babel import gettext

from jcmevents.countries.models import HOST, Country
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Mode
from jcmevents.registration.states import Capacity
from jcmevents.text import current_language, joined, written_date

NOT_COUNTED = (Capacity.INTERPRETER, Capacity.SECRETARIAT, Capacity.PRESS)
ROUNDINGS = (1, 5, 10, 50)  # people; 1 publishes the exact number
SMALLEST_CELLS = (3, 5, 10)  # people


@dataclass(frozen=True)
class CountingRule:
    """Who is counted. Stored per meeting as JSON in `Meeting.counting`."""

    online_counts: bool = True
    not_counted: tuple[str, ...] = NOT_COUNTED
    round_to: int = 10  # people; the published total is a multiple of this
    smallest_cell: int = SMALLEST_CELLS[0]  # people; smaller numbers by gender could tell who they are

    @classmethod
    def of(cls, meeting: Meeting) -> CountingRule:
        stored = meeting.counting or {}
        return cls(
            online_counts=stored.get("online_counts", cls.online_counts),
            not_counted=tuple(stored.get("not_counted", cls.not_counted)),
            round_to=stored.get("round_to", cls.round_to),
            smallest_cell=stored.get("smallest_cell", cls.smallest_cell),
        )

    def as_stored(self) -> dict[str, Any]:
        return {
            "online_counts": self.online_counts,
            "not_counted": list(self.not_counted),
            "round_to": self.round_to,
            "smallest_cell": self.smallest_cell,
        }

    def counts(self, capacity: str, mode: str) -> bool:
        """Whether somebody of this capacity who took part in this mode is a participant."""
        return capacity not in self.not_counted and (self.online_counts or mode != Mode.ONLINE)

    def names(self, capacity: str, mode: str) -> bool:
        """Whether somebody of this capacity stands on the list of participants: those counted, and the secretariat."""
        return capacity == Capacity.SECRETARIAT or self.counts(capacity, mode)

    def written(self, people: int) -> str:
        """The published form of a number of people: about 90, or 88 when nothing is rounded."""
        if self.round_to == 1:
            return str(people)
        return gettext("about %(number)s", number=rounded(people, self.round_to))

    def stated(self, meeting: Meeting) -> list[str]:
        """The rule in sentences, for the people who read the figures."""
        lang = current_language()
        host = db.session.get_one(Country, HOST).name(lang)
        return [
            gettext(
                "Partners are the countries that had signed a memorandum of cooperation by %(day)s. A partner is "
                "counted when at least one counted person of its delegation attended.",
                day=written_date(meeting.start_on, lang),
            ),
            gettext("%(country)s is the other side of every memorandum and never among the partners.", country=host),
            gettext("People of ministries, agencies and organizations count as participants, not as countries."),
            *self.stated_briefly(),
            gettext(
                "By gender, numbers under %(least)s are not shown, nor those from which one of them could be computed.",
                least=self.smallest_cell,
            ),
        ]

    def stated_briefly(self) -> list[str]:
        """The sentences in which the rules of meetings differ."""
        return [self._capacities_stated(), self._online_stated(), self._rounding_stated()]

    def _capacities_stated(self) -> str:
        if not self.not_counted:
            return gettext("People of all capacities are counted.")
        labels = joined((c.label for c in Capacity if c in self.not_counted), current_language())
        return gettext("Not counted are people in these capacities: %(capacities)s.", capacities=labels)

    def _online_stated(self) -> str:
        if self.online_counts:
            return gettext("People who took part online are counted.")
        return gettext("People who took part online are not counted, nor is a country that was only online.")

    def _rounding_stated(self) -> str:
        if self.round_to == 1:
            return gettext("The exact number of participants is published.")
        return gettext(
            "The published number of participants is rounded to the nearest %(step)s, halves upwards.",
            step=self.round_to,
        )


def rounded(number: int, to: int) -> int:
    """`number` to the nearest multiple of `to`, halves upwards (the built-in rounding takes 85 to 80)."""
    return int((Decimal(number) / to).quantize(Decimal(1), rounding=ROUND_HALF_UP)) * to
