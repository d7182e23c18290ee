"""Releases as they are listed: by their titles, in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, lazyload

from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.press.blocks import Kind
from jcmevents.press.editions import EditionText, ReleaseEdition
from jcmevents.press.facts import Facts
from jcmevents.press.models import Release
from jcmevents.press.texts import ReleaseText, TextBlock

SHOWN = (Kind.LABEL, Kind.TITLE, Kind.LEAD)
Words = dict[str, str]  # text by kind of block


@dataclass(frozen=True)
class Headline:
    """A release in a list, in one language; a draft without texts shows its address.

    `edition`: the number of what the public reads, `updated`: since when; both None for a draft.
    """

    release: Release
    lang: str
    title: str
    label: str
    lead: str
    edition: int | None = None
    updated: datetime | None = None


def listed(query: Select[Release]) -> Select[Release]:
    """`query` prepared for `headlines`: without the texts, of which a list shows only the beginning."""
    return query.options(joinedload(Release.meeting), lazyload(Release.texts))


def of_meeting(query: Select[Release], meeting: Meeting) -> Select[Release]:
    return query.where(Release.meeting_id == meeting.id)


def in_language(query: Select[Release], lang: str) -> Select[Release]:
    """Those of `query` that the public can read in `lang`."""
    written = (
        select(ReleaseEdition.release_id).join(EditionText).where(ReleaseEdition.is_current(), EditionText.lang == lang)
    )
    return query.where(Release.id.in_(written))


def headlines(releases: Iterable[Release], lang: str) -> list[Headline]:
    """The headline of each release in `lang`, or in another language where it has no text in `lang`.

    It is that of the edition the public reads; of a release that is not out yet, that of the working text. Two queries
    for all words; facts named in working texts may take more, those about the meeting itself do not.
    """
    releases = list(releases)
    out = _editions([release.id for release in releases])
    words = _words([release for release in releases if release.id not in out])
    return [
        _of_edition(each, lang, out[each.id]) if each.id in out else _headline(each, lang, words[each.id])
        for each in releases
    ]


def _editions(ids: list[int]) -> dict[int, dict[str, Any]]:
    """Of each release that is out, by its id: the beginning of its current edition per language."""
    query = (
        select(
            ReleaseEdition.release_id,
            ReleaseEdition.number,
            ReleaseEdition.opens_at,
            *(EditionText.lang, EditionText.title, EditionText.label, EditionText.lead),
        )
        .join(EditionText)
        .where(ReleaseEdition.release_id.in_(ids), ReleaseEdition.is_current())
        .order_by(EditionText.lang)
    )
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in db.session.execute(query):
        found[row.release_id][row.lang] = row
    return found


def _of_edition(release: Release, lang: str, by_lang: dict[str, Any]) -> Headline:
    row = by_lang.get(lang) or next(iter(by_lang.values()))
    return Headline(release, row.lang, row.title, row.label, row.lead, row.number, row.opens_at)


def _words(releases: list[Release]) -> dict[int, dict[str, Words]]:
    """Of each release by its id: the words of the working text per language."""
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
