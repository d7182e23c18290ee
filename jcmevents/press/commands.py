"""flask release ...: releases as files."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from jcmevents.document import FORMATS, Document, render
from jcmevents.errors import DocumentFailed, RuleBroken
from jcmevents.press.composing import document_of
from jcmevents.press.house import publishers
from jcmevents.press.models import Release
from jcmevents.press.notes import with_notes

release_group = AppGroup("release", help="Press releases.")


@release_group.command("export")
@click.argument("slug")
@click.option("--lang", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
@click.option("--format", "format_", type=click.Choice(FORMATS), default="pdf", show_default=True)
@click.option("--house", help="In the style and on the paper of this publisher (iges, moej, ...).")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--edition", type=int, help="A frozen edition by its number, instead of the working text.")
def export(slug: str, lang: str, format_: str, house: str | None, output: Path, edition: int | None) -> None:
    """Write the release SLUG to a file: its working text, as the present data give it, drafts too."""
    release = Release.by_slug(slug)
    if release is None:
        raise click.ClickException(f"There is no release “{slug}”.")
    if house and house not in publishers():
        raise click.ClickException(f"There is no publisher “{house}”. Choose one of {', '.join(publishers())}.")
    try:
        with force_locale(lang):
            document = _frozen(release, lang, edition) if edition else document_of(release, lang, house=house)
            output.write_bytes(render(document, format_))
    except (RuleBroken, DocumentFailed) as failed:
        raise click.ClickException(str(failed)) from failed


def _frozen(release: Release, lang: str, number: int) -> Document:
    edition = next((each for each in release.editions if each.number == number), None)
    if edition is None or lang not in edition.langs:
        raise click.ClickException(f"The release has no edition {number} in this language.")
    return with_notes(edition, lang)
