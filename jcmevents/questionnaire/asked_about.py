"""The conditions an organizer can choose from, each as one entry of a list."""

from collections.abc import Iterable, Iterator

from jcmevents.questionnaire.checking import OPERATORS
from jcmevents.questionnaire.conditions import FACTS, YES_NO, Condition, Operator
from jcmevents.questionnaire.kinds import TEXTS, WITH_OPTIONS, Kind
from jcmevents.questionnaire.models import FormField
from jcmevents.questionnaire.sentences import sentence

_BETWEEN = "|"  # in no key and no fact


def conditions_about(fields: Iterable[FormField]) -> list[tuple[str, str]]:
    """(choice, sentence) for each condition that may be set on a fact or on one of `fields`."""
    known = list(fields)
    offered = [*_about_facts(), *(c for field in known for c in _about(field))]
    return [(as_choice(condition), sentence(condition, known)) for condition in offered]


def as_choice(condition: Condition) -> str:
    """The condition as the value of an option; words that are typed beside it are left out."""
    place = "fact" if condition.is_fact else "field"
    value = "" if condition.needs_words else condition.value
    return _BETWEEN.join((place, condition.about, condition.operator, value))


def from_choice(choice: str) -> Condition | None:
    """The inverse; None for the empty choice. Raises ValueError for what `as_choice` has not made."""
    if not choice:
        return None
    place, about, operator, value = choice.split(_BETWEEN)
    return Condition(about, operator, value, is_fact=place == "fact")


def _about_facts() -> Iterator[Condition]:
    for name, fact in FACTS.items():
        yield from (Condition(name, Operator.EQUALS, value, is_fact=True) for value in fact.values)


def _about(field: FormField) -> Iterator[Condition]:
    yield Condition(field.key, Operator.ANY)
    for operator in OPERATORS.get(Kind(field.kind), ()):
        yield from (Condition(field.key, operator, value) for value in _values(field))


def _values(field: FormField) -> list[str]:
    if field.kind in WITH_OPTIONS:
        return [option["key"] for option in field.offered]
    return [""] if field.kind in TEXTS else list(YES_NO)
