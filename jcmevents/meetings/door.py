"""Whether somebody can register for a meeting by himself at a given moment."""

from __future__ import annotations

import enum
from datetime import datetime

from jcmevents.meetings.models import Meeting, RegistrationPolicy


class Door(enum.StrEnum):
    """Where the registration of a meeting stands."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    BY_INVITATION = "by_invitation"  # open only to those who hold a private link
    OVER = "over"  # the meeting has been held


def door(meeting: Meeting, at: datetime) -> Door:
    """What somebody without an invitation finds."""
    if is_over(meeting, at):
        return Door.OVER
    if meeting.registration_policy == RegistrationPolicy.INVITATION:
        return Door.BY_INVITATION
    if meeting.registration_opens_at and at < meeting.registration_opens_at:
        return Door.NOT_YET
    return Door.OPEN if can_still_enter(meeting, at) else Door.CLOSED


def can_still_enter(meeting: Meeting, at: datetime) -> bool:
    """Whether those who are invited or registered can complete and change what they entered."""
    closes_at = meeting.registration_closes_at
    return not is_over(meeting, at) and (closes_at is None or at < closes_at)


def is_over(meeting: Meeting, at: datetime) -> bool:
    return at.astimezone(meeting.tz).date() > meeting.end_on
