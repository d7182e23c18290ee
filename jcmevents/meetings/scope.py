"""From the slug in an address to the meeting, for every view below /meetings/<meeting_slug>."""

from typing import Any

from flask import Flask, abort, g, request
from flask_login import current_user

from jcmevents import clock
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting


def load_meeting(slug: str) -> Meeting:
    """The meeting with this slug that the present user may see, else 404."""
    visible = Meeting.visible_to(current_user, clock.now()).where(Meeting.slug == slug)
    return db.session.scalar(visible) or abort(404)


def install(app: Flask) -> None:
    """Let views receive `meeting` instead of `meeting_slug`, and let `url_for` fill in the slug of the present one."""

    @app.before_request
    def find_meeting() -> None:
        if request.view_args and "meeting_slug" in request.view_args:
            g.meeting = request.view_args["meeting"] = load_meeting(request.view_args.pop("meeting_slug"))

    @app.url_defaults
    def fill_in_slug(endpoint: str, values: dict[str, Any]) -> None:
        meeting = g.get("meeting")
        if meeting and "meeting_slug" not in values and app.url_map.is_endpoint_expecting(endpoint, "meeting_slug"):
            values["meeting_slug"] = meeting.slug
