"""`flask check`: is everything there that this installation needs? Each fault is a sentence that says what to do.

`flask audit verify`: is the audit trail as it was written?
"""

import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from jcmevents.audit import verify_chain
from jcmevents.config import ConfigurationError
from jcmevents.extensions import db
from jcmevents.files.store import FileStore
from jcmevents.mail.delivery import mail_server
from jcmevents.pdf.health import missing_parts


@click.command("check")
@with_appcontext
def check() -> None:
    """Say what is missing: fonts, libraries, database, key, folders, mail server, translations. Exit code 1 if any."""
    found = faults()
    for sentence in found:
        click.echo(sentence, err=True)
    if found:
        raise click.exceptions.Exit(1)
    click.echo("All is well.")


audit_commands = AppGroup("audit", help="The audit trail.")


@audit_commands.command("verify")
def verify_command() -> None:
    """Say whether every entry of the audit trail is as it was written and none is missing. Exit code 1 if not."""
    if broken := verify_chain(db.session):
        click.echo(f"Entry {broken} was altered, or the one before it was altered or is missing.", err=True)
        raise click.exceptions.Exit(1)
    click.echo("The audit trail is whole.")


def faults() -> list[str]:
    """A sentence for every fault of this installation."""
    return [sentence for part in PARTS for sentence in part()]


def _database() -> Iterator[str]:
    address = db.engine.url.render_as_string(hide_password=True)
    try:
        with db.engine.connect() as connection:
            present = set(MigrationContext.configure(connection).get_current_heads())
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        yield f"The database {address} does not answer ({reason}). Check JCMEVENTS_DATABASE_URL and that it runs."
        return
    migrations = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
    if present != set(migrations.get_heads()):
        yield f"The tables in {address} are not of this version. Make a backup and run: flask --app app db upgrade"


def _key() -> Iterator[str]:
    """A weak key refuses to start (see config); here is left who may read the one that was made at the first start."""
    path = Path(current_app.config["DATA_DIR"]) / "secret_key"
    if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield f"Others on this machine may read the secret key. Run: chmod 600 {path}"


def _folders() -> Iterator[str]:
    folder, url = current_app.config["DATA_DIR"], current_app.config["FILES_URL"]
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        yield f"Nothing can be written into {folder} ({error.strerror}). Check JCMEVENTS_DATA_DIR, rights, space."
    store, name = FileStore.of_app(), f"check-{token_hex(8)}"
    try:
        store.write(name, b"")
        store.remove(name)
    except OSError as error:
        yield f"No file can be kept at {url} ({error.strerror or error}). Check JCMEVENTS_FILES_URL, rights, space."


def _mail_server() -> Iterator[str]:
    try:
        mail_server(current_app.config["SMTP_URL"])
    except ConfigurationError as error:
        yield f"JCMEVENTS_{error}"


def _translations() -> Iterator[str]:
    for catalogue in sorted(Path(current_app.config["BABEL_TRANSLATION_DIRECTORIES"]).glob("*/LC_MESSAGES/*.po")):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
            lang = catalogue.parent.parent.name
            yield f"The translation “{lang}” is not compiled, so pages would be in English. Run: bin/setup"


PARTS: tuple[Callable[[], Iterator[str] | list[str]], ...] = (
    missing_parts,
    _database,
    _key,
    _folders,
    _mail_server,
    _translations,
)
