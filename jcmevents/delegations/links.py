"""The private links by which focal points come to their delegation."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import lazy_pgettext
from sqlalchemy import select

from jcmevents.accounts import private_links
from jcmevents.accounts.models import User
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.delegations import mails
from jcmevents.delegations.focal_points import focal_points
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.text import current_language, joined, localized

PURPOSE = mails.PURPOSE
LASTS = timedelta(days=90)


class LinkState(enum.StrEnum):
    """What has become of the links of a delegation."""

    NONE = "none"
    SENT = "sent"
    OPENED = "opened"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self])

    @property
    def tone(self) -> str:
        """Tone of the badge that shows the state: neutral, info, good, warn or bad."""
        return STATE_TONES[self]


STATE_LABELS = {
    LinkState.NONE: lazy_pgettext("a private link", "none sent"),
    LinkState.SENT: lazy_pgettext("a private link", "not opened yet"),
    LinkState.OPENED: lazy_pgettext("a private link", "opened"),
    LinkState.EXPIRED: lazy_pgettext("a private link", "expired"),
    LinkState.REVOKED: lazy_pgettext("a private link", "revoked"),
}
STATE_TONES = {
    LinkState.NONE: "neutral",
    LinkState.SENT: "warn",
    LinkState.OPENED: "good",
    LinkState.EXPIRED: "warn",
    LinkState.REVOKED: "bad",
}


def links_at(meeting: Meeting) -> dict[int, list[PrivateLink]]:
    """The links of a meeting's delegations by id of the delegation, the newest first. One query."""
    here = select(Delegation.id).where(Delegation.meeting_id == meeting.id)
    query = select(PrivateLink).where(PrivateLink.purpose == PURPOSE, PrivateLink.subject_id.in_(here))
    found: dict[int, list[PrivateLink]] = {}
    for link in db.session.scalars(query.order_by(PrivateLink.id.desc())):
        found.setdefault(link.subject_id, []).append(link)
    return found


def state_of(links: Iterable[PrivateLink], at: datetime) -> LinkState:
    """Where `links`, the newest first, stand together: one that lives counts more than those before it."""
    links = list(links)
    living = [link for link in links if link.is_live(at)]
    if living:
        return LinkState.OPENED if any(link.opened_at for link in living) else LinkState.SENT
    if not links:
        return LinkState.NONE
    return LinkState.REVOKED if links[0].revoked_at else LinkState.EXPIRED


def revoke_former(delegation: Delegation, *, by: User | None, at: datetime) -> None:
    """End the links of those who are focal point of `delegation` no longer."""
    present = {User.normalized(person.email) for person in focal_points(delegation)}
    for link in PrivateLink.of(PURPOSE, delegation.id):
        if link.address not in present:
            link.revoke(by=by, at=at)


def _door(link: PrivateLink) -> str | None:
    delegation = db.session.get(Delegation, link.subject_id)
    if delegation is None:
        return None
    return url_for("nomination.show", meeting_slug=delegation.meeting.slug, delegation_id=delegation.id)


def _about(link: PrivateLink) -> str:
    delegation = db.session.get_one(Delegation, link.subject_id)
    return joined((localized(delegation.meeting.titles), delegation.name(form="formal")), current_language())


private_links.register(PURPOSE, lasts=LASTS, leads_to=_door, send=mails.send_fresh_link, about=_about)
