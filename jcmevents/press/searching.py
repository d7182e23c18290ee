"""What somebody looks for among the releases: words, a year, a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, extract, select
from wtforms import SearchField, SelectField

from jcmevents.extensions import db
from jcmevents.forms import AskingForm, choices
from jcmevents.meetings.models import Meeting
from jcmevents.press.editions import EditionText, ReleaseEdition
from jcmevents.press.models import Release
from jcmevents.text import folded, localized, without_refused

LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Sought:
    """`user` looks among the releases that are visible to him. Empty parts want everything."""

    user: Any
    search: str = ""  # all its words, in a text that is out in any language
    year: str = ""
    meeting: str = ""  # slug

    @classmethod
    def understood(cls, arguments: Mapping[str, str], user: Any) -> Sought:
        search = without_refused(arguments.get("search", "")).strip()[:LONGEST_SEARCH]
        year = arguments.get("year", "")
        return cls(user, search, year if year.isdecimal() and len(year) == 4 else "", arguments.get("meeting", ""))

    @property
    def parts(self) -> dict[str, str]:
        """What was asked for, as it stands in an address."""
        return {name: part for name in ("search", "year", "meeting") if (part := getattr(self, name))}

    @property
    def releases(self) -> Select[Release]:
        """Those that are sought, newest first."""
        query = Release.visible_to(self.user)
        if self.year:
            query = query.where(extract("year", Release.released_on) == int(self.year))
        if self.meeting:
            query = query.where(Release.meeting_id.in_(select(Meeting.id).where(Meeting.slug == self.meeting)))
        for word in folded(self.search).split():
            query = query.where(Release.id.in_(_telling(word)))
        return query

    @cached_property
    def years(self) -> list[int]:
        """The years of all visible releases, the newest first."""
        days = db.session.scalars(_visible(self.user).with_only_columns(Release.released_on).distinct())
        return sorted({day.year for day in days}, reverse=True)

    @cached_property
    def meetings(self) -> dict[str, str]:
        """Title by slug of the meetings about which there are visible releases, the newest first."""
        ids = _visible(self.user).with_only_columns(Release.meeting_id)
        found = db.session.scalars(select(Meeting).where(Meeting.id.in_(ids)))
        newest = sorted(found, key=lambda meeting: meeting.start_on, reverse=True)
        return {meeting.slug: localized(meeting.titles) for meeting in newest}


def _visible(user: Any) -> Select[Any]:
    return Release.visible_to(user).order_by(None)


def _telling(word: str) -> Select[Any]:
    """Ids of the releases whose present edition has the word (folded)."""
    current = select(ReleaseEdition.release_id).join(EditionText).where(ReleaseEdition.is_current())
    return current.where(EditionText.search_text.contains(word, autoescape=True))


class SearchForm(AskingForm):
    """Sent by GET, so that the address can be kept."""

    search = SearchField(_l("Words"), render_kw={"maxlength": LONGEST_SEARCH})
    year = SelectField(_l("Year"))
    meeting = SelectField(_l("Meeting"))

    def __init__(self, sought: Sought):
        super().__init__(formdata=None, data=sought.parts)
        every = ("", gettext("all"))
        self.year.choices = choices([every, *((str(year), str(year)) for year in sought.years)])
        self.meeting.choices = choices([every, *sought.meetings.items()])
