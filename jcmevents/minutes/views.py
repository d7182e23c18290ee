"""Taking notes in the room: a page that saves what is typed, for as many rapporteurs as there are."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from jcmevents import clock
from jcmevents.accounts.access import by_link
from jcmevents.accounts.models import Role, User
from jcmevents.agenda.models import Session
from jcmevents.delegations.ordering import all_in_order
from jcmevents.discussion.models import DiscussionPoint, FollowUp, PointKind
from jcmevents.extensions import db
from jcmevents.language_fields import language_codes, language_name
from jcmevents.meetings.models import Meeting
from jcmevents.minutes.changes import FOLLOW_UP, POINT, Change
from jcmevents.minutes.rapporteurs import PURPOSE, may_take_notes
from jcmevents.minutes.syncing import MOST_AT_ONCE, Notes

bp = Blueprint("minutes", __name__, url_prefix="/meetings/<meeting_slug>/sessions/<int:session_id>/notes")
rapporteurs = by_link(PURPOSE, or_signed_in=True)


def acting_user() -> User | None:
    """The user who is signed in; None for the holder of a private link, whom the audit trail knows by it."""
    return current_user if current_user.is_authenticated else None


def _session(meeting: Meeting, session_id: int) -> Session:
    """The session, for those who may take notes of it."""
    session = Session.found_in(meeting, session_id) or abort(404)
    return session if may_take_notes(current_user, session) else abort(404)


@bp.get("/")
@rapporteurs
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
        is_organizer=current_user.has_role(Role.ORGANIZER),
        note_languages=[(code, language_name(code)) for code in language_codes()],
    )


@bp.get("/state")
@rapporteurs
def state(meeting: Meeting, session_id: int) -> Any:
    """For the script of the page."""
    return _state(Notes(meeting, _session(meeting, session_id)))


@bp.post("/sync")
@rapporteurs
def sync(meeting: Meeting, session_id: int) -> Any:
    """Take in changes, answer with what stands now. The same changes may be sent again."""
    notes = Notes(meeting, _session(meeting, session_id))
    notes.take(changes_sent(request.get_json(silent=True)), by=acting_user(), at=clock.now())
    db.session.commit()
    db.session.expire_all()
    return _state(notes)


def changes_sent(sent: Any) -> list[Change]:
    """What the page has sent, else 400."""
    if not isinstance(sent, list) or len(sent) > MOST_AT_ONCE:
        abort(400)
    try:
        return [Change.read(each) for each in sent]
    except ValueError:
        abort(400)


def _state(notes: Notes) -> dict[str, Any]:
    cards = [*map(_point, notes.points()), *map(_task, notes.tasks.asked())]
    return {"points": cards, "csrf": generate_csrf()}


def _point(point: DiscussionPoint) -> dict[str, Any]:
    raised_by = point.attribution.id if point.attribution else 0
    return {**_card(point), "what": POINT, "kind": point.kind, "raised_by": raised_by}


def _task(task: FollowUp) -> dict[str, Any]:
    owner = task.told_owner.id if task.told_owner else 0
    return {**_card(task), "what": FOLLOW_UP, "owner": owner, "due_on": task.due_on.isoformat() if task.due_on else ""}


def _card(card: DiscussionPoint | FollowUp) -> dict[str, Any]:
    return {"uid": card.uid, "version": card.version, "proposal": card.proposal_id or 0, "texts": card.texts}
