"""Enters the demonstration, or what is missing of it."""

from datetime import datetime

from jcmevents.accounts.models import User
from jcmevents.agenda.editions import Edition
from jcmevents.demo.accounts import open_accounts
from jcmevents.demo.attendance import enter_attendance
from jcmevents.demo.discussions import enter_discussions
from jcmevents.demo.meetings import convene, enter_organizations, enter_series, missing_meetings
from jcmevents.demo.people import enter_delegations
from jcmevents.demo.programme import enter_programme
from jcmevents.demo.sources import DATA
from jcmevents.demo.upcoming import enter_upcoming
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.press.freezing import bring_out
from jcmevents.press.models import Release
from jcmevents.press.release_file import enter_release

DEMO = "jcm-gp-4"
MINISTRYS_DRAFT = "jcm-gp-4-moej"
RELEASE = "release-jcm-gp-4.yaml"
PLANNED = datetime.fromisoformat("2025-01-15T10:00:00+09:00")
DRAFTED = datetime.fromisoformat("2025-03-03T10:00:00+09:00")
ZONE = "Asia/Tokyo"
RELEASED = datetime.fromisoformat("2025-03-06T14:00:00+09:00")


def load_demo(at: datetime) -> None:
    """Add what is missing, accounts opened `at`; what is there stays as it is."""
    accounts = open_accounts(at)
    organizer = accounts["organizer"]
    enter_organizations(organizer, at)
    enter_series()
    for description in missing_meetings():
        _enter(convene(description, organizer), organizer)
    enter_upcoming(organizer, at)
    if Release.by_slug(DEMO) is None:
        _publish_release(accounts["press"], organizer)
    if Release.by_slug(MINISTRYS_DRAFT) is None:
        enter_release(DATA / f"release-{MINISTRYS_DRAFT}.yaml", by=accounts["press"], at=DRAFTED)
    db.session.flush()


def _enter(meeting: Meeting, organizer: User) -> None:
    if meeting.slug == DEMO:
        delegations = enter_delegations(meeting, organizer)
        enter_attendance(meeting, organizer)
        sessions = enter_programme(meeting, organizer, PLANNED)
        Edition.publish(meeting, by=organizer, at=PLANNED)
        enter_discussions(meeting, sessions, delegations, organizer)
    elif (DATA / f"agenda-{meeting.slug}.yaml").exists():
        enter_programme(meeting, organizer, meeting.created_at)
        Edition.publish(meeting, by=organizer, at=meeting.created_at)


def _publish_release(press_officer: User, organizer: User) -> None:
    release = enter_release(DATA / RELEASE, by=press_officer, at=DRAFTED)
    source = "Release of the A6IP Center, 6 March 2025"
    bring_out(release, writer=press_officer, approver=organizer, source=source, at=RELEASED, zone=ZONE)
