"""The private links of the press office: one lets a co-organizer approve a text, one lets a journalist read it early.

Their mails name no title: they lie in mailboxes while the embargo lasts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import current_app

from jcmevents.accounts import private_links
from jcmevents.accounts.models import User
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.press.editions import ReleaseEdition
from jcmevents.press.models import Release
from jcmevents.press.scheduling import written_opening
from jcmevents.press.steps import State

APPROVAL = "release_approval"  # leads to an edition
PREVIEW = "release_preview"  # leads to a release
LASTS = timedelta(days=30)


def ask_co_organizer(release: Release, edition: ReleaseEdition, *, by: User | None, at: datetime) -> None:
    """Mail the co-organizer the link by which this very text can be approved; nothing where there is none."""
    if release.state == State.CO_APPROVAL:
        who = {"to": release.co_address, "name": release.co_organizer, "lang": release.co_lang}
        PrivateLink.send(APPROVAL, edition.id, **who, by=by, at=at)


def close_to_co_organizer(release: Release, *, by: User | None, at: datetime) -> None:
    """End the links to the text that is being approved: it is not going to be."""
    if edition := release.candidate:
        PrivateLink.revoke_all(APPROVAL, edition.id, by=by, at=at)


def _approval_page(link: PrivateLink) -> str | None:
    edition = db.session.get(ReleaseEdition, link.subject_id)
    if edition is None or edition.dropped_at:
        return None
    return current_app.url_map.bind("localhost").build("press.outside.approval", {"edition_id": edition.id})


def _preview_page(link: PrivateLink) -> str | None:
    if db.session.get(Release, link.subject_id) is None:
        return None
    return current_app.url_map.bind("localhost").build("press.outside.preview", {"release_id": link.subject_id})


def _send_approval(link: PrivateLink, token: str, at: datetime) -> None:
    edition = db.session.get_one(ReleaseEdition, link.subject_id)
    _queue("release_approval", link, token, at, edition.release)


def _send_preview(link: PrivateLink, token: str, at: datetime) -> None:
    release = db.session.get_one(Release, link.subject_id)
    _queue("release_preview", link, token, at, release)


def _queue(template: str, link: PrivateLink, token: str, at: datetime, release: Release) -> None:
    newest = release.latest
    opens = written_opening(newest.opens_at, newest.zone) if newest and newest.opens_at else ""
    context: dict[str, Any] = {
        "link": f"{current_app.config['BASE_URL']}/links/{token}",
        "release": release,
        "opens": opens,
    }
    OutgoingMail.queue(template, to=link.address, name=link.name, lang=link.lang, at=at, **context)


private_links.register(APPROVAL, lasts=LASTS, leads_to=_approval_page, send=_send_approval)
private_links.register(PREVIEW, lasts=LASTS, leads_to=_preview_page, send=_send_preview)
