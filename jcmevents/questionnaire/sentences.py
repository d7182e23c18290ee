"""Conditions in words: for the builder's pages, and at the question for those whose browser runs no script."""

from collections.abc import Iterable

from flask_babel import gettext

from jcmevents.questionnaire.conditions import FACTS, YES_NO, Condition, Operator
from jcmevents.questionnaire.kinds import WITH_OPTIONS, Kind
from jcmevents.questionnaire.models import FormField
from jcmevents.questionnaire.options import option_label


def sentence(condition: Condition, fields: Iterable[FormField]) -> str:
    """The condition as the end of a sentence that begins with "only if". fields: those it may be about."""
    field = None if condition.is_fact else next((f for f in fields if f.key == condition.about), None)
    name = FACTS[condition.about].label if condition.is_fact else (field.label() if field else condition.about)
    if condition.operator == Operator.ANY:
        return gettext("“%(name)s” is answered", name=name)
    if condition.operator == Operator.MENTIONS:
        return gettext("“%(name)s” contains “%(words)s”", name=name, words=condition.value or "…")
    value = _value(condition, field)
    if field and field.kind == Kind.MULTI_CHOICE:
        return gettext("“%(option)s” is chosen at “%(name)s”", name=name, option=value)
    return gettext("“%(name)s” is “%(value)s”", name=name, value=value)


def _value(condition: Condition, field: FormField | None) -> str:
    if condition.is_fact:
        return str(FACTS[condition.about].values.get(condition.value, condition.value))
    if field and field.kind in WITH_OPTIONS:
        return option_label(field.options, condition.value)
    if field and field.kind == Kind.CONSENT:
        return str(YES_NO.get(condition.value, condition.value))
    return condition.value
