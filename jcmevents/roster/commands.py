"""Commands about the roster."""

from pathlib import Path

import click
from flask.cli import AppGroup

from jcmevents import clock
from jcmevents.errors import DocumentFailed
from jcmevents.extensions import read_only
from jcmevents.meetings.models import Meeting
from jcmevents.roster.export import FORMATS, export
from jcmevents.roster.roster import Roster

roster_commands = AppGroup("roster", help="The people of a meeting, delegation by delegation.")


@roster_commands.command("export")
@click.argument("meeting_slug", metavar="MEETING")
@click.option("--format", "format", type=click.Choice(list(FORMATS)), required=True)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option(
    "--lang", type=click.Choice(["en", "ja"]), default="en", show_default=True, help="Of headings and values."
)
def export_roster(meeting_slug: str, format: str, output: Path, lang: str) -> None:
    """Write the whole roster of MEETING to a file."""
    read_only.set(True)  # making a long document must keep nobody from writing
    meeting = Meeting.by_slug(meeting_slug)
    if meeting is None:
        raise click.ClickException(f"There is no meeting “{meeting_slug}”.")
    try:
        output.write_bytes(export(Roster(meeting, lang=lang), format, lang=lang, at=clock.now()))
    except (DocumentFailed, OSError) as error:
        raise click.ClickException(str(error)) from error
