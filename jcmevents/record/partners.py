"""The partner countries by name, each with how it took part in a meeting."""

import enum

from flask_babel import gettext
from sqlalchemy import select

from jcmevents.countries.models import Country
from jcmevents.countries.ordering import sort_countries
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.record.figures import Figures
from jcmevents.text import current_language


class Presence(enum.StrEnum):
    ON_SITE = "on_site"
    ONLINE = "online"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        labels = {
            self.ON_SITE: gettext("took part"),
            self.ONLINE: gettext("online only"),
            self.ABSENT: gettext("did not take part"),
        }
        return labels[self]

    @property
    def tone(self) -> str:
        """Tone of the badge that shows it."""
        return {self.ON_SITE: "good", self.ONLINE: "info", self.ABSENT: "neutral"}[self]


def partners(meeting: Meeting, figures: Figures) -> list[tuple[str, Presence]]:
    """All partners of the first day in the meeting's order: name in the reader's language, presence."""
    ranks = select(Delegation.country_iso2, Delegation.rank).where(Delegation.meeting_id == meeting.id)
    rank = {iso2: place for iso2, place in db.session.execute(ranks) if iso2 and place is not None}
    countries = Country.partners_on(meeting.start_on)
    ordered = sort_countries(countries, meeting.order_policy, rank=rank, moves=meeting.order_moves)
    lang = current_language()
    return [(c.name(lang, on=meeting.start_on), _presence(c.iso2, figures)) for c in ordered]


def _presence(iso2: str, figures: Figures) -> Presence:
    if iso2 in figures.partners_online_only:
        return Presence.ONLINE
    return Presence.ON_SITE if iso2 in figures.partners_attending else Presence.ABSENT
