"""Commands about agendas."""

from pathlib import Path

import click
from flask.cli import AppGroup

from jcmevents import clock
from jcmevents.agenda.agenda_file import read_plan
from jcmevents.agenda.exports import FORMATS, agenda_file
from jcmevents.agenda.importing import Import, enter_plan
from jcmevents.agenda.kinds import Audience
from jcmevents.agenda.programme import span
from jcmevents.errors import DocumentFailed, RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting

agenda_commands = AppGroup("agenda", help="Agendas of meetings.")


@agenda_commands.command("export")
@click.argument("meeting_slug", metavar="MEETING")
@click.option("--format", "format", type=click.Choice(FORMATS), default="pdf", show_default=True)
@click.option("--lang", default="en", show_default=True, help="Language of the pdf and ics files; both: a PDF in two.")
@click.option(
    "--for",
    "reader",
    type=click.Choice([audience.name.lower() for audience in Audience]),
    default="public",
    show_default=True,
    help="Who will read it: names in sessions under the Chatham House Rule are not for the public.",
)
@click.option("-o", "--output", "output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export(meeting_slug: str, format: str, lang: str, reader: str, output: Path) -> None:
    """Write the agenda of MEETING to a file."""
    meeting = _meeting(meeting_slug)
    audience = Audience[reader.upper()]
    try:
        output.write_bytes(agenda_file(meeting, format, lang=lang, at=clock.now(), audience=audience))
    except (DocumentFailed, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{output}: {output.stat().st_size} bytes")


@agenda_commands.command("import")
@click.argument("meeting_slug", metavar="MEETING")
@click.argument("source", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what would be entered.")
@click.option("--replace", is_flag=True, help="Take the place of what its days hold so far.")
def import_agenda(meeting_slug: str, source: Path, dry_run: bool, replace: bool) -> None:
    """Enter the agenda in FILE (yaml, csv or xlsx) for MEETING. With a single fault nothing is entered."""
    meeting = _meeting(meeting_slug)
    try:
        plan = read_plan(source.read_bytes(), source.name)
        result = enter_plan(meeting, plan, replace=replace, by=None, at=clock.now())
    except RuleBroken as broken:
        raise click.ClickException(str(broken)) from broken
    _tell(result)
    if result.faults:
        db.session.rollback()
        raise click.ClickException(f"{len(result.faults)} faults; nothing was entered.")
    entered = f"{len(result.sessions)} sessions with {result.items} items"
    if dry_run:
        db.session.rollback()
        click.echo(f"{entered} would be entered.")
    else:
        db.session.commit()
        click.echo(f"{entered} entered.")


def _tell(result: Import) -> None:
    for session in result.sessions:
        click.echo(f"{session.day.held_on} {span(session.starts_at, session.ends_at):11} {session.title}")
        for item, start, end in session.timed_items():
            click.echo(f"    {span(start, end):11} {item.title}")
    for title in result.removed:
        click.echo(f"removed: {title}")
    for fault in result.faults:
        click.echo(f"{fault.where}: {fault.sentence}")


def _meeting(slug: str) -> Meeting:
    meeting = Meeting.by_slug(slug)
    if meeting is None:
        raise click.ClickException(f"There is no meeting with the address “{slug}”.")
    return meeting
