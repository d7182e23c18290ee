"""Five years after a meeting it is known who was there on which day, by numbers alone; when and where is forgotten."""

from datetime import UTC, datetime, time

from sqlalchemy import Update, delete, select, update

from jcmevents.attendance.badges import Badge
from jcmevents.attendance.models import Attendance, Retraction, Sighting, WalkIn
from jcmevents.attendance.stations import Station
from jcmevents.extensions import db
from jcmevents.meetings.models import Day
from jcmevents.meetings.retention import meetings_past
from jcmevents.retention import carries_out, rows_changed


@carries_out("participation")
def forget_sightings(at: datetime) -> int:
    """Delete badges, stations and what they saw at meetings long over; attendance stays, without the hour."""
    over = meetings_past("participation", at)
    days = db.session.scalars(select(Day).where(Day.meeting_id.in_(over))).all()
    return rows_changed(
        *(delete(table).where(table.meeting_id.in_(over)) for table in (Retraction, Sighting, WalkIn, Station)),
        update(Badge).where(Badge.meeting_id.in_(over), Badge.replaced_by_id.is_not(None)).values(replaced_by_id=None),
        delete(Badge).where(Badge.meeting_id.in_(over)),
        *(_without_hour(day) for day in days),
    )


def _without_hour(day: Day) -> Update:
    noon = datetime.combine(day.held_on, time(12), UTC)
    told = (Attendance.day_id == day.id) & (Attendance.first_seen_at != noon)
    return update(Attendance).where(told).values(first_seen_at=noon)
