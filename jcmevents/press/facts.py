"""Facts: what a release says in figures, dates, names and lists, computed from the data of its meeting.

A fact has a key; `{key}` in a text stands for it. The sources below compute its words in a house style. A manual
fact (`Fact` row) gives a number that no data hold; an override replaces the computed words and is shown as such.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from jcmevents.agenda.models import RecordRule, Session
from jcmevents.countries.models import HOST, Country
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import Delegations
from jcmevents.discussion.models import Theme
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.press.country_list import countries_in_order
from jcmevents.press.house import House
from jcmevents.press.models import Fact, Release
from jcmevents.press.speakers import named, opening_speakers
from jcmevents.proposals.models import Proposal
from jcmevents.record.attending import attending
from jcmevents.record.figures import Figures
from jcmevents.text import localized

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class FactUnknown(RuleBroken):
    """A text names a fact that this release does not have, or that cannot be computed yet."""


class Piece(NamedTuple):
    """A run of a text with its facts filled in; `key` names the fact it comes from."""

    words: str
    key: str = ""
    is_gap: bool = False


class Facts:
    """The facts of one release in one language, each computed at most once.

    With `gaps`, a fact that cannot be computed leaves a gap in the text that bears its key, instead of an error.
    They are written in the style of the release's first publisher, or of `house`.
    """

    def __init__(self, release: Release, lang: str, *, gaps: bool = False, house: str | None = None):
        self.release = release
        self.lang = lang
        self.gaps = gaps
        self.house = House.of(house or release.publisher, lang)
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
        if self.gaps and self.release.meeting is None:
            return []
        return list(db.session.scalars(Proposal.visible_to(None, self.meeting)))

    @cached_property
    def sessions(self) -> list[Session]:
        """Those on the record of which it was noted what was said."""
        if self.gaps and not self.release.meeting:
            return []
        on_record = Session.of_meeting(self.meeting).where(Session.record_rule == RecordRule.ON_RECORD)
        return [session for session in db.session.scalars(on_record) if session.summaries]

    def words(self, key: str) -> str:
        """What `{key}` stands for. Raises FactUnknown."""
        if key not in self._words:
            self._words[key] = self.override(key) or self.computed(key)
        return self._words[key]

    def override(self, key: str) -> str:
        """The words typed instead of those from the data, if any."""
        return (fact.overrides.get(self.lang) if (fact := self.release.fact(key)) else "") or ""

    def computed(self, key: str) -> str:
        """The words from the data or from the number entered by hand, whatever an override says."""
        fact = self.release.fact(key)
        if fact and fact.value is not None and fact.total is not None:
            return self.house.part_of_total(fact.value, fact.total, fact.counter)
        if fact and fact.value is not None:
            return self.house.count(fact.value, fact.counter, fact.qualifier)
        if source := SOURCES.get(key):
            return source.words(self)
        if fact or key in BY_HAND:
            raise FactUnknown(gettext("Enter the fact “%(key)s” on the page of facts first.", key=key))
        raise _no_such_fact(key)

    def require_known(self, text: str) -> None:
        """Refuse a text that names a fact which this release cannot have. Raises FactUnknown."""
        for key in PLACEHOLDER.findall(text):
            if not (key in SOURCES or key in BY_HAND or self.release.fact(key)):
                raise _no_such_fact(key)

    def pieces(self, text: str) -> Iterator[Piece]:
        """`text` with every `{key}` replaced. Nothing else in the text has a meaning. Raises FactUnknown."""
        end = 0
        for match in PLACEHOLDER.finditer(text):
            if match.start() > end:
                yield Piece(text[end : match.start()])
            yield self._piece(match.group(1))
            end = match.end()
        if end < len(text):
            yield Piece(text[end:])

    def _piece(self, key: str) -> Piece:
        try:
            return Piece(self.words(key), key)
        except FactUnknown:
            if not self.gaps:
                raise
            return Piece(f"[{key}]", key, is_gap=True)

    def filled(self, text: str) -> str:
        """The words of `pieces`."""
        return "".join(piece.words for piece in self.pieces(text))

    def manual(self, key: str) -> Fact:
        """What was entered by hand about the fact. Raises FactUnknown."""
        fact = self.release.fact(key)
        if fact is None:
            raise FactUnknown(gettext("Enter the fact “%(key)s” on the page of facts first.", key=key))
        return fact


def _no_such_fact(key: str) -> FactUnknown:
    return FactUnknown(gettext("There is no fact “%(key)s”. Please choose one from the list of facts.", key=key))


class Source(NamedTuple):
    """Where the words of a fact come from, and what the press office calls the fact."""

    label: Any  # a lazily translated text
    words: Callable[[Facts], str]


SOURCES: dict[str, Source] = {}
# Numbers that no data hold but that computed facts rest on.
BY_HAND = {"a6ip_countries": _l("countries in the A6IP"), "a6ip_institutions": _l("institutions in the A6IP")}


def computes(label: Any) -> Callable[[Callable[[Facts], str]], Callable[[Facts], str]]:
    """Register a source under its own name."""

    def register(words: Callable[[Facts], str]) -> Callable[[Facts], str]:
        SOURCES[words.__name__] = Source(label, words)
        return words

    return register


@computes(_l("date of the release"))
def release_date(facts: Facts) -> str:
    return facts.house.head_date(facts.release.released_on)


@computes(_l("title of the meeting"))
def meeting_title(facts: Facts) -> str:
    return localized(facts.meeting.titles, facts.lang)


@computes(_l("number of the meeting"))
def meeting_ordinal(facts: Facts) -> str:
    if facts.meeting.ordinal is None:
        raise FactUnknown(gettext("The meeting has no number. Enter it on the page of the meeting."))
    return facts.house.ordinal(facts.meeting.ordinal, "meeting")


@computes(_l("days of the meeting"))
def meeting_days(facts: Facts) -> str:
    return facts.house.days(facts.meeting.start_on, facts.meeting.end_on)


@computes(_l("city of the meeting"))
def meeting_city(facts: Facts) -> str:
    if not facts.meeting.cities:
        raise FactUnknown(gettext("The meeting has no city. Enter it on the page of the meeting."))
    return localized(facts.meeting.cities, facts.lang)


@computes(_l("partner countries on the first day"))
def partners_total(facts: Facts) -> str:
    return facts.house.count(len(facts.figures.partners), "countries")


@computes(_l("partner countries that took part"))
def partners_attending(facts: Facts) -> str:
    words = facts.house.count(len(facts.figures.partners_attending), "countries")
    return facts.house.with_online(words, len(facts.figures.partners_online_only))


@computes(_l("partner countries that took part, of all"))
def partners_attending_of_total(facts: Facts) -> str:
    figures = facts.figures
    words = facts.house.part_of_total(len(figures.partners_attending), len(figures.partners), "countries")
    return facts.house.with_online(words, len(figures.partners_online_only))


@computes(_l("participants, rounded"))
def participants(facts: Facts) -> str:
    """The counted people, rounded by the meeting's rule: 約90名."""
    qualifier = "exact" if facts.figures.rule.round_to == 1 else "about"
    return facts.house.count(facts.figures.participants_rounded, "people", qualifier)


@computes(_l("themes discussed"))
def themes(facts: Facts) -> str:
    noted = db.session.scalars(Theme.discussed_at(facts.meeting)).unique().all()
    if not noted:
        raise FactUnknown(gettext("No session of the meeting has a theme. Note the themes with the sessions."))
    return facts.house.listed([localized(theme.labels, facts.lang) for theme in noted], open_ended=True)


@computes(_l("speakers at the opening"))
def speakers(facts: Facts) -> str:
    people = [named(role, facts.house) for role in opening_speakers(facts.meeting)]
    if not people:
        raise FactUnknown(gettext("No ceremony on the agenda has a speaker. Enter the speakers there."))
    return facts.house.listed(people)


@computes(_l("countries and bodies that took part"))
def participants_list(facts: Facts) -> str:
    """Countries under their formal names, the host with its bodies in parentheses, then the other bodies."""
    countries = countries_in_order(facts.release, facts.house, facts.attending)
    named = [delegation.name(facts.lang, "formal") for delegation in countries]
    if facts.attending.host_bodies:
        named.append(_host_with_bodies(facts, facts.attending.host_bodies))
    named += [delegation.name(facts.lang) for delegation in facts.attending.others]
    if not named:
        raise FactUnknown(gettext("Nobody is marked as present yet. Mark the attendance first."))
    return facts.house.listed(named)


def _host_with_bodies(facts: Facts, bodies: tuple[Delegation, ...]) -> str:
    host = db.session.get_one(Country, HOST)  # these bodies are Japan's, wherever the meeting is held
    name = host.name(facts.lang, "formal", facts.meeting.start_on)
    return facts.house.bodies_of(name, [body.name(facts.lang) for body in bodies])


def _related(facts: Facts) -> Meeting:
    fact = facts.release.fact("related_meeting")
    if fact is None or fact.subject_meeting is None:
        raise FactUnknown(gettext("Choose the related meeting on the page of facts."))
    return fact.subject_meeting


@computes(_l("title of the related meeting"))
def related_meeting(facts: Facts) -> str:
    return localized(_related(facts).titles, facts.lang)


@computes(_l("number of the related meeting"))
def related_meeting_ordinal(facts: Facts) -> str:
    ordinal = _related(facts).ordinal
    if ordinal is None:
        raise FactUnknown(gettext("The related meeting has no number. Enter it on the page of that meeting."))
    return facts.house.ordinal(ordinal, "number")


@computes(_l("first day of the related meeting"))
def related_meeting_day(facts: Facts) -> str:
    return facts.house.day(_related(facts).start_on)


@computes(_l("members of the A6IP, as of a month"))
def a6ip_members(facts: Facts) -> str:
    """2025年3月現在、86カ国、200以上の機関: two facts entered by hand with the month they were true."""
    countries, institutions = facts.manual("a6ip_countries"), facts.manual("a6ip_institutions")
    known = [fact.as_of for fact in (countries, institutions) if fact.as_of]
    if not known:
        raise FactUnknown(gettext("Enter the day on which the number of A6IP members was true."))
    return facts.house.membership(min(known), facts.words(countries.key), facts.words(institutions.key))
