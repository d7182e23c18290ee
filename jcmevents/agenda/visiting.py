"""Pages for those who come: their own choice of sessions, and the screen beside the door."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.agenda.blueprint import bp
from jcmevents.agenda.choosing import Part, changed, text_of
from jcmevents.agenda.doors import door_sheets
from jcmevents.agenda.elsewhere import Elsewhere, for_run
from jcmevents.agenda.happening import Happening
from jcmevents.agenda.kinds import Audience
from jcmevents.agenda.linked_data import as_linked_data
from jcmevents.agenda.programme import Programme, room_key
from jcmevents.agenda.readers import audience_of, programme_for
from jcmevents.agenda.walltime import zone_beside
from jcmevents.document import render
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.text import current_language

COOKIE = "agenda"
KEPT_FOR = 60 * 60 * 24 * 200  # seconds


def asked_part() -> Part:
    return Part.asked_for(request.args, request.cookies.get(COOKIE))


def shown(programme: Programme, now: datetime) -> dict[str, Any]:
    """What the page of an agenda shows of `programme`: the part asked for, in the zone asked for."""
    part = asked_part()
    here = now.astimezone(ZoneInfo(programme.zone)).date()
    return {
        "whole": programme,
        "programme": part.of(programme),
        "part": part,
        "own": part.own(programme),
        "elsewhere": Elsewhere.named(request.args.get("zone")),
        "for_run": for_run,
        "today": here,
        "happening": Happening.today(programme, now, here.isoformat()),
        "linked_data": as_linked_data(programme),
    }


@bp.post("/agenda/selection")
@public
def choose(meeting: Meeting) -> Any:
    part, form = asked_part(), request.form
    sessions = {each.uid: each for each in programme_for(meeting, audience_of(current_user, meeting)).sessions}
    session = sessions.get(form.get("add") or form.get("remove") or "") or abort(404)
    chosen = changed(part.chosen, add=form.get("add"), remove=form.get("remove"))
    page = url_for(".index")
    answer = redirect(url_for(".index", **part.asked, _anchor=f"session-{session.id}"))
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(
        COOKIE, text_of(chosen), max_age=KEPT_FOR, path=page, samesite="Lax", httponly=True, secure=secure
    )
    return answer


@bp.get("/agenda/screen")
@public
def screen(meeting: Meeting) -> Any:
    """What is on now and next in each room: the same for everybody who looks at it, whoever has signed in."""
    programme, room = programme_for(meeting, Audience.PUBLIC), request.args.get("room")
    shown = [each for each in programme.rooms if not room or room_key(each) == room] or [{}]
    sessions = {room_key(each): [s for s in programme.sessions if not each or s.room == each] for each in shown}
    now = clock.now()
    rooms = [(each, Happening.at(now, sessions[room_key(each)])) for each in shown]
    local = now.astimezone(meeting.tz)
    return render_template("agenda/screen.html", meeting=meeting, rooms=rooms, now=local, zone_beside=zone_beside)


@bp.get("/agenda/doors.pdf")
@public
def doors(meeting: Meeting) -> Any:
    programme = asked_part().of(programme_for(meeting, audience_of(current_user, meeting)))
    if not programme.sessions:
        abort(404)
    document = door_sheets(programme, current_language(), clock.now().astimezone(meeting.tz).date())
    return file_response(render(document, "pdf"), "application/pdf", f"{meeting.slug}-doors.pdf", inline=True)
