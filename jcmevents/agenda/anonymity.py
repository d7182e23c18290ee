"""Names that a summary must not tell where a session is held under the Chatham House Rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from jcmevents.agenda.roles import Role
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.text import folded

SHORTEST = 2  # letters of a name; initials stand in every text
LANGUAGES = ("en", "ja")


@dataclass(frozen=True)
class Names:
    """The names of one meeting: `people` in full, and what may also be a word: family names, delegations."""

    people: frozenset[str]
    possible: frozenset[str]

    @classmethod
    def at(cls, meeting: Meeting) -> Names:
        registered = db.session.scalars(select(Registration).where(Registration.meeting_id == meeting.id)).all()
        roles = db.session.scalars(
            select(Role).where(Role.meeting_id == meeting.id).options(selectinload(Role.registration))
        )
        people = [name for each in registered for name in (each.full_name, each.list_name, each.badge_name)]
        people += [name for role in roles for name in role.names.values()]
        delegations = db.session.scalars(select(Delegation).where(Delegation.meeting_id == meeting.id))
        bodies = [each.name(lang) for each in delegations for lang in LANGUAGES]
        return cls(_usable(people), _usable([*bodies, *(each.family_name for each in registered)]))

    def require_none(self, text: str, *, harmless: bool) -> None:
        """Refuse `text` in which somebody is named; with `harmless` only names in full."""
        if named := found(self.people, text):
            sentence = gettext("Under the Chatham House Rule nobody is named. Take out: %(names)s", names=_told(named))
            raise RuleBroken(sentence)
        possible = [] if harmless else found(self.possible, text)
        if possible:
            sentence = gettext(
                "These may say who spoke, which the Chatham House Rule forbids: %(names)s. Take them out, or confirm "
                "that they do not.",
                names=_told(possible),
            )
            raise RuleBroken(sentence, field="names_are_harmless")

    def in_text(self, text: str) -> list[str]:
        """All that are in `text`, to be pointed out."""
        return sorted({*found(self.people, text), *found(self.possible, text)})


def _usable(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.strip() for name in names if len(name.strip()) >= SHORTEST)


def found(names: Iterable[str], text: str) -> list[str]:
    """Those of the names that are in `text`, whatever their case or accents; as words, where the script parts words."""
    searched = folded(text)
    return sorted(name for name in names if _pattern(name).search(searched))


def _pattern(name: str) -> re.Pattern[str]:
    words = folded(name)
    parts_words = words.isascii()
    return re.compile(rf"(?<![a-z0-9]){re.escape(words)}(?![a-z0-9])" if parts_words else re.escape(words))


def _told(names: list[str]) -> str:
    return ", ".join(names)
