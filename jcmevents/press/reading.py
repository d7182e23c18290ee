"""What somebody reads of a release: its current edition, or of a draft the working text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort

from jcmevents.document import Document, Image
from jcmevents.press.composing import document_of
from jcmevents.press.editions import ReleaseEdition
from jcmevents.press.models import Release, reads_drafts
from jcmevents.press.notes import with_notes


@dataclass(frozen=True)
class Reading:
    """A release as it is read. Without an edition it is the working text, for the press office alone."""

    release: Release
    edition: ReleaseEdition | None
    langs: list[str]

    @classmethod
    def of(cls, release: Release, user: Any) -> Reading:
        """What `user` reads of `release`; 404 if that is nothing."""
        edition = ReleaseEdition.current(release)
        if edition is None and not reads_drafts(user):
            abort(404)
        return cls(release, edition, edition.langs if edition else [text.lang for text in release.texts])

    def language(self, *wished: str | None) -> str:
        """The first of `wished` that there is, else the release's first language; empty when there is no text."""
        return next((lang for lang in (*wished, *self.langs) if lang and lang in self.langs), "")

    def picture(self) -> Image | None:
        """The first picture of an edition, which stands for it where a link to it is shown."""
        blocks = self.edition.texts[0].document.blocks if self.edition else ()
        return next((block for block in blocks if isinstance(block, Image)), None)

    def document(self, lang: str, *, gaps: bool = False) -> Document:
        """The text in `lang`, an edition with the notes on what it corrects; `gaps` as in `document_of`."""
        if self.edition is None:
            return document_of(self.release, lang, gaps=gaps)
        return with_notes(self.edition, lang)
