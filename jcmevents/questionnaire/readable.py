"""Answers in words, for pages and lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import phonenumbers
from phonenumbers import PhoneNumberFormat

from jcmevents.countries.models import Country
from jcmevents.questionnaire.conditions import NO, YES, YES_NO
from jcmevents.questionnaire.kinds import Kind
from jcmevents.questionnaire.models import FormField
from jcmevents.questionnaire.options import option_label
from jcmevents.text import current_language, joined, written_date


def country_names(fields: Iterable[FormField], lang: str | None = None) -> dict[str, str]:
    """The names that answers to `fields` need, in one query, or in none where no country is asked."""
    asked = any(field.kind == Kind.COUNTRY for field in fields)
    return Country.names(lang or current_language()) if asked else {}


def readable(
    field: FormField,
    answer: Any,
    *,
    lang: str | None = None,
    countries: Mapping[str, str] | None = None,
    files: Mapping[int, str] | None = None,
) -> str:
    """An answer as a person reads it in `lang`. countries: names by code. files: names as given, by id."""
    lang = lang or current_language()
    if answer in (None, "", []):
        return ""
    if field.kind == Kind.MULTI_CHOICE:
        return joined((option_label(field.options, key, lang) for key in answer), lang)
    return _single(field, answer, lang, countries or {}, files or {})


def _single(field: FormField, answer: Any, lang: str, countries: Mapping[str, str], files: Mapping[int, str]) -> str:
    if field.kind == Kind.CHOICE:
        return option_label(field.options, answer, lang)
    if field.kind == Kind.CONSENT:
        return str(YES_NO[YES if answer else NO])
    if field.kind == Kind.DATE:
        return written_date(date.fromisoformat(answer), lang)
    if field.kind == Kind.PHONE:
        return phonenumbers.format_number(phonenumbers.parse(answer), PhoneNumberFormat.INTERNATIONAL)
    names: Mapping[Any, str] = countries if field.kind == Kind.COUNTRY else files if field.kind == Kind.FILE else {}
    return names.get(answer, str(answer))
