"""Facts: what a release says in figures, dates, names and lists, computed from the data of its meeting.

A fact has a key; `{key}` in a text stands for it. The sources below compute its words in a house style. A manual
fact (`Fact` row) gives a number that no data hold; an override replaces the computed words and is shown as such.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from flask_babel import gettext

from jcmevents.countries.models import HOST, Country
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import Delegations
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.press.house import House
from jcmevents.press.models import Fact, Release
from jcmevents.proposals.models import Proposal, Theme
from jcmevents.record.attending import attending
from jcmevents.record.figures import Figures
from jcmevents.text import localized, written_date, written_range

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class FactUnknown(RuleBroken):
    """A text names a fact that this release does not have."""


class Facts:
    """The facts of one release in one language, each computed at most once."""

    def __init__(self, release: Release, lang: str):
        self.release = release
        self.lang = lang
        self.house = House.of(release.publisher, lang)
        self._words: dict[str, str] = {}

    @cached_property
    def meeting(self) -> Meeting:
        if self.release.meeting is None:
            raise FactUnknown(gettext("This release is about no meeting, so nothing can be computed from one."))
        return self.release.meeting

    @cached_property
    def figures(self) -> Figures:
        return Figures.of(self.meeting)

    @cached_property
    def attending(self) -> Delegations:
        return attending(self.meeting)

    @cached_property
    def proposals(self) -> list[Proposal]:
        return list(db.session.scalars(Proposal.visible_to(None, self.meeting)))

    def words(self, key: str) -> str:
        """What `{key}` stands for. Raises FactUnknown."""
        if key not in self._words:
            override = (fact := self.release.fact(key)) and fact.overrides.get(self.lang)
            self._words[key] = override or self.computed(key)
        return self._words[key]

    def computed(self, key: str) -> str:
        """The words from the data or from the number entered by hand, whatever an override says."""
        fact = self.release.fact(key)
        if fact and fact.value is not None:
            return self.house.count(fact.value, fact.counter, fact.qualifier)
        if source := SOURCES.get(key):
            return source(self)
        raise FactUnknown(gettext("There is no fact “%(key)s”. Please choose one from the list of facts.", key=key))

    def filled(self, text: str) -> str:
        """`text` with every `{key}` replaced. Nothing else in the text has a meaning. Raises FactUnknown."""
        return PLACEHOLDER.sub(lambda match: self.words(match.group(1)), text)

    def manual(self, key: str) -> Fact:
        fact = self.release.fact(key)
        if fact is None:
            raise FactUnknown(gettext("Enter the fact “%(key)s” on the page of facts first.", key=key))
        return fact


Source = Callable[[Facts], str]
SOURCES: dict[str, Source] = {}


def computes(source: Source) -> Source:
    """Register `source` under its own name."""
    SOURCES[source.__name__] = source
    return source


@computes
def release_date(facts: Facts) -> str:
    return facts.house.head_date(facts.release.released_on)


@computes
def meeting_ordinal(facts: Facts) -> str:
    if facts.meeting.ordinal is None:
        raise FactUnknown(gettext("The meeting has no number. Enter it on the page of the meeting."))
    return facts.house.ordinal(facts.meeting.ordinal, "meeting")


@computes
def meeting_days(facts: Facts) -> str:
    return written_range(facts.meeting.start_on, facts.meeting.end_on, facts.lang)


@computes
def meeting_city(facts: Facts) -> str:
    if not facts.meeting.cities:
        raise FactUnknown(gettext("The meeting has no city. Enter it on the page of the meeting."))
    return localized(facts.meeting.cities, facts.lang)


@computes
def partners_total(facts: Facts) -> str:
    """The partners on the first day of the meeting."""
    return facts.house.count(len(facts.figures.partners), "countries")


@computes
def partners_attending(facts: Facts) -> str:
    return facts.house.count(len(facts.figures.partners_attending), "countries")


@computes
def partners_attending_of_total(facts: Facts) -> str:
    figures = facts.figures
    return facts.house.part_of_total(len(figures.partners_attending), len(figures.partners), "countries")


@computes
def participants(facts: Facts) -> str:
    """The counted people, rounded by the meeting's rule: 約90名."""
    qualifier = "exact" if facts.figures.rule.round_to == 1 else "about"
    return facts.house.count(facts.figures.participants_rounded, "people", qualifier)


@computes
def themes(facts: Facts) -> str:
    noted = db.session.scalars(Theme.discussed_at(facts.meeting)).unique()
    return facts.house.listed([localized(theme.labels, facts.lang) for theme in noted], open_ended=True)


@computes
def participants_list(facts: Facts) -> str:
    """Countries under their formal names, the host with its bodies in parentheses, then the other bodies."""
    named = [delegation.name(facts.lang, "formal") for delegation in facts.attending.countries]
    if facts.attending.host_bodies:
        named.append(_host_with_bodies(facts, facts.attending.host_bodies))
    named += [delegation.name(facts.lang) for delegation in facts.attending.others]
    return facts.house.listed(named)


def _host_with_bodies(facts: Facts, bodies: tuple[Delegation, ...]) -> str:
    host = db.session.get_one(Country, HOST)  # these bodies are Japan's, wherever the meeting is held
    name = host.name(facts.lang, "formal", facts.meeting.start_on)
    return facts.house.bodies_of(name, [body.name(facts.lang) for body in bodies])


def _related(facts: Facts) -> Meeting:
    meeting = facts.manual("related_meeting").subject_meeting
    if meeting is None:
        raise FactUnknown(gettext("Choose the related meeting on the page of facts."))
    return meeting


@computes
def related_meeting_ordinal(facts: Facts) -> str:
    return facts.house.ordinal(_related(facts).ordinal or 0, "number")


@computes
def related_meeting_day(facts: Facts) -> str:
    return written_date(_related(facts).start_on, facts.lang)


@computes
def a6ip_members(facts: Facts) -> str:
    """2025年3月現在、86カ国、200以上の機関: two facts entered by hand with the month they were true."""
    countries, institutions = facts.manual("a6ip_countries"), facts.manual("a6ip_institutions")
    as_of = min(fact.as_of for fact in (countries, institutions) if fact.as_of)
    return facts.house.membership(as_of, facts.words(countries.key), facts.words(institutions.key))


@dataclass(frozen=True)
class ShownFact:
    """A fact as the press office sees it."""

    key: str
    computed: str  # empty when it cannot be computed
    fault: str  # why not
    override: str
    row: Fact | None


def shown(release: Release, lang: str) -> list[ShownFact]:
    """Every fact that can be named in a text of `release`, with its words in `lang`."""
    facts = Facts(release, lang)
    keys = [*SOURCES, *(fact.key for fact in release.facts if fact.is_manual)]
    return [_shown(facts, key) for key, _same in groupby(keys)]


def _shown(facts: Facts, key: str) -> ShownFact:
    row = facts.release.fact(key)
    override = (row.overrides.get(facts.lang) if row else "") or ""
    try:
        return ShownFact(key, facts.computed(key), "", override, row)
    except FactUnknown as unknown:
        return ShownFact(key, "", str(unknown), override, row)
