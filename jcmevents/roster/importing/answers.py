"""Answers that come with an import: which of them are new, keeping them, and putting back what was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from jcmevents.accounts.models import User
from jcmevents.extensions import db
from jcmevents.registration.answers import Answer
from jcmevents.registration.models import Registration
from jcmevents.roster.importing.columns import questions
from jcmevents.roster.importing.lines import Line
from jcmevents.roster.questions import ANSWER


def stored_answers(people: Iterable[Registration | None], lines: Sequence[Line]) -> Mapping[int, dict[str, Any]]:
    """What people have answered, by id of the registration and key; nothing is read where no line has answers."""
    told: dict[int, dict[str, Any]] = defaultdict(dict)
    if any(line.answers for line in lines):
        for answer in Answer.rows_of([person for person in people if person]):
            told[answer.registration_id][answer.field.key] = answer.value
    return told


def keep(person: Registration, answers: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    """Keep these answers, by key of the question; None takes one back. Other answers are left alone."""
    fields = [field for key, field in questions(person.meeting).items() if key in answers]
    Answer.keep(person, answers, fields=fields, by=by, at=at)


def taken_out(before: dict[str, Any]) -> dict[str, Any]:
    """The answers among the values that a row has changed, by key of the question; they are taken out of `before`."""
    found = [key for key in before if key.startswith(ANSWER)]
    return {key.removeprefix(ANSWER): before.pop(key) for key in found}


def answered_since(ids: Sequence[int]) -> set[int]:
    """Those of the people who have answered anything after they were entered."""
    later = Answer.answered_at != Registration.created_at
    rows = select(Answer.registration_id).join(Registration, Registration.id == Answer.registration_id)
    return set(db.session.scalars(rows.where(Answer.registration_id.in_(ids), later)))


def headed(answers: Mapping[str, Any]) -> dict[str, Any]:
    """As `ImportRow.before` holds them."""
    return {ANSWER + key: value for key, value in answers.items()}
