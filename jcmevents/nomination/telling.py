"""Who is told by mail what the focal point has done, and the private links that end or begin with it."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext

from jcmevents.accounts.private_links import PrivateLink
from jcmevents.delegations import mails
from jcmevents.delegations.focal_points import focal_points
from jcmevents.errors import RuleBroken
from jcmevents.registration.mails import recipient_of, tell
from jcmevents.registration.models import Registration
from jcmevents.registration.wording import MailKind

PURPOSE = "registration"  # of the links by which people come to their own form


def nominated(registrations: Iterable[Registration], *, at: datetime) -> None:
    """Send each his link. Late ones wait for the organizers first."""
    for registration in registrations:
        if not registration.late:
            tell(registration, MailKind.NOMINATED, at=at)


def replaced(registration: Registration, successor: Registration, *, at: datetime) -> None:
    """Tell both; the link of the first one ends."""
    PrivateLink.revoke_all(PURPOSE, registration.id, by=None, at=at)
    if not registration.late:
        tell(registration, MailKind.REPLACED, at=at)
    nominated([successor], at=at)


def withdrawn(registration: Registration, *, why: str, at: datetime) -> None:
    """Tell the person, unless late and therefore never told before; the link ends."""
    PrivateLink.revoke_all(PURPOSE, registration.id, by=None, at=at)
    if not registration.late:
        tell(registration, MailKind.WITHDRAWN, why=why, at=at)


def late_accepted(registration: Registration, *, at: datetime) -> None:
    """Tell the focal point, and send the person the link."""
    _tell_focal_points("nomination_late_accepted", registration, at)
    nominated([registration], at=at)


def late_refused(registration: Registration, *, why: str, at: datetime) -> None:
    """Tell the focal point; the person has never been told of the nomination."""
    _tell_focal_points("nomination_late_refused", registration, at, why=why)


def _tell_focal_points(template: str, registration: Registration, at: datetime, **context: str) -> None:
    for person in focal_points(registration.delegation):
        mails.queue(template, registration.delegation, person, at=at, registration=registration, **context)


def readdressed(registration: Registration, *, at: datetime) -> None:
    """The address was put right: links that went to the wrong one end, and a fresh one goes out."""
    PrivateLink.revoke_all(PURPOSE, registration.id, by=None, at=at)
    if not registration.late and recipient_of(registration):
        send_link_again(registration, at=at)


def send_link_again(registration: Registration, *, at: datetime) -> None:
    """Mail a fresh link to the form of a person who has not been refused."""
    recipient = recipient_of(registration)
    if recipient is None or registration.late:
        raise RuleBroken(gettext("There is nobody to send a link to yet."))
    to = {"to": recipient.address, "name": recipient.name, "lang": registration.lang}
    PrivateLink.send(PURPOSE, registration.id, **to, by=None, at=at)
