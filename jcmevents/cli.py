"""The commands: `flask --app app <group> <command>`. Each slice has its own; here they meet."""

from flask import Flask

from jcmevents.demo.commands import demo
from jcmevents.jobs.commands import worker_command
from jcmevents.press.commands import release_group

COMMANDS = (demo, release_group, worker_command)


def register_commands(app: Flask) -> None:
    """Add every command and group to `flask`."""
    for command in COMMANDS:
        app.cli.add_command(command)
