"""Commands about attendance."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from jcmevents import clock
from jcmevents.attendance.marking import Status, expected_in, mark
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration

attendance_commands = AppGroup("attendance", help="Who came.")


@attendance_commands.command("mark")
@click.argument("meeting_slug", metavar="MEETING")
@click.option("--registration", "number", metavar="NUMBER", help="One person.")
@click.option("--country", "iso2", metavar="ISO2", help="Everybody who is expected of a country's delegation.")
@click.option("--status", type=click.Choice([str(status) for status in Status]), required=True)
def mark_attendance(meeting_slug: str, number: str | None, iso2: str | None, status: str) -> None:
    """Note whether people came to MEETING, and say of how many."""
    if (number is None) == (iso2 is None):
        raise click.UsageError("Name either a --registration or a --country.")
    meeting = Meeting.by_slug(meeting_slug)
    if meeting is None:
        raise click.ClickException(f"There is no meeting “{meeting_slug}”.")
    people = [_person(meeting, number)] if number else _expected(meeting, (iso2 or "").upper())
    try:
        changed = mark(meeting, people, Status(status), by=None, at=clock.now())
    except RuleBroken as broken:
        raise click.ClickException(str(broken)) from broken
    db.session.commit()
    click.echo(f"{len(people)} marked as {Status(status).label.lower()}, {changed} of them changed.")


def _person(meeting: Meeting, number: str) -> Registration:
    registration = Registration.found_in(meeting, number)
    if registration is None:
        raise click.ClickException(f"There is no registration {number} at this meeting.")
    return registration


def _expected(meeting: Meeting, iso2: str) -> list[Registration]:
    delegation = db.session.scalar(
        select(Delegation).where(Delegation.meeting_id == meeting.id, Delegation.country_iso2 == iso2)
    )
    if delegation is None:
        raise click.ClickException(f"There is no delegation of “{iso2}” at this meeting.")
    people = expected_in(delegation)
    if not people:
        raise click.ClickException(f"Nobody of the delegation of {delegation.name()} is confirmed yet.")
    return people
