"""Releases as they are listed: by their titles, in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, lazyload

from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.press.blocks import Kind
from jcmevents.press.facts import Facts
from jcmevents.press.models import Release
from jcmevents.press.texts import ReleaseText, TextBlock

SHOWN = (Kind.LABEL, Kind.TITLE, Kind.LEAD)
Words = dict[str, str]  # text by kind of block


@dataclass(frozen=True)
class Headline:
    """A release in a list, in one language; a draft without texts shows its address."""

    release: Release
    lang: str
    title: str
    label: str
    lead: str


def listed(query: Select[Release]) -> Select[Release]:
    """`query` prepared for `headlines`: without the texts, of which a list shows only the beginning."""
    return query.options(joinedload(Release.meeting), lazyload(Release.texts))


def of_meeting(query: Select[Release], meeting: Meeting) -> Select[Release]:
    return query.where(Release.meeting_id == meeting.id)


def headlines(releases: Iterable[Release], lang: str) -> list[Headline]:
    """The headline of each release in `lang`, or in another language where it has no text in `lang`.

    One query for all words; facts named in them may take more, those about the meeting itself do not.
    """
    releases = list(releases)
    words = _words(releases)
    return [_headline(release, lang, words[release.id]) for release in releases]


def _words(releases: list[Release]) -> dict[int, dict[str, Words]]:
    """Of each release by its id: the words per language."""
    query = (
        select(ReleaseText.release_id, ReleaseText.lang, TextBlock.kind, TextBlock.text)
        .join(TextBlock, TextBlock.text_id == ReleaseText.id)
        .where(ReleaseText.release_id.in_([release.id for release in releases]), TextBlock.kind.in_(SHOWN))
        .order_by(ReleaseText.lang, TextBlock.position)
    )
    words: dict[int, dict[str, Words]] = defaultdict(dict)
    for release_id, lang, kind, text in db.session.execute(query):
        words[release_id].setdefault(lang, {}).setdefault(kind, text)
    return words


def _headline(release: Release, lang: str, by_lang: dict[str, Words]) -> Headline:
    lang = lang if lang in by_lang else next(iter(by_lang), lang)
    facts, words = Facts(release, lang, gaps=True), by_lang.get(lang, {})
    title, label, lead = (facts.filled(words.get(kind, "")) for kind in (Kind.TITLE, Kind.LABEL, Kind.LEAD))
    return Headline(release, lang, title or release.slug, label, lead)
