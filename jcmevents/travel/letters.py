"""What the letters for a visa say, in Japanese and English. The words are in letters.yaml."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _l

from jcmevents.countries.models import Country
from jcmevents.document import Block, Document, Heading, KeyValues, ListBlock, Paragraph, Strong, Table
from jcmevents.meetings.models import Meeting
from jcmevents.text import localized, written_date, written_range
from jcmevents.travel.passports import Passport
from jcmevents.travel.signatory import Signatory
from jcmevents.travel.visa import VisaRequest


class LetterKind(enum.StrEnum):
    INVITATION = "invitation"
    GUARANTEE = "guarantee"
    SCHEDULE = "schedule"
    APPLICANTS = "applicants"

    @property
    def label(self) -> str:
        return str(KIND_LABELS[self])


KIND_LABELS = {
    LetterKind.INVITATION: _l("invitation letter"),
    LetterKind.GUARANTEE: _l("letter of guarantee"),
    LetterKind.SCHEDULE: _l("schedule of stay"),
    LetterKind.APPLICANTS: _l("list of applicants"),
}


@dataclass(frozen=True)
class Applicant:
    """A person as the embassy is told of him."""

    request: VisaRequest
    passport: Passport

    @property
    def name(self) -> str:
        return self.request.registration.full_name

    @property
    def position(self) -> str:
        registration = self.request.registration
        return ", ".join(filter(None, (registration.function, registration.unit)))


@dataclass(frozen=True)
class Head:
    """What a letter bears beside its text; `contact` names the member of staff who answers questions."""

    number: str
    on: date
    contact: Sequence[str]
    signatory: Signatory


def letter(kind: str, applicants: Sequence[Applicant], head: Head, lang: str) -> Document:
    """The letter about `applicants`, who take part in one meeting and ask in one country. One, but for the list."""
    with force_locale(lang):
        return _Letter(applicants, head, lang).document(LetterKind(kind))


@cache
def _words(lang: str) -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))[lang]
    return words


class _Letter:
    """One letter in the making."""

    def __init__(self, applicants: Sequence[Applicant], head: Head, lang: str):
        self.applicants, self.applicant, self.head, self.lang = applicants, applicants[0], head, lang
        self.request = self.applicant.request
        self.meeting: Meeting = self.request.registration.meeting
        self.words = _words(lang)
        self.countries = Country.names(lang)

    def document(self, kind: LetterKind) -> Document:
        bodies: dict[LetterKind, Callable[[dict[str, Any]], Iterator[Block]]] = {
            LetterKind.INVITATION: self._invitation,
            LetterKind.GUARANTEE: self._guarantee,
            LetterKind.SCHEDULE: self._schedule,
            LetterKind.APPLICANTS: self._list,
        }
        title = self.words["titles"][kind]
        return Document(
            title=title,
            lang=self.lang,
            blocks=[*self._opening(title), *bodies[kind](self.words[kind]), *self._closing(self.words[kind])],
            kind="letter",
            author=self.words["center"],
            created=self.head.on,
            notice=gettext("Demonstration data") if self.meeting.is_demonstration else "",
            orientation="landscape" if kind == LetterKind.APPLICANTS else "portrait",
        )

    def _opening(self, title: str) -> Iterator[Block]:
        yield Paragraph([Strong(self.words["center"]), f"\n{self.words['host']}"], role="issuer")
        yield Paragraph(self._filled(self.words["number"], number=self.head.number), role="number")
        yield Paragraph(self._day(self.head.on), role="date")
        yield Paragraph(self._filled(self.words["addressee"], country=self._country(self.request.applies_in)))
        yield Heading(title, 1)

    def _closing(self, words: dict[str, Any]) -> Iterator[Block]:
        signatory, lang = self.head.signatory, self.lang
        yield Paragraph(words.get("closing", self.words["closing"]), role="closing")
        signed_for = f"{self.words['center']}\n{self.words['host']}"
        reached = (signatory.addresses.get(lang, ""), signatory.phone, ", ".join(self.head.contact))
        signed = (signed_for, *reached, signatory.signature(lang), "")
        yield KeyValues(list(zip(self.words["signature_lines"], signed, strict=True)))

    def _invitation(self, words: dict[str, Any]) -> Iterator[Block]:
        funded = self.request.registration.funded
        delegation = self.request.registration.delegation.name(self.lang)
        yield Paragraph(words["lead"])
        yield KeyValues(
            [
                (words["purpose"], self._filled(words["purpose_words"])),
                (words["background"], self._filled(words["background_words"], delegation=delegation)),
                (self.words["stay"], self._stay()),
                (words["relation"], words["relation_words"]),
                (words["expenses"], words["funded" if funded else "unfunded"]),
            ]
        )
        yield from self._particulars()

    def _guarantee(self, words: dict[str, Any]) -> Iterator[Block]:
        yield Paragraph(words["lead"])
        yield ListBlock(words["items"], ordered=True)
        yield from self._particulars()

    def _schedule(self, words: dict[str, Any]) -> Iterator[Block]:
        yield Paragraph(words["lead"])
        yield KeyValues([*self._who(), (self.words["stay"], self._stay())])
        yield Table(words["heads"], list(self._days(words)), widths=[25, 30, 25, 20])

    def _days(self, words: dict[str, Any]) -> Iterator[tuple[str, ...]]:
        """A row for each day from arrival to departure."""
        request, lodging = self.request, self.request.lodging or words["untold"]
        for n in range((request.leaves_on - request.arrives_on).days + 1):
            day = request.arrives_on + timedelta(days=n)
            doings, place = self._doings(day, words)
            last = day == request.leaves_on
            yield self._day(day), doings, place, "" if last else words["same"] if n else lodging

    def _doings(self, day: date, words: dict[str, Any]) -> tuple[str, str]:
        held = day in {each.held_on for each in self.meeting.days}
        doings = [words["arrival"]] if day == self.request.arrives_on else []
        if held:
            doings.append(localized(self.meeting.titles, self.lang))
        if day == self.request.leaves_on:
            doings.append(words["departure"])
        place = self._place() if day == self._first_meeting_day() else words["same"]
        return "\n".join(doings or [words["other"]]), place if held else ""

    def _first_meeting_day(self) -> date:
        """Of the days spent in the country."""
        return max(self.meeting.start_on, self.request.arrives_on)

    def _list(self, words: dict[str, Any]) -> Iterator[Block]:
        yield Paragraph(self._filled(words["lead"], count=len(self.applicants)))
        rows = [self._row(n, applicant) for n, applicant in enumerate(self.applicants, 1)]
        yield Table(words["heads"], rows, widths=[5, 10, 25, 10, 15, 20, 15], header_column=2)

    def _row(self, number: int, applicant: Applicant) -> tuple[str, ...]:
        passport = applicant.passport
        sex, position = self.words["sex"][passport.sex], applicant.position or self.words["untold"]
        country = self._country(passport.nationality)
        return str(number), country, applicant.name, sex, self._day(passport.born_on), position, passport.number

    def _particulars(self) -> Iterator[Block]:
        passport, labels = self.applicant.passport, self.words["labels"]
        yield Heading(self.words["applicant"])
        yield KeyValues(
            [
                *self._who(),
                (labels["number"], f"{passport.number} ({self.words['kind'][passport.kind]})"),
                (labels["issued"], f"{self._day(passport.issued_on)} ({self._country(passport.issuing_country)})"),
                (labels["expires_on"], self._day(passport.expires_on)),
            ]
        )

    def _who(self) -> Iterable[tuple[str, str]]:
        passport, labels = self.applicant.passport, self.words["labels"]
        return (
            (labels["nationality"], self._country(passport.nationality)),
            (labels["name"], self.applicant.name),
            (labels["sex"], self.words["sex"][passport.sex]),
            (labels["born_on"], self._day(passport.born_on)),
            (labels["position"], self.applicant.position or self.words["untold"]),
        )

    def _stay(self) -> str:
        start, end = self.request.arrives_on, self.request.leaves_on
        return self._filled(
            self.words["stay_words"], days=written_range(start, end, self.lang), nights=(end - start).days
        )

    def _filled(self, pattern: str, **values: Any) -> str:
        meeting = localized(self.meeting.titles, self.lang)
        days = written_range(self.meeting.start_on, self.meeting.end_on, self.lang)
        return pattern.format_map({"meeting": meeting, "days": days, "place": self._place()} | values)

    def _place(self) -> str:
        """From the small to the large, in Japanese the other way round."""
        places = [localized(texts, self.lang) for texts in (self.meeting.venues, self.meeting.cities)]
        told = " ".join(reversed(places)) if self.lang == "ja" else ", ".join(filter(None, places))
        return told.strip() or self._country(self.meeting.country_iso2)

    def _country(self, code: str | None) -> str:
        return self.countries.get(code or "", "")

    def _day(self, day: date) -> str:
        return written_date(day, self.lang)
