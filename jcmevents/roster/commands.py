"""Commands about the roster."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from jcmevents import clock
from jcmevents.errors import DocumentFailed, RuleBroken
from jcmevents.extensions import read_only
from jcmevents.meetings.models import Meeting
from jcmevents.roster.export import FORMATS, export
from jcmevents.roster.importing.models import ImportState, Outcome, RosterImport
from jcmevents.roster.importing.report import faults
from jcmevents.roster.importing.work import import_now
from jcmevents.roster.roster import Roster

MOST_SHOWN = 50  # rows with a fault
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


@roster_commands.command("import")
@click.argument("meeting_slug", metavar="MEETING")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what each row would do.")
@click.option("--lang", type=click.Choice(["en", "ja"]), default="en", show_default=True, help="Of the sentences.")
def import_roster(meeting_slug: str, file: Path, dry_run: bool, lang: str) -> None:
    """Enter the people of an XLSX or CSV FILE. Columns are told by their headings; exit code 1 if a row was refused."""
    meeting = Meeting.by_slug(meeting_slug)
    if meeting is None:
        raise click.ClickException(f"There is no meeting “{meeting_slug}”.")
    with force_locale(lang):
        try:
            done = import_now(meeting, file.read_bytes(), file.name, dry_run=dry_run, lang=lang)
        except RuleBroken as broken:
            raise click.ClickException(str(broken)) from broken
        _tell(done)
    if done.counts.get(Outcome.REFUSED):
        raise click.exceptions.Exit(1)


def _tell(done: RosterImport) -> None:
    for fault in faults(done)[:MOST_SHOWN]:
        click.echo(f"Row {fault.row}, {fault.column or '-'}: {fault.fault}")
    for outcome, number in done.counts.items():
        click.echo(f"{Outcome(outcome).label}: {number}")
    if done.state == ImportState.CHECKED:
        click.echo("Nothing was entered.")
