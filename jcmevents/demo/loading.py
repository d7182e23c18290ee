"""Enters the demonstration, or what is missing of it."""

from datetime import datetime

from jcmevents.accounts.models import User
from jcmevents.demo.accounts import known_accounts, open_accounts
from jcmevents.demo.discussions import enter_discussions
from jcmevents.demo.meetings import convene, enter_organizations, enter_series, missing_meetings
from jcmevents.demo.people import enter_delegations
from jcmevents.demo.programme import enter_programme
from jcmevents.demo.sources import DATA
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting

DEMO = "jcm-gp-4"
PLANNED = datetime.fromisoformat("2025-01-15T10:00:00+09:00")


def load_demo(at: datetime) -> None:
    """Add what is missing: accounts (opened `at`), bodies, series, meetings. What is there stays as it is."""
    open_accounts(at)
    organizer = User.by_email(known_accounts()[0]["email"])
    assert organizer is not None  # noqa: S101 - just opened
    enter_organizations()
    enter_series()
    for description in missing_meetings():
        _enter(convene(description, organizer), organizer)
    db.session.flush()


def _enter(meeting: Meeting, organizer: User) -> None:
    if meeting.slug == DEMO:
        delegations = enter_delegations(meeting, organizer)
        sessions = enter_programme(meeting, organizer, PLANNED)
        enter_discussions(meeting, sessions, delegations, organizer)
    elif (DATA / f"agenda-{meeting.slug}.yaml").exists():
        enter_programme(meeting, organizer, meeting.created_at)
