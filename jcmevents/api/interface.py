"""The interface as a whole: every module that has an address in it."""

from flask import Flask

from jcmevents.api import (  # noqa: F401 - their addresses belong to the same blueprint
    agenda,
    blueprint,
    countries,
    delegations,
    entry,
    guide,
    meetings,
    participants,
    proposals,
    registrations,
    releases,
    sessions,
    steps,
    token,
)


def install(app: Flask) -> None:
    """Put the interface and the page about it into `app`."""
    blueprint.install(app)
    app.register_blueprint(guide.bp)
