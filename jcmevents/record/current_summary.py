"""The summary as it is at the moment, as a file; where it is long the worker prints it, and nobody waits for a page."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from jcmevents import clock, downloads
from jcmevents.accounts.models import User
from jcmevents.document import Document, kept, media_type, render, rendered
from jcmevents.document.side_by_side import side_by_side
from jcmevents.downloads import Download
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.record.choices import SummaryChoices
from jcmevents.record.freezing import languages_of
from jcmevents.record.proceedings import Proceedings
from jcmevents.record.short_summary import in_language, short_document
from jcmevents.record.summary import summary_document
from jcmevents.text import current_language

KIND = "summary"
AT_ONCE = ("json", "txt")  # however long it is
MOST_AT_ONCE = 20  # proposals: about ten pages, two seconds


class Form(enum.StrEnum):
    """How much of it, and in how many languages."""

    LONG = "long"
    SHORT = "short"
    BOTH = "both"

    @classmethod
    def named(cls, name: str | None) -> Form:
        """That of an address; the long one where it names none that there is."""
        return cls(name) if name in set(cls) else cls.LONG


@dataclass(frozen=True)
class CurrentSummary:
    """The summary in the reader's language, as `format` (pdf, docx), with or without the people who took part.

    In the form BOTH it is in the first two languages of the meeting, side by side, whatever the reader's.
    """

    meeting: Meeting
    format: str
    names_people: bool = False
    form: Form = Form.LONG

    @cached_property
    def proceedings(self) -> Proceedings:
        return Proceedings.of(self.meeting, self._choices)

    @cached_property
    def document(self) -> Document:
        if self.form == Form.SHORT:
            return short_document(self.meeting, self.proceedings, clock.now(), self._choices)
        if len(self.languages) == 2:
            return side_by_side(
                *(in_language(lang, self.meeting, clock.now(), self._choices)[0] for lang in self.languages)
            )
        return summary_document(
            self.meeting,
            self.proceedings,
            clock.now(),
            choices=self._choices,
            with_participants=self.names_people,
        )

    @cached_property
    def languages(self) -> list[str]:
        """In which it stands: one, or two side by side."""
        return languages_of(self.meeting)[:2] if self.form == Form.BOTH else [current_language()]

    @property
    def _choices(self) -> SummaryChoices:
        return SummaryChoices.of(self.meeting).without_people()

    @property
    def is_long(self) -> bool:
        """Whether the worker should make the file."""
        return self.proposals > MOST_AT_ONCE and self.form != Form.SHORT

    @property
    def proposals(self) -> int:
        """How many it tells of."""
        return sum(1 for _each in self.proceedings.proposals)

    @property
    def at_hand(self) -> bytes | None:
        """The file if nobody has to wait for it: it has been made before, or is short."""
        if not self.is_long or self.format in AT_ONCE:
            return self.made()
        return None if self.names_people else kept(self.document, self.format)

    def made(self) -> bytes:
        """What names people is not kept for the next reader."""
        return render(self.document, self.format) if self.names_people else rendered(self.document, self.format)

    @property
    def name(self) -> str:
        name = "outline" if self.form == Form.SHORT else "summary"
        return f"{self.meeting.slug}-{name}.{'-'.join(self.languages)}.{self.format}"

    def request(self, *, by: User, at: datetime) -> Download:
        """Have the worker make the file for `by`."""
        asked = {"format": self.format, "names_people": self.names_people, "form": self.form.value}
        arguments = {"meeting_id": self.meeting.id, **asked}
        return Download.request(KIND, arguments, name=self.name, lang=current_language(), by=by, at=at)


@downloads.makes(KIND)
def _made_by_worker(arguments: dict[str, Any], _lang: str, report: Callable[[int, int], None]) -> tuple[bytes, str]:
    meeting = db.session.get_one(Meeting, arguments["meeting_id"])
    form = Form.named(arguments.get("form"))
    asked = CurrentSummary(meeting, arguments["format"], arguments["names_people"], form)
    report(0, asked.proposals)  # told at once, so that the page knows how long the summary is
    content = asked.made()
    report(asked.proposals, asked.proposals)
    return content, media_type(asked.format)
