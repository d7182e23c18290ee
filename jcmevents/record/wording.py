"""How the documents of a meeting say its particulars: place, organizer, and texts that a language lacks."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext

from jcmevents.delegations.models import Delegation
from jcmevents.document import Paragraph, Text
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Mode
from jcmevents.organizations.models import Kind, Organization
from jcmevents.text import current_language, joined, localized, written_range


def particulars(meeting: Meeting, title: str, at: datetime) -> dict[str, Any]:
    """What every document of the meeting bears, as arguments of `Document`. `at` is the instant it is made."""
    lang = current_language()
    return {
        "title": title,
        "lang": lang,
        "subtitle": "\n".join(filter(None, [written_range(meeting.start_on, meeting.end_on, lang), place(meeting)])),
        "author": organizer(meeting),
        "created": at.astimezone(meeting.tz).date(),
        "running_head": localized(meeting.titles),
        "notice": demonstration_notice(meeting),
    }


def demonstration_notice(meeting: Meeting) -> str:
    return gettext("Demonstration data: persons and details invented") if meeting.is_demonstration else ""


def place(meeting: Meeting) -> str:
    """City and country, as far as they are known: Tokyo, Japan."""
    lang = current_language()
    country = meeting.country.name(lang) if meeting.country else ""
    return joined(filter(None, [localized(meeting.cities, lang), country]), lang)


def organizer(meeting: Meeting) -> str:
    """The secretariats at the meeting by rank, or an empty text."""
    query = (
        db.select(Organization)
        .join(Delegation, Delegation.organization_id == Organization.id)
        .where(Delegation.meeting_id == meeting.id, Organization.kind == Kind.SECRETARIAT)
        .order_by(Organization.rank, Organization.key)
    )
    return joined((body.name(current_language()) for body in db.session.scalars(query)), current_language())


def held(meeting: Meeting) -> str:
    labels = {
        Mode.ON_SITE: gettext("on site"),
        Mode.ONLINE: gettext("online"),
        Mode.HYBRID: gettext("on site and online"),
    }
    return labels[Mode(meeting.mode)]


def said(texts: Mapping[str, str]) -> Text:
    """The text in the reader's language; another language that stands in is marked, so that it is read aloud well."""
    lang, text = current_language(), localized(texts)
    spoken = next((code for code, each in texts.items() if each == text), lang)
    return Text(text, lang=None if texts.get(lang) or not text else spoken)


def paragraphs(texts: Mapping[str, str]) -> Iterator[Paragraph]:
    """The text as paragraphs, which empty lines part."""
    whole = said(texts)
    for piece in whole.text.split("\n\n"):
        if piece.strip():
            yield Paragraph(Text(piece.strip(), lang=whole.lang))
