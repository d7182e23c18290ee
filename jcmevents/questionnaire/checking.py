"""What a field must fulfil before it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext

from jcmevents.errors import RuleBroken
from jcmevents.questionnaire.conditions import FACTS, Condition, Operator
from jcmevents.questionnaire.kinds import TEXTS, WITH_OPTIONS, Kind
from jcmevents.questionnaire.options import offered

if TYPE_CHECKING:
    from jcmevents.questionnaire.models import FormField

SHORTEST_KEEPING, LONGEST_KEEPING = 7, 3650  # days
MOST_OPTIONS = 100
# What can be asked about an answer; that there is one can be asked about every kind.
OPERATORS = {
    Kind.CHOICE: (Operator.EQUALS,),
    Kind.MULTI_CHOICE: (Operator.CONTAINS,),
    Kind.CONSENT: (Operator.EQUALS,),
    **dict.fromkeys(TEXTS, (Operator.MENTIONS,)),
}


def check(field: FormField, fields: Sequence[FormField]) -> None:
    """Raise RuleBroken unless `field` can be asked among the `fields` of its meeting, itself one of them."""
    if not any(field.labels.values()):
        raise RuleBroken(gettext("A field needs a label."), field="label_en")
    if not SHORTEST_KEEPING <= field.keep_days <= LONGEST_KEEPING:
        raise RuleBroken(gettext("Answers are kept for 7 to 3650 days."), field="keep_days")
    if field.kind in WITH_OPTIONS:
        _check_options(field)
    if condition := Condition.stored(field.condition):
        _check_condition(field, condition, {each.key: each for each in fields if not each.retired_at})


def _check_options(field: FormField) -> None:
    keys = [option["key"] for option in field.options]
    if not offered(field.options):
        raise RuleBroken(gettext("Enter what can be chosen: at least one option."), field="options")
    if len(keys) > MOST_OPTIONS or len(set(keys)) < len(keys):
        raise RuleBroken(gettext("There are too many options, or the same one twice."), field="options")


def _check_condition(field: FormField, condition: Condition, asked: dict[str, FormField]) -> None:
    if condition.is_fact:
        if condition.about not in FACTS or condition.value not in ("", *FACTS[condition.about].values):
            raise RuleBroken(gettext("Choose the condition from the list."), field="condition")
        return
    other = asked.get(condition.about)
    if other is None or not _can_be_asked_about(other, condition):
        raise RuleBroken(gettext("The question that this one depends on is no longer asked so."), field="condition")
    if field.key in _chain(other, asked):
        raise RuleBroken(gettext("Two questions cannot each depend on the other."), field="condition")


def _can_be_asked_about(other: FormField, condition: Condition) -> bool:
    return condition.operator == Operator.ANY or condition.operator in OPERATORS.get(Kind(other.kind), ())


def _chain(start: FormField, asked: dict[str, FormField]) -> set[str]:
    """The keys of all questions on which `start` depends, itself included."""
    chain: set[str] = set()
    key: str | None = start.key
    while key and key not in chain:
        chain.add(key)
        condition = asked[key].asked_if if key in asked else None
        key = condition.about if condition and not condition.is_fact else None
    return chain
