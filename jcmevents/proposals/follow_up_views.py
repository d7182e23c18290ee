"""What is to be done after the meeting, and the call for proposals before it: pages of the organizers."""

from datetime import datetime
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import DateTimeLocalField, TextAreaField
from wtforms.validators import Length, Optional

from jcmevents import clock
from jcmevents.agenda.models import Session
from jcmevents.discussion.models import FollowUp, Progress
from jcmevents.extensions import db
from jcmevents.forms import EditForm, by_language, created
from jcmevents.language_fields import InEachLanguage, LanguagesForm
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.blueprint import bp
from jcmevents.proposals.discussion_forms import EditFollowUpForm, FollowUpForm
from jcmevents.proposals.editing import find, organizers
from jcmevents.proposals.models import Call, Proposal


class CallForm(EditForm, LanguagesForm):
    """Until when delegations hand in, and what they are told."""

    due_at = DateTimeLocalField(
        _l("Proposals are taken until"),
        format="%Y-%m-%dT%H:%M",
        validators=[Optional()],
        description=_l("Wall time at the place of the meeting. Leave it empty to set no end."),
    )
    guidance = InEachLanguage(_l("What delegations are told"), TextAreaField, validators=[Length(max=5_000)])

    def __init__(self, row: Call, *, meeting: Meeting, **kwargs: Any):
        self.meeting = meeting
        super().__init__(row, **kwargs)

    def stored(self, row: Call) -> dict[str, Any]:  # type: ignore[override]
        local = row.due_at.astimezone(self.meeting.tz).replace(tzinfo=None) if row.due_at else None
        return {"due_at": local, **by_language("guidance", row.guidances)}

    def instant(self) -> datetime | None:
        local: datetime | None = self.due_at.data
        return local.replace(tzinfo=self.meeting.tz) if local else None


@bp.route("/proposals/call", methods=["GET", "POST"])
@organizers
def call(meeting: Meeting) -> Any:
    call = Call.of(meeting)
    form = CallForm(call, meeting=meeting)
    if form.validate_on_submit():
        call.revise(due_at=form.instant(), guidances=form.texts("guidance"), by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".index"))
    return render_template("proposals/call.html", form=form, meeting=meeting)


def _follow_up(meeting: Meeting, follow_up_id: int) -> FollowUp:
    return FollowUp.found_in(meeting, follow_up_id) or abort(404)


@bp.get("/proposals/follow-ups")
@organizers
def follow_ups(meeting: Meeting) -> Any:
    titles = {proposal.id: proposal.title for proposal in db.session.scalars(Proposal.of_meeting(meeting))}
    return render_template(
        "proposals/follow_ups.html",
        meeting=meeting,
        follow_ups=db.session.scalars(FollowUp.of_meeting(meeting)).all(),
        titles=titles,
        today=clock.now().astimezone(meeting.tz).date(),
        Progress=Progress,
    )


@bp.route("/proposals/<int:proposal_id>/follow-ups/new", methods=["GET", "POST"])
@organizers
def new_follow_up(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    form = FollowUpForm(meeting=meeting)
    if form.validate_on_submit():
        asked = {"proposal_id": proposal.id, "raised_in": proposal.session, **form.details()}
        FollowUp.ask_for(meeting, by=current_user, at=clock.now(), **asked)
        return created(lambda: url_for(".show", proposal_id=proposal.id))
    return render_template("proposals/new_follow_up.html", form=form, meeting=meeting, title=proposal.title)


@bp.route("/proposals/sessions/<int:session_id>/follow-ups/new", methods=["GET", "POST"])
@organizers
def new_session_follow_up(meeting: Meeting, session_id: int) -> Any:
    session = Session.found_in(meeting, session_id) or abort(404)
    form = FollowUpForm(meeting=meeting)
    if form.validate_on_submit():
        FollowUp.ask_for(meeting, raised_in=session, by=current_user, at=clock.now(), **form.details())
        return created(lambda: url_for("minutes.page", session_id=session.id))
    return render_template("proposals/new_follow_up.html", form=form, meeting=meeting, title=session.title)


@bp.route("/proposals/follow-ups/<int:follow_up_id>/edit", methods=["GET", "POST"])
@organizers
def edit_follow_up(meeting: Meeting, follow_up_id: int) -> Any:
    follow_up = _follow_up(meeting, follow_up_id)
    form = EditFollowUpForm(follow_up, meeting=meeting)
    if form.validate_on_submit():
        follow_up.revise(by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(url_for(".follow_ups"))
    return render_template("proposals/edit_follow_up.html", form=form, meeting=meeting, follow_up=follow_up)


@bp.route("/proposals/follow-ups/<int:follow_up_id>/removal", methods=["GET", "POST"])
@organizers
def remove_follow_up(meeting: Meeting, follow_up_id: int) -> Any:
    follow_up = _follow_up(meeting, follow_up_id)
    if request.form.get("confirmed") == "yes":
        follow_up.remove(by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".follow_ups"))
    return render_template("proposals/remove_follow_up.html", meeting=meeting, follow_up=follow_up)
