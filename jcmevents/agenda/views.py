"""Pages of the agenda that everybody may see, and the agenda as files."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.accounts.models import Role
from jcmevents.agenda import (  # noqa: F401 - their pages belong to the same blueprint
    arranging_pages,
    editing,
    grid_pages,
    handing_in,
    import_pages,
    order_pages,
    publishing,
    room_pages,
    visiting,
)
from jcmevents.agenda.bilingual import BOTH
from jcmevents.agenda.blueprint import bp
from jcmevents.agenda.checks import findings
from jcmevents.agenda.choosing import uids_of
from jcmevents.agenda.editions import Edition, unpublished
from jcmevents.agenda.exports import MEDIA_TYPES, agenda_file
from jcmevents.agenda.readers import Reading, audience_of, programme_for
from jcmevents.agenda.visiting import shown
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.text import current_language


@bp.get("/agenda")
@public
def index(meeting: Meeting) -> Any:
    may_edit, audience = current_user.has_role(Role.ORGANIZER), audience_of(current_user, meeting)
    edition = Edition.latest(meeting)
    return render_template(
        "agenda/index.html",
        meeting=meeting,
        **shown(programme_for(meeting, audience), clock.now()),
        edition=edition,
        changes=Reading.of(meeting, audience).changes(edition, edition.before) if edition else (),
        pending=unpublished(meeting) if may_edit else (),
        may_edit=may_edit,
        findings=findings(meeting) if may_edit else (),
    )


@bp.get("/agenda.<any(pdf,ics,json):file_format>")
@public
def export(meeting: Meeting, file_format: str) -> Any:
    only, audience = uids_of(request.args.get("sessions")), audience_of(current_user, meeting)
    lang = BOTH if request.args.get("lang") == BOTH else current_language()
    body = agenda_file(meeting, file_format, lang=lang, at=clock.now(), audience=audience, only=only)
    return file_response(body, MEDIA_TYPES[file_format], f"{meeting.slug}-agenda.{file_format}", inline=True)
