"""`flask backup FILE` and `flask restore FILE`."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from jcmevents import clock
from jcmevents.backup.archive import BackupRefused, Manifest
from jcmevents.backup.making import make
from jcmevents.backup.restoring import check, restore

ARCHIVE = click.Path(dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("file", type=ARCHIVE)
@with_appcontext
def backup_command(file: Path) -> None:
    """Write all rows and kept files, as they stand now, to FILE. Safe while the application runs."""
    try:
        manifest = make(file, clock.now())
    except OSError as error:
        raise click.ClickException(
            f"{file} cannot be written ({error.strerror}). Check the folder and its space."
        ) from error
    click.echo(f"{file}: {_told(manifest)}. Keep the secret key apart from it, and safe.")
    for name in manifest.lost:
        click.echo(f"The file {name} is told of in the database and was not found.", err=True)


@click.command("restore")
@click.argument("file", type=ARCHIVE)
@click.option("--check", "only_check", is_flag=True, help="Only say whether FILE could be restored here.")
@with_appcontext
def restore_command(file: Path, only_check: bool) -> None:
    """Fill an empty installation from a backup. Nothing is written unless the whole of FILE is sound."""
    try:
        manifest = (check if only_check else restore)(file)
    except BackupRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{'Sound' if only_check else 'Restored'}: {_told(manifest)}, made at {manifest.made_at}.")


def _told(manifest: Manifest) -> str:
    rows = sum(part.size for part in manifest.tables.values())
    return f"{rows} rows of {len(manifest.tables)} tables, {len(manifest.files)} files"
