"""The notes an edition carries: what it corrects, and that a newer one has taken its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask_babel import force_locale, gettext

from jcmevents.document import Block, Box, Document, Heading, KeyValues, Paragraph
from jcmevents.press.editions import EditionText, ReleaseEdition
from jcmevents.text import localized, written_date


def with_notes(edition: ReleaseEdition, lang: str, *, newer: ReleaseEdition | None = None) -> Document:
    """The edition in `lang` with a note for each correction that led to it, the newest first.

    With `newer`, the edition that is read today, it says on every page that it is no longer the text.
    """
    text = edition.text_in(lang)
    if text is None:
        raise KeyError(lang)
    document = text.document
    with force_locale(lang):
        notes = [note for each in _line(edition) if (note := _correction(each, lang))]
        if newer:
            superseded = _superseded(newer, lang)
            notes.insert(0, Box([Paragraph(superseded)]))
            document = replace(document, notice=superseded)
    return replace(document, blocks=(*notes, *document.blocks))


def day_of(edition: ReleaseEdition, lang: str) -> str:
    """The day on which the edition came out, by the clock of the zone chosen for it."""
    moment = edition.opens_locally
    return written_date(moment.date(), lang) if moment else ""


def _line(edition: ReleaseEdition) -> list[ReleaseEdition]:
    """The edition and those before it, the newest first."""
    numbered = [each for each in edition.release.editions if each.number and each.number <= (edition.number or 0)]
    return sorted(numbered or [edition], key=lambda each: each.number or 0, reverse=True)


def _correction(edition: ReleaseEdition, lang: str) -> Box | None:
    text = edition.text_in(lang)
    if text is None or not text.changed:
        return None
    return Box(
        [
            Heading(_heading(edition, lang), 2, f"correction-{edition.number or 0}"),
            *_reasons(edition, lang),
            *_wordings(text),
        ]
    )


def _heading(edition: ReleaseEdition, lang: str) -> str:
    day = day_of(edition, lang)
    return gettext("Correction of %(day)s", day=day) if day else gettext("Correction")


def _reasons(edition: ReleaseEdition, lang: str) -> Iterator[Block]:
    if reason := localized(edition.corrects, lang):
        yield Paragraph(reason)


def _wordings(text: EditionText) -> Iterator[Block]:
    """Each passage as it was and as it is."""
    for change in text.changes:
        pairs = ((gettext("Before"), change.old), (gettext("Now"), change.new))
        yield KeyValues([(name, words or gettext("(nothing)")) for name, words in pairs])


def _superseded(newer: ReleaseEdition, lang: str) -> str:
    day = day_of(newer, lang)
    return gettext("This text was replaced by edition %(number)s of %(day)s.", number=newer.number, day=day)
