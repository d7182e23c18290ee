"""Which people of a meeting: what its lists, files and acts upon many people understand alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from jcmevents.delegations.letters import with_letter
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import all_in_order
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import MODE_LABELS, Capacity, State
from jcmevents.text import folded, without_refused

LONGEST_SEARCH = 100  # characters
YES_NO = ("yes", "no")
# What each part but delegation and search may say.
KNOWN: dict[str, Iterable[str]] = {
    "state": tuple(State),
    "capacity": tuple(Capacity),
    "mode": tuple(MODE_LABELS),
    "letter": ("missing", "given"),
    **dict.fromkeys(("funded", "late", "wants_visa_letter"), YES_NO),
}


@dataclass(frozen=True)
class Selection:
    """Whom to show. Empty parts select everybody; `search` finds all its words in names, bodies, mail addresses."""

    state: str = ""
    capacity: str = ""
    mode: str = ""
    funded: str = ""  # of YES_NO, as the next two
    late: str = ""
    wants_visa_letter: str = ""
    letter: str = ""  # "missing", "given": whether the delegation has handed in a letter that is not refused
    delegation_id: int | None = None
    search: str = ""

    @classmethod
    def understood(cls, arguments: Mapping[str, str]) -> Selection:
        """From the arguments of an address or a stored form. What makes no sense selects everybody."""
        parts: dict[str, Any] = {name: arguments.get(name, "") for name in KNOWN}
        parts = {name: value if value in KNOWN[name] else "" for name, value in parts.items()}
        delegation = str(arguments.get("delegation_id", ""))
        if delegation.isascii() and delegation.isdigit() and len(delegation) < 10:
            parts["delegation_id"] = int(delegation)
        return cls(**parts, search=without_refused(str(arguments.get("search", ""))).strip()[:LONGEST_SEARCH])

    @property
    def parts(self) -> dict[str, Any]:
        """The parts that select, as arguments of an address."""
        return {name: value for name, value in asdict(self).items() if value}

    def ids(self, meeting: Meeting) -> Select[int]:
        """The ids of the people of `meeting` who are selected."""
        delegations = all_in_order(meeting) if self.search else ()
        chosen = self.conditions(meeting, {each.id: names_searched(each) for each in delegations})
        return select(Registration.id).where(*chosen)

    def conditions(self, meeting: Meeting, delegation_names: Mapping[int, str]) -> Iterator[ColumnElement[bool]]:
        """What must hold of a row of Registration. `delegation_names`: `names_searched` of each, by id."""
        yield Registration.meeting_id == meeting.id
        for field in fields(self):
            value = getattr(self, field.name)
            if value and field.name not in ("search", "letter"):
                yield getattr(Registration, field.name) == (value == "yes" if value in YES_NO else value)
        if self.letter:
            handed_in = Registration.delegation_id.in_(with_letter())
            yield handed_in if self.letter == "given" else ~handed_in
        yield from (_found(word, delegation_names) for word in folded(self.search).split())


def names_searched(delegation: Delegation, lang: str | None = None) -> str:
    """The delegation's names in `lang` (default: the reader's) and in English, folded."""
    return folded(f"{delegation.name(lang)}\n{delegation.name('en')}")


def _found(word: str, delegation_names: Mapping[int, str]) -> ColumnElement[bool]:
    """Whether `word` (folded) is in the person's own texts or in the names of the delegation."""
    of_delegations = [id for id, names in delegation_names.items() if word in names]
    own = Registration.search_text.contains(word, autoescape=True)
    return or_(own, Registration.delegation_id.in_(of_delegations)) if of_delegations else own
