"""The fact check: which facts the texts of a release name, what each says, and whether somebody has compared it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext

from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken
from jcmevents.press.blocks import Kind
from jcmevents.press.composing import said
from jcmevents.press.fact_sheet import fact_line
from jcmevents.press.facts import Facts
from jcmevents.press.models import Release
from jcmevents.press.standing import said_by
from jcmevents.press.texts import ReleaseText
from jcmevents.press.ticks import Tick

FROM_DATA = (Kind.PROPOSALS, Kind.SESSIONS)  # what these blocks say is checked like a fact


@dataclass(frozen=True)
class Checked:
    """A fact that the texts name: `words` per language, and the tick it has got, which may be of other words."""

    key: str
    label: Any
    words: dict[str, str]
    tick: Tick | None

    @property
    def holds(self) -> bool:
        """Whether it still says what was ticked, in every language in which the texts name it."""
        ticked = self.tick.words if self.tick else {}
        return all(ticked.get(lang) == words for lang, words in self.words.items())

    @property
    def digest(self) -> str:
        """Tells whether a form that shows the words shows these."""
        return hashlib.sha256(json.dumps(self.words, sort_keys=True).encode()).hexdigest()[:16]


class Answer(NamedTuple):
    """What somebody has entered beside a fact; `seen` is the digest of the words that stood there."""

    seen: str
    source: str
    is_ticked: bool


def checked_facts(release: Release) -> list[Checked]:
    """The facts of all texts of `release` in the order in which they are first named."""
    said: dict[str, dict[str, str]] = {}
    for text in release.texts:
        for key, words in _named(text).items():
            said.setdefault(key, {})[text.lang] = words
    ticks = {tick.key: tick for tick in release.ticks}
    return [Checked(key, _label(release, key), words, ticks.get(key)) for key, words in said.items()]


def tick_chosen(release: Release, answers: dict[str, Answer], *, by: User, at: datetime) -> dict[str, str]:
    """Tick the facts chosen, by their keys. For each that is left in doubt the sentence that says what to do."""
    refused = {}
    for fact in checked_facts(release):
        if fact.holds or not (answer := answers.get(fact.key)):
            continue
        try:
            _take(release, fact, answer, by, at)
        except RuleBroken as broken:
            refused[fact.key] = str(broken.message)
    return refused


def _take(release: Release, fact: Checked, answer: Answer, by: User, at: datetime) -> None:
    if not answer.is_ticked:
        if answer.source.strip() not in ("", fact.tick.source if fact.tick else ""):
            raise RuleBroken(gettext("Tick it as well if the value is right, or clear the source."))
        return
    if answer.seen != fact.digest:
        raise RuleBroken(gettext("It has changed meanwhile. Please check it again."))
    release.tick(fact.key, fact.words, answer.source, by=by, at=at)


def unchecked(release: Release) -> list[str]:
    """The keys of the facts that nobody has ticked as they stand."""
    return [fact.key for fact in checked_facts(release) if not fact.holds]


def _label(release: Release, key: str) -> Any:
    return Kind(key).label if key in FROM_DATA else fact_line(release, key, ()).label


def _named(text: ReleaseText) -> dict[str, str]:
    """What each fact says that `text` names, by its key."""
    facts = Facts(text.release, text.lang, gaps=True)
    words: dict[str, str] = {}
    for block in text.blocks:
        for piece in (piece for part in said_by(block) for piece in facts.pieces(part)):
            if piece.key:
                words.setdefault(piece.key, piece.words)
        if block.kind in FROM_DATA:
            words.setdefault(block.kind, said(block, facts))
    return words
