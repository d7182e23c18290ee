"""From the cells of a row to what is known about a person, or to sentences that say what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from babel import Locale
from flask import current_app
from flask_babel import force_locale, gettext

from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import all_in_order
from jcmevents.errors import RuleBroken
from jcmevents.mail.models import one_address
from jcmevents.questionnaire.understanding import Understanding
from jcmevents.registration.models import Registration
from jcmevents.registration.numbers import as_written
from jcmevents.registration.particulars import LABELS
from jcmevents.roster.importing.columns import EXTERNAL_ID, TARGETS, cells_of, questions
from jcmevents.roster.importing.models import RosterImport
from jcmevents.roster.questions import ANSWER
from jcmevents.text import clean, folded

CHOSEN = ("capacity", "mode", "gender", "lang")
YES_OR_NO = ("funded", "wants_visa_letter")
OF_DELEGATION = ("delegation", "country")
LANGUAGES = ("en", "ja", "fr", "es")  # in which people may wish to be written to, whether we can yet or not
LONGEST_ID = 100
LONGEST = {
    key: getattr(Registration.__table__.c[key].type, "length", None) or LONGEST_ID
    for key in TARGETS
    if key in Registration.__table__.c
}
YES = ("yes", "true", "1", "x", "y", "oui", "sí", "si", "はい", "○", "有", "要")
NO = ("no", "false", "0", "n", "non", "いいえ", "×", "無", "不要")


@dataclass
class Line:
    """A row understood. `details`: columns of Registration, those only whose cell says something."""

    row: int
    details: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)  # by key of the question, of those whose cell says something
    number: str = ""  # confirmation number
    external_id: str = ""
    delegation: Delegation | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)  # target of the column, sentence

    @property
    def name(self) -> str:
        return str(self.details.get("full_name", ""))

    @property
    def identity(self) -> tuple[int, str, str]:
        """Who this is where there is neither a number nor an id: delegation, folded name, mail address."""
        delegation_id = self.delegation.id if self.delegation else 0
        return delegation_id, folded(self.name), self.details.get("email", "").lower()

    @property
    def key(self) -> Any:
        """The same for two rows about one person."""
        if self.number:
            return self.number
        return (self.external_id,) if self.external_id else self.identity


class Lines:
    """Understands the rows of one import."""

    def __init__(self, roster_import: RosterImport):
        self.columns: dict[str, int] = roster_import.columns
        self.delegations = {each.id: each for each in all_in_order(roster_import.meeting)}
        self._everybodys = roster_import.delegation_id
        self._names = _delegation_names(self.delegations.values())
        asked = any(target.startswith(ANSWER) for target in self.columns)
        self._understanding = Understanding(questions(roster_import.meeting).values() if asked else ())
        self._words = {target: _words(target) for target in (*CHOSEN, *YES_OR_NO)}

    def understood(self, row: int, cells: list[str]) -> Line:
        line = Line(row)
        for target, text in cells_of(self.columns, cells):
            try:
                self._note(line, target, _allowed(text))
            except RuleBroken as broken:
                line.faults.append((target, str(broken)))
        if line.delegation is None and self._everybodys:
            line.delegation = self.delegations.get(self._everybodys)
        return line

    def _note(self, line: Line, target: str, text: str) -> None:
        if target in OF_DELEGATION:
            line.delegation = line.delegation or self._delegation(text)
        elif target == "number":
            line.number = as_written(text)
        elif target.startswith(ANSWER):
            self._note_answer(line, target.removeprefix(ANSWER), text)
        elif target == EXTERNAL_ID:
            line.external_id = _of_length(text, LONGEST_ID)
        elif target in self._words:
            line.details[target] = self._word(target, text)
        elif target == "email":
            line.details[target] = one_address(text)
        else:
            line.details[target] = _of_length(text, LONGEST[target])

    def _note_answer(self, line: Line, key: str, text: str) -> None:
        if key in self._understanding.fields:  # else the question has been removed since the columns were said
            line.answers[key] = self._understanding.answer(key, text)

    def _delegation(self, text: str) -> Delegation:
        if found := self._names.get(folded(text)):
            return found
        raise RuleBroken(gettext("“%(text)s” is no delegation of this meeting.", text=text))

    def _word(self, target: str, text: str) -> Any:
        words = self._words[target]
        if (word := folded(text)) in words:
            return words[word]
        known = ", ".join(dict.fromkeys(str(value) for value in words.values()))
        raise RuleBroken(gettext("“%(text)s” is none of: %(known)s.", text=text, known=known))


def _allowed(text: str) -> str:
    """`text` in NFC. Plain ASCII, most of all cells, needs no closer look."""
    return text if text.isascii() and text.isprintable() else clean(text)


def _of_length(text: str, longest: int) -> str:
    if len(text) > longest:
        raise RuleBroken(gettext("This has %(n)s characters; at most %(most)s fit.", n=len(text), most=longest))
    return text


def _delegation_names(delegations: Iterable[Delegation]) -> dict[str, Delegation]:
    """Delegations by every folded name and code they are known by."""
    return {folded(name): each for each in delegations for name in _names(each) if name}


def _names(delegation: Delegation) -> Iterator[str]:
    for lang, _name in current_app.extensions["languages"]:
        yield delegation.name(lang)
        yield delegation.name(lang, "formal")
    if delegation.country:
        yield from (delegation.country.iso2, delegation.country.iso3)
    if delegation.organization:
        yield delegation.organization.abbreviation or ""


def _words(target: str) -> dict[str, Any]:
    """What is stored, by every folded word for it."""
    if target in YES_OR_NO:
        return dict.fromkeys(map(folded, YES), True) | dict.fromkeys(map(folded, NO), False)
    codes = _languages() if target == "lang" else LABELS[target]
    words = {folded(str(code)): str(code) for code in codes}
    for lang, _name in current_app.extensions["languages"]:
        with force_locale(lang):
            words |= {folded(str(label)): str(code) for code, label in codes.items()}
    return words


def _languages() -> dict[str, str]:
    """Code and own name of languages."""
    known = dict(current_app.extensions["languages"])
    return known | {code: Locale.parse(code).get_display_name(code) or code for code in LANGUAGES if code not in known}
