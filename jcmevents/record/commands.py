"""The command line of the record: the list of participants and the summary of the proposals, as files."""

from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from jcmevents import clock
from jcmevents.errors import DocumentFailed
from jcmevents.extensions import read_only
from jcmevents.meetings.models import Meeting
from jcmevents.record.attending import Stage
from jcmevents.record.current_summary import CurrentSummary, Form
from jcmevents.record.participants import ParticipantList
from jcmevents.record.participants_export import MEDIA_TYPES, exported

LANGUAGES = ("en", "ja", "fr", "es")
BOTH = "both"

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
        listed = ParticipantList.of(
            meeting, Stage(stage) if stage else Stage.of(meeting, clock.now()), with_addresses=True
        )
        _write(output, lambda: exported(listed, format, clock.now()))


@proposals_commands.command("summary")
@click.argument("slug", metavar="MEETING")
@click.option("--format", type=click.Choice(("pdf", "docx", "html", "json", "txt")), required=True)
@click.option("--form", type=click.Choice(("long", "short")), default="long", help="Short: what fits on one page.")
@click.option("--participants", is_flag=True, help="Add the list of participants and the moderators' names.")
@click.option("--lang", type=click.Choice((*LANGUAGES, BOTH)), default="en", show_default=True)
@into_file
def export_summary(slug: str, format: str, form: str, participants: bool, lang: str, output: Path) -> None:
    """Write the summary of what was proposed and discussed at MEETING. Without --participants it names no person.

    With --lang both it is in the first two languages of the meeting, side by side.
    """
    if form == Form.SHORT and lang == BOTH:
        raise click.ClickException("The form of one page is in one language.")
    if participants and (form == Form.SHORT or lang == BOTH):
        raise click.ClickException("Only the long form in one language names people.")
    asked = CurrentSummary(_meeting(slug), format, participants, Form.BOTH if lang == BOTH else Form(form))
    with force_locale("en" if lang == BOTH else lang):
        _write(output, asked.made)


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
