"""The meetings of the demonstration, their series, and the bodies that take part."""

from datetime import datetime

from jcmevents.accounts.models import User
from jcmevents.demo.sources import Described, described
from jcmevents.meetings.models import Meeting, Series
from jcmevents.organizations.models import Organization
from jcmevents.record.stated import StatedFigures


def enter_series() -> None:
    for key, titles in described("meetings")["series"].items():
        if Series.by_key(key) is None:
            Series.start(key, **titles)


def enter_organizations(by: User, at: datetime) -> None:
    for organization in described("organizations"):
        if Organization.by_key(organization["key"]) is None:
            Organization.enter(**organization, by=by, at=at)


def missing_meetings() -> list[Described]:
    """The meetings that are described and not there yet, the latest first."""
    return [meeting for meeting in described("meetings")["meetings"] if Meeting.by_slug(meeting["slug"]) is None]


def convene(description: Described, by: User) -> Meeting:
    """Enter and publish one meeting."""
    details = dict(description)
    published_at, at = details.pop("published_at"), details.pop("convened_at")
    series, stated = Series.by_key(details.pop("series")), details.pop("figures", None)
    meeting = Meeting.convene(**details, series=series, by=by, at=at)
    meeting.publish(by=by, at=published_at)
    if stated:
        StatedFigures.of(meeting).revise(**stated, by=by, at=at)
    return meeting
