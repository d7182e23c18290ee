"""Commands about agendas."""

from pathlib import Path

import click
from flask.cli import AppGroup

from jcmevents import clock
from jcmevents.agenda.exports import FORMATS, agenda_file
from jcmevents.agenda.kinds import Audience
from jcmevents.errors import DocumentFailed
from jcmevents.meetings.models import Meeting

agenda_commands = AppGroup("agenda", help="Agendas of meetings.")


@agenda_commands.command("export")
@click.argument("meeting_slug", metavar="MEETING")
@click.option("--format", "format", type=click.Choice(FORMATS), default="pdf", show_default=True)
@click.option("--lang", default="en", show_default=True, help="Language of the pdf and ics files.")
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
    meeting = Meeting.by_slug(meeting_slug)
    if meeting is None:
        raise click.ClickException(f"There is no meeting with the address “{meeting_slug}”.")
    audience = Audience[reader.upper()]
    try:
        output.write_bytes(agenda_file(meeting, format, lang=lang, at=clock.now(), audience=audience))
    except (DocumentFailed, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{output}: {output.stat().st_size} bytes")
