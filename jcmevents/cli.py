"""The commands: `flask --app app <group> <command>`. Each slice has its own; here they meet."""

from flask import Flask

from jcmevents.accounts.commands import accounts_commands
from jcmevents.agenda.commands import agenda_commands
from jcmevents.attendance.commands import attendance_commands
from jcmevents.backup.commands import backup_command, restore_command
from jcmevents.badges.commands import badges_commands
from jcmevents.checks import audit_commands, check
from jcmevents.countries.commands import countries_commands
from jcmevents.demo.commands import demo, sample
from jcmevents.jobs.commands import worker_command
from jcmevents.press.commands import release_group
from jcmevents.record.commands import participants_commands, proposals_commands
from jcmevents.retention.commands import retention_commands
from jcmevents.roster.commands import roster_commands

COMMANDS = (
    accounts_commands,
    agenda_commands,
    attendance_commands,
    audit_commands,
    backup_command,
    badges_commands,
    check,
    countries_commands,
    demo,
    participants_commands,
    proposals_commands,
    release_group,
    restore_command,
    retention_commands,
    roster_commands,
    sample,
    worker_command,
)


def register_commands(app: Flask) -> None:
    """Add every command and group to `flask`."""
    for command in COMMANDS:
        app.cli.add_command(command)
