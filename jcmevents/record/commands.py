"""The command line of the record: the list of participants and the summary of the proposals, as files."""

from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from jcmevents import clock
from jcmevents.document import render, rendered
from jcmevents.errors import DocumentFailed
from jcmevents.extensions import read_only
from jcmevents.meetings.models import Meeting
from jcmevents.record.attending import Stage
from jcmevents.record.participants import ParticipantList
from jcmevents.record.participants_export import MEDIA_TYPES, exported
from jcmevents.record.proceedings import Proceedings
from jcmevents.record.summary import summary_document

LANGUAGES = ("en", "ja", "fr", "es")

participants_commands = AppGroup("participants", help="The list of participants.")
proposals_commands = AppGroup("proposals", help="What was put on the table.")

in_language = click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True)
into_file = click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), required=True)


@participants_commands.command("export")
@click.argument("slug", metavar="MEETING")
@click.option("--provisional", "stage", flag_value=Stage.PROVISIONAL.value, help="The people expected.")
@click.option("--final", "stage", flag_value=Stage.FINAL.value, help="The people who took part.")
@click.option("--format", type=click.Choice(tuple(MEDIA_TYPES)), required=True)
@in_language
@into_file
def export_participants(slug: str, stage: str | None, format: str, lang: str, output: Path) -> None:
    """Write the list for the participants of MEETING: it names those who consented to be on it.

    Without --provisional or --final it is the one of the day: final after the meeting's last day.
    """
    meeting = _meeting(slug)
    with force_locale(lang):
        listed = ParticipantList.of(meeting, Stage(stage) if stage else Stage.of(meeting, clock.now()))
        _write(output, lambda: exported(listed, format, clock.now()))


@proposals_commands.command("summary")
@click.argument("slug", metavar="MEETING")
@click.option("--format", type=click.Choice(("pdf", "docx", "html")), required=True)
@click.option("--participants", is_flag=True, help="Add the list of participants and the moderators' names.")
@in_language
@into_file
def export_summary(slug: str, format: str, participants: bool, lang: str, output: Path) -> None:
    """Write the summary of what was proposed and discussed at MEETING. Without --participants it names no person."""
    meeting = _meeting(slug)
    with force_locale(lang):
        document = summary_document(meeting, Proceedings.of(meeting), clock.now(), with_participants=participants)
        make = render if participants else rendered
        _write(output, lambda: make(document, format))


def _meeting(slug: str) -> Meeting:
    read_only.set(True)  # making a long document must keep nobody from writing
    if meeting := Meeting.by_slug(slug):
        return meeting
    raise click.ClickException(f"There is no meeting “{slug}”.")


def _write(output: Path, make: Callable[[], bytes]) -> None:
    try:
        output.write_bytes(make())
    except (DocumentFailed, OSError) as failure:
        raise click.ClickException(str(failure)) from failure
