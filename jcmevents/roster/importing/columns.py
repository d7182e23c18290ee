"""Which column of a spreadsheet holds what: guessed from its headings, or as said for this meeting before."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import current_app
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire.models import FormField
from jcmevents.questionnaire.understanding import can_be_understood
from jcmevents.registration.particulars import CONSENTED, HEADINGS
from jcmevents.roster.importing.models import ImportState, RosterImport
from jcmevents.roster.questions import ANSWER
from jcmevents.text import folded

EXTERNAL_ID = "external_id"
IGNORED = {"state", "late", *CONSENTED}  # steps and consents are nobody's to import
# What can be imported, and its heading.
TARGETS: dict[str, Any] = {
    **{key: heading for key, heading in HEADINGS.items() if key not in IGNORED},
    EXTERNAL_ID: _l("Id in your own list"),
}


def targets(meeting: Meeting) -> dict[str, Any]:
    """What can be imported into `meeting`, and its heading: TARGETS, and the answers to its questions."""
    return TARGETS | {ANSWER + key: field.label() for key, field in questions(meeting).items()}


def questions(meeting: Meeting) -> dict[str, FormField]:
    """The questions whose answers can be imported, by key."""
    return {field.key: field for field in FormField.of(meeting, retired=True) if can_be_understood(field)}


def _asked(meeting: Meeting) -> dict[str, str]:
    """Target by plain label of each question, in every language it is asked in."""
    fields = questions(meeting)
    return {_plain(label): ANSWER + key for key, field in fields.items() for label in field.labels.values()}


def guessed(meeting: Meeting, head: list[str]) -> dict[str, int]:
    """By target the number of its column, from 0: as in the last import of this meeting, else by known headings."""
    wanted = _remembered(meeting) | {"": ""}
    names = _asked(meeting) | known_names()
    found: dict[str, int] = {}
    for number, heading in enumerate(head):
        target = wanted.get(folded(heading)) or names.get(_plain(heading))
        if target and target not in found:
            found[target] = number
    return found


def _remembered(meeting: Meeting) -> dict[str, str]:
    """Target by folded heading, as the last import whose columns were said had it."""
    said = RosterImport.of_meeting(meeting).where(RosterImport.state != ImportState.READ).limit(1)
    if not (last := db.session.scalar(said)):
        return {}
    return {folded(last.head[number]): target for target, number in last.columns.items() if number < len(last.head)}


def known_names() -> dict[str, str]:
    """Target by plain heading, our own headings in every language first."""
    names = {_plain(name): target for target, listed in _listed().items() for name in listed}
    for lang, _name in current_app.extensions["languages"]:
        with force_locale(lang):
            names |= {_plain(str(heading)): target for target, heading in TARGETS.items()}
    return names


def _plain(heading: str) -> str:
    """Without case, accents, punctuation and what stands in brackets, so that "E-mail (office)*" is "email"."""
    before_bracket = folded(heading).partition("(")[0]
    return "".join(character for character in before_bracket if character.isalnum())


@cache
def _listed() -> dict[str, list[str]]:
    content: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "headings.yaml").read_text("utf-8"))
    return content


def cells_of(columns: dict[str, int], cells: list[str]) -> Iterator[tuple[str, str]]:
    """Target and text of each cell that is not empty."""
    for target, number in columns.items():
        if number < len(cells) and (text := cells[number].strip()):
            yield target, text
