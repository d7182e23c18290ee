"""Taking notes in the room: a page that saves what is typed, for as many rapporteurs as there are."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.agenda.models import Session
from jcmevents.delegations.ordering import all_in_order
from jcmevents.discussion.models import DiscussionPoint, FollowUp, PointKind
from jcmevents.extensions import db
from jcmevents.language_fields import language_codes, language_name
from jcmevents.meetings.models import Meeting
from jcmevents.minutes.syncing import MOST_AT_ONCE, Change, Notes

bp = Blueprint("minutes", __name__, url_prefix="/meetings/<meeting_slug>/sessions/<int:session_id>/notes")
organizers = staff_only(Role.ORGANIZER)


def _session(meeting: Meeting, session_id: int) -> Session:
    return Session.found_in(meeting, session_id) or abort(404)


@bp.get("/")
@organizers
def page(meeting: Meeting, session_id: int) -> Any:
    session = _session(meeting, session_id)
    notes = Notes(meeting, session)
    asked = FollowUp.of_meeting(meeting).where(FollowUp.raised_in_id == session.id)
    return render_template(
        "minutes/page.html",
        meeting=meeting,
        session=session,
        proposals=list(notes.proposals.values()),
        delegations=list(all_in_order(meeting)) if session.reveals_names else [],
        follow_ups=db.session.scalars(asked).all(),
        kinds=list(PointKind),
        note_languages=[(code, language_name(code)) for code in language_codes()],
    )


@bp.get("/state")
@organizers
def state(meeting: Meeting, session_id: int) -> Any:
    """For the script of the page."""
    return _state(Notes(meeting, _session(meeting, session_id)))


@bp.post("/sync")
@organizers
def sync(meeting: Meeting, session_id: int) -> Any:
    """Take in changes, answer with what stands now. The same changes may be sent again."""
    notes = Notes(meeting, _session(meeting, session_id))
    notes.take(_changes(request.get_json(silent=True)), by=current_user, at=clock.now())
    db.session.commit()
    db.session.expire_all()
    return _state(notes)


def _changes(sent: Any) -> list[Change]:
    """What the page has sent, else 400."""
    if not isinstance(sent, list) or len(sent) > MOST_AT_ONCE:
        abort(400)
    try:
        return [Change.read(each) for each in sent]
    except ValueError:
        abort(400)


def _state(notes: Notes) -> dict[str, Any]:
    return {"points": [_point(point) for point in notes.points()], "csrf": generate_csrf()}


def _point(point: DiscussionPoint) -> dict[str, Any]:
    return {
        "uid": point.uid,
        "version": point.version,
        "proposal": point.proposal_id or 0,
        "kind": point.kind,
        "texts": point.texts,
        "raised_by": point.attribution.id if point.attribution else 0,
    }
