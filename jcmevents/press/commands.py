"""flask release ...: releases as files."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from jcmevents.document import FORMATS, render
from jcmevents.errors import DocumentFailed, RuleBroken
from jcmevents.press.composing import document_of
from jcmevents.press.models import Release

release_group = AppGroup("release", help="Press releases.")


@release_group.command("export")
@click.argument("slug")
@click.option("--lang", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
@click.option("--format", "format_", type=click.Choice(FORMATS), default="pdf", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
def export(slug: str, lang: str, format_: str, output: Path) -> None:
    """Write the release SLUG to a file, drafts too."""
    release = Release.by_slug(slug)
    if release is None:
        raise click.ClickException(f"There is no release “{slug}”.")
    try:
        with force_locale(lang):
            output.write_bytes(render(document_of(release, lang), format_))
    except (RuleBroken, DocumentFailed) as failed:
        raise click.ClickException(str(failed)) from failed
