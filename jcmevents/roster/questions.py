"""The meeting's own questions as columns of the roster. Sensitive answers are no columns: they leave in no list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import cast

from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire.models import FormField
from jcmevents.registration.answers import texts
from jcmevents.registration.models import Registration
from jcmevents.registration.particulars import Person

ANSWER = "answer:"  # before the key of a question in the key of its column


class Questions:
    """The columns of questions, and the answers of those people whose answers have been read."""

    def __init__(self, meeting: Meeting, lang: str | None):
        self._meeting, self._lang = meeting, lang
        self._told: dict[int, dict[str, str]] = {}

    @cached_property
    def fields(self) -> dict[str, FormField]:
        """The question by the key of its column, in the order of the form; those no longer asked too."""
        asked = FormField.of(self._meeting, retired=True)
        return {ANSWER + field.key: field for field in asked if not field.is_sensitive}

    @property
    def headings(self) -> dict[str, str]:
        return {key: field.label(self._lang) for key, field in self.fields.items()}

    def read(self, people: Sequence[Person], keys: Iterable[str]) -> None:
        """Read what `people` answered to the questions among the columns `keys`, and forget what was read before."""
        wanted = [self.fields[key] for key in keys if key in self.fields]
        # Of people only the id is asked for, which rows of columns have too.
        self._told = texts(cast(Sequence[Registration], people), wanted, self._lang) if wanted else {}

    def told(self, person: Person, key: str) -> str:
        return self._told.get(person.id, {}).get(key.removeprefix(ANSWER), "")
