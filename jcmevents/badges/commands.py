"""Commands about badges."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from jcmevents import clock
from jcmevents.attendance.badges import Badge
from jcmevents.badges.design import Layout
from jcmevents.badges.printing import Which, chosen, note_printed, printed
from jcmevents.errors import DocumentFailed, RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.selection import Selection

badges_commands = AppGroup("badges", help="Badges of the people who are expected.")


@badges_commands.command("export")
@click.argument("meeting_slug", metavar="MEETING")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="PDF file.")
@click.option("--layout", type=click.Choice([str(layout) for layout in Layout]), help="Instead of the meeting's.")
@click.option("--which", type=click.Choice([str(Which.NEW), str(Which.ALL)]), default=str(Which.NEW), show_default=True)
@click.option("--registration", "numbers", metavar="NUMBER", multiple=True, help="These people, instead of --which.")
@click.option("--lang", type=click.Choice(["en", "ja"]), default="en", show_default=True, help="Of sentences.")
def export_badges(
    meeting_slug: str, output: Path, layout: str | None, which: str, numbers: tuple[str, ...], lang: str
) -> None:
    """Write the badges of MEETING to a PDF file, in the order of the meeting, and note that they were printed."""
    meeting = Meeting.by_slug(meeting_slug)
    if meeting is None:
        raise click.ClickException(f"There is no meeting “{meeting_slug}”.")
    with force_locale(lang):
        try:
            number = _export(meeting, output, layout, Which.TICKED if numbers else Which(which), numbers, lang)
        except (RuleBroken, DocumentFailed) as reason:
            raise click.ClickException(str(reason)) from reason
    click.echo(f"Badges in {output}: {number}")


def _export(
    meeting: Meeting, output: Path, layout: str | None, which: Which, numbers: tuple[str, ...], lang: str
) -> int:
    people = chosen(meeting, which, Selection(), numbers)
    ids = [badge.id for badge in Badge.issue_all(meeting, people, by=None, at=clock.now())]
    output.write_bytes(printed(meeting, ids, layout=Layout(layout) if layout else None, lang=lang))
    note_printed(meeting, ids, by=None, at=clock.now())
    db.session.commit()
    return len(ids)
