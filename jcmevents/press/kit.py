"""The press kit of a release: all its files, the pictures with their captions, the facts, the people who may be named.

It is put together when somebody asks: who has withdrawn the consent to be named is in no kit from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask_babel import force_locale, gettext

from jcmevents.document import FORMATS, Document, Image, rendered
from jcmevents.document.runs import flat
from jcmevents.meetings.models import Meeting
from jcmevents.press.editions import ReleaseEdition
from jcmevents.press.notes import with_notes
from jcmevents.record.attending import Stage
from jcmevents.record.participants import ParticipantList, Readers
from jcmevents.sheet import as_csv

MEDIA_TYPE = "application/zip"
ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


def press_kit(edition: ReleaseEdition, meeting: Meeting | None) -> bytes:
    """The kit as a ZIP file, the same bytes as long as its contents are the same.

    `meeting`: the one the release is about, if everybody may see it.
    """
    at = edition.opens_locally or edition.frozen_at
    documents = {lang: with_notes(edition, lang) for lang in edition.langs}
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as kit:
        for name, content in _contents(edition, documents, meeting):
            kit.writestr(ZipInfo(name, _stamp(at)), content, ZIP_DEFLATED)
    return file.getvalue()


def _stamp(at: datetime) -> tuple[int, int, int, int, int, int]:
    return (at.year, at.month, at.day, at.hour, at.minute, at.second)


def _contents(
    edition: ReleaseEdition, documents: dict[str, Document], meeting: Meeting | None
) -> Iterator[tuple[str, bytes]]:
    slug = edition.release.slug
    for lang, document in documents.items():
        with force_locale(lang):
            for format in FORMATS:
                yield f"{slug}-{lang}.{format}", rendered(document, format)
    yield from _pictures(documents)
    yield "facts.csv", as_csv(("fact", *edition.langs), _facts(edition))
    if meeting and meeting.participants_public:
        yield "participants.csv", _participants(meeting)


def _pictures(documents: dict[str, Document]) -> Iterator[tuple[str, bytes]]:
    """Each picture once, whatever languages show it, and a list of what is said of it in each."""
    names: dict[bytes, str] = {}
    rows: list[tuple[str, ...]] = []
    for lang, document in documents.items():
        for picture in (block for block in document.blocks if isinstance(block, Image)):
            name = f"pictures/{len(names) + 1:02}.{ENDINGS[picture.media_type]}"
            if picture.data not in names:
                yield name, picture.data
            rows.append((names.setdefault(picture.data, name), lang, flat(picture.caption), picture.alt))
    if rows:
        yield "pictures/captions.csv", as_csv(("file", "lang", "caption and credit", "description"), rows)


def _facts(edition: ReleaseEdition) -> Iterable[tuple[str, ...]]:
    """What each fact says in each language, as it was checked and frozen."""
    return ((key, *(words.get(lang, "") for lang in edition.langs)) for key, words in edition.facts)


def _participants(meeting: Meeting) -> bytes:
    """Everybody who has consented to be named to the public; of the others a number."""
    rows: list[tuple[str, ...]] = []
    with force_locale("en"):
        for part, entries in ParticipantList.of(meeting, Stage.FINAL).parts:
            for entry in entries:
                head = (part.label, entry.delegation.name(form="formal"))
                named = entry.named(Readers.PUBLIC)
                rows += [(*head, person.full, person.function, person.unit) for person in named]
                if further := entry.further(Readers.PUBLIC):
                    rows.append((*head, gettext("(%(n)s not named)", n=further), "", ""))
    return as_csv(("part", "delegation", "name", "function", "unit"), rows)
