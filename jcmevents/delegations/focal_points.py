"""Focal points: to whom a delegation's mails go, and in which language."""

from typing import NamedTuple

from flask_babel import gettext

from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken


class FocalPoint(NamedTuple):
    """Somebody who nominates for a delegation."""

    name: str
    email: str
    lang: str


def focal_points(delegation: Delegation) -> list[FocalPoint]:
    """The focal point and the alternate, of those that can be written to."""
    first = FocalPoint(delegation.focal_point_name, delegation.focal_point_email, delegation.focal_point_lang)
    second = FocalPoint(delegation.alternate_name, delegation.alternate_email, delegation.alternate_lang)
    return [person for person in (first, second) if person.email]


def require_reachable(delegation: Delegation) -> None:
    """Refuse to write to a delegation of which no address is known."""
    if not focal_points(delegation):
        raise RuleBroken(gettext("Enter the e-mail address of the focal point first."))
