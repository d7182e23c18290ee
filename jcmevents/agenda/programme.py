"""The agenda of a meeting as it is told: what the page, the PDF, the calendar and the data file all show.

Values, no rows: what is not in here cannot be shown. `drafting` makes them from the rows, and `told_to` takes out what
a reader may not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from babel import Locale
from babel.dates import format_skeleton
from flask_babel import format_date, get_locale, gettext

from jcmevents.agenda.kinds import INTERVALS, Audience, Duty, Kind, RecordRule
from jcmevents.agenda.materials import Medium
from jcmevents.agenda.walltime import zone_label
from jcmevents.text import localized, written_date

Texts = dict[str, str]


@dataclass(frozen=True)
class Person:
    """Somebody with a part in the programme."""

    duty: Duty
    names: Texts
    affiliations: Texts
    on_behalf_of: Texts
    is_online: bool = False

    @property
    def described(self) -> str:
        """Name and affiliation in one line, as programmes print them."""
        body = localized(self.on_behalf_of)
        behalf = gettext("on behalf of %(body)s", body=body) if body else ""
        line = ", ".join(filter(None, (localized(self.names), localized(self.affiliations), behalf)))
        if not self.is_online:
            return line
        online = gettext("Online")
        return f"{line} ({online})"


@dataclass(frozen=True)
class Handout:
    """A material: its row has the file or the link."""

    id: int
    kind: str
    titles: Texts
    lang: str
    audience: Audience

    @property
    def title(self) -> str:
        return localized(self.titles)

    @property
    def particulars(self) -> str:
        """Kind and language, and who may see it where that is not everybody."""
        language = Locale.parse(self.lang).get_display_name(get_locale()) or self.lang
        audience = "" if self.audience == Audience.PUBLIC else gettext("for %(circle)s", circle=self.audience.label)
        return " · ".join(filter(None, (Medium(self.kind).label, language, audience)))


@dataclass(frozen=True)
class Entry:
    """What sessions and items have in common. Times are in the zone of the meeting."""

    id: int
    kind: str
    titles: Texts
    abstracts: Texts
    questions: Texts
    starts_at: datetime | None
    ends_at: datetime | None
    people: tuple[Person, ...]
    materials: tuple[Handout, ...]

    @property
    def title(self) -> str:
        return localized(self.titles)

    @property
    def is_interval(self) -> bool:
        return self.kind in INTERVALS

    @property
    def starts(self) -> str:
        """On the wall: 09:30, or nothing."""
        return wall(self.starts_at)

    @property
    def ends(self) -> str:
        return wall(self.ends_at)

    @property
    def span(self) -> str:
        return span(self.starts_at, self.ends_at)

    def of(self, *duties: Duty) -> list[Person]:
        """Those with one of these duties, in their order."""
        return [person for person in self.people if person.duty in duties]

    @property
    def speakers(self) -> list[Person]:
        return self.of(Duty.SPEAKER, Duty.PANELIST)


@dataclass(frozen=True)
class ProgrammeItem(Entry):
    """An item of a session. `minutes` is None where it lasts until the next one."""

    minutes: int | None


@dataclass(frozen=True)
class ProgrammeSession(Entry):
    """A session. `sequence` counts what calendars have to take over.

    Of a programme that is held several times, `run` names the one it belongs to, for people in `run_zone`.
    """

    starts_at: datetime
    uid: str
    sequence: int
    held_on: date
    code: str
    room: Texts
    record_rule: RecordRule
    summaries: Texts
    items: tuple[ProgrammeItem, ...]
    key_points: tuple[Texts, ...] = ()
    run: Texts = field(default_factory=dict)
    run_zone: str = ""

    @property
    def zone_label(self) -> str:
        return zone_label(self.starts_at)

    def told_to(self, audience: Audience) -> ProgrammeSession:
        """The session as far as its record rule lets it be told.

        Under the Chatham House Rule outsiders learn no names; of a closed session they learn title, time and place,
        and nobody reads here what was said in it.
        """
        told = replace(_open_to(self, audience), items=tuple(_open_to(item, audience) for item in self.items))
        if self.record_rule == RecordRule.CLOSED:
            told = replace(told, summaries={}, key_points=())
        if audience > Audience.PUBLIC or self.record_rule == RecordRule.ON_RECORD:
            return told
        if self.record_rule == RecordRule.CLOSED:
            return replace(_nameless(told), abstracts={}, questions={}, items=())
        return replace(_nameless(told), items=tuple(_nameless(item) for item in told.items))

    @property
    def particulars(self) -> str:
        """Run, number, kind, moderators and, when it is not on the record, the rule: one line below the title."""
        number = gettext("Session %(code)s", code=self.code) if self.code else ""
        named = [_named(gettext("Moderator: %(name)s"), self.of(Duty.MODERATOR))]
        named.append(_named(gettext("Rapporteur: %(name)s"), self.of(Duty.RAPPORTEUR)))
        kind = "" if self.is_interval else Kind(self.kind).label
        rule = "" if self.record_rule == RecordRule.ON_RECORD else self.record_rule.label
        line = " · ".join(filter(None, (localized(self.run), number, kind, *named, rule)))
        return line[:1].upper() + line[1:]


def _named(pattern: str, people: list[Person]) -> str:
    return pattern % {"name": "; ".join(person.described for person in people)} if people else ""


def _open_to(entry: Any, audience: Audience) -> Any:
    return replace(entry, materials=tuple(each for each in entry.materials if each.audience <= audience))


def _nameless(entry: Any) -> Any:
    """Without the names of people; what they handed out bears them too."""
    return replace(entry, people=(), materials=())


@dataclass(frozen=True)
class ProgrammeDay:
    """A day of the meeting, with its sessions in the order of the clock."""

    held_on: date
    sessions: tuple[ProgrammeSession, ...] = ()
    zones: tuple[str, ...] = ()  # more than one where clocks are changed between two sessions

    def title(self, lang: str) -> str:
        return day_title(self.held_on, lang)

    def zone_of(self, session: ProgrammeSession) -> str:
        """The zone that stands beside the session's times where the clocks are changed on the day, else nothing."""
        return session.zone_label if len(self.zones) > 1 else ""

    @property
    def short_title(self) -> str:
        return format_skeleton("Ed", self.held_on, locale=get_locale())


@dataclass(frozen=True)
class Programme:
    """The days of a meeting, and what heads a programme."""

    slug: str
    titles: Texts
    zone: str
    venues: Texts
    cities: Texts
    is_demonstration: bool
    leaders: tuple[Person, ...]
    days: tuple[ProgrammeDay, ...]
    cancelled: tuple[ProgrammeSession, ...] = ()  # so that calendars take them away

    @property
    def sessions(self) -> tuple[ProgrammeSession, ...]:
        return tuple(session for day in self.days for session in day.sessions)

    @property
    def rooms(self) -> tuple[Texts, ...]:
        """The rooms in which something happens, in the order of the clock."""
        found = {room_key(session.room): session.room for session in self.sessions if session.room}
        return tuple(found.values())

    @property
    def runs(self) -> tuple[Texts, ...]:
        """The times that the programme is held, in the order of the clock; none where it is held once."""
        return tuple({room_key(session.run): session.run for session in self.sessions if session.run}.values())

    @property
    def material_ids(self) -> set[int]:
        entries = (entry for session in self.sessions for entry in (session, *session.items))
        return {material.id for entry in entries for material in entry.materials}

    @property
    def places(self) -> list[str]:
        """Venue and city, as far as they are known."""
        return [place for place in (localized(self.venues), localized(self.cities)) if place]

    @property
    def led_by(self) -> str:
        return _named(gettext("Master of ceremonies: %(name)s"), list(self.leaders))

    def told_to(self, audience: Audience) -> Programme:
        """The programme as `audience` may read it."""
        return self.with_sessions(lambda session: session.told_to(audience))

    def only(self, wanted: Callable[[ProgrammeSession], bool]) -> Programme:
        """The sessions that are wanted, and of the days those on which there are any; all days where there are none."""
        days = tuple(replace(day, sessions=tuple(filter(wanted, day.sessions))) for day in self.days)
        busy = tuple(day for day in days if day.sessions)
        return replace(self, days=busy or days, cancelled=tuple(filter(wanted, self.cancelled)))

    def with_sessions(self, changed: Callable[[ProgrammeSession], ProgrammeSession]) -> Programme:
        """The programme with every session as `changed` makes it."""
        days = (replace(day, sessions=tuple(map(changed, day.sessions))) for day in self.days)
        return replace(self, days=tuple(days), cancelled=tuple(map(changed, self.cancelled)))


def room_key(room: Texts) -> str:
    """What a room (or a run) goes by in addresses, in whatever language they are read."""
    return localized(room, "en")


def day_title(held_on: date, lang: str) -> str:
    weekday = format_date(held_on, "EEE", rebase=False)
    return gettext("%(date)s (%(weekday)s)", date=written_date(held_on, lang), weekday=weekday)


def day_of(held_on: date, sessions: Iterable[ProgrammeSession], noon: datetime) -> ProgrammeDay:
    """The day with those of `sessions` that are held on it; `noon` names the zone of an empty day."""
    of_day = tuple(session for session in sessions if session.held_on == held_on)
    zones = [session.zone_label for session in of_day] or [zone_label(noon)]
    return ProgrammeDay(held_on, of_day, tuple(dict.fromkeys(zones)))


def wall(moment: time | datetime | None) -> str:
    """09:30, or nothing."""
    return f"{moment:%H:%M}" if moment else ""


def span(start: time | datetime | None, end: time | datetime | None = None) -> str:
    """09:30–11:00, or as much of it as is known."""
    return "\N{EN DASH}".join(filter(None, (wall(start), wall(end)))) if start else ""
