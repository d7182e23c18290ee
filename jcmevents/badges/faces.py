"""What a badge says about a person, before it is known where it stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import force_locale, gettext

from jcmevents.attendance.badges import Badge
from jcmevents.badges.palette import USUAL
from jcmevents.delegations.capacities import Capacity
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import all_in_order
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.text import joined, localized, written_range

JAPANESE = ("CJK ", "HIRAGANA", "KATAKANA")  # how the names of its letters begin


@dataclass(frozen=True)
class Face:
    """One badge. What is said in several languages has the first one first."""

    name: str
    other_name: str  # the same name in the script of another language of the badge, or empty
    delegation: Sequence[str]
    capacity: Capacity
    capacity_labels: Sequence[str]
    number: str
    code: str = field(repr=False)  # what the QR code says


@dataclass(frozen=True)
class Occasion:
    """What all badges of a meeting have in common."""

    title: str
    when_and_where: str
    langs: tuple[str, ...]


def occasion_of(meeting: Meeting, langs: Sequence[str]) -> Occasion:
    lang = langs[0]
    with force_locale(lang):
        days = written_range(meeting.days[0].held_on, meeting.days[-1].held_on, lang)
        where = localized(meeting.cities, lang)
    told = joined(filter(None, (days, where)), lang)
    return Occasion(localized(meeting.titles, lang), told, tuple(langs))


def names_of(meeting: Meeting, langs: Sequence[str]) -> dict[int, list[str]]:
    """The names of every delegation by its id, in the meeting's order, one for each language in which it differs."""
    return {delegation.id: delegation_names(delegation, langs) for delegation in all_in_order(meeting)}


def delegation_names(delegation: Delegation, langs: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(delegation.name(lang) for lang in langs))


def faces_of(badges: Iterable[Badge], langs: Sequence[str], delegations: Mapping[int, Sequence[str]]) -> Iterator[Face]:
    labels = {capacity: capacity_labels(capacity, langs) for capacity in Capacity}
    for badge in badges:
        person = badge.registration
        yield Face(
            name=person.name_for_badge,
            other_name=other_name(person, langs),
            delegation=delegations[person.delegation_id],
            capacity=Capacity(person.capacity),
            capacity_labels=labels[Capacity(person.capacity)],
            number=person.number,
            code=badge.token,
        )


def capacity_labels(capacity: Capacity, langs: Sequence[str]) -> list[str]:
    labels = []
    for lang in langs:
        with force_locale(lang):
            label = capacity.label
            labels.append(label[:1].upper() + label[1:])
    return list(dict.fromkeys(labels))


def other_name(person: Registration, langs: Sequence[str]) -> str:
    """The person's name in Japanese script beside a Latin one, or the other way round, where the badge has both."""
    if not {"en", "ja"} <= set(langs):
        return ""
    spelled = is_japanese(person.name_for_badge)
    spellings = (person.full_name, person.list_name)
    return next((name for name in spellings if name and is_japanese(name) != spelled), "")


def is_japanese(text: str) -> bool:
    return any(unicodedata.name(letter, "").startswith(JAPANESE) for letter in text)


def specimens(meeting: Meeting, langs: Sequence[str]) -> list[Face]:
    """Invented people, one for each capacity, to show what the badges look like. Their codes open nothing."""
    names = ("Ms. Specimen", "Anna Maria Specimen-Beispiel", "Suharti", "山田 見本", "สมชาย ตัวอย่าง")
    delegations = list(names_of(meeting, langs).values()) or [[gettext("Country")]]
    return [
        Face(names[n % len(names)], "", delegations[n % len(delegations)], capacity, capacity_labels(capacity, langs),
             gettext("specimen"), gettext("This badge opens nothing."))
        for n, capacity in enumerate(USUAL)
    ]  # fmt: skip
