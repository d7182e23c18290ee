"""Pages on which organizers note what was said: points on proposals and in sessions, and the themes of sessions."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.agenda.models import Session
from jcmevents.discussion.points import DiscussionPoint
from jcmevents.discussion.themes import SessionTheme
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.blueprint import bp
from jcmevents.proposals.discussion_forms import EditPointForm, NoteThemeForm, PointForm
from jcmevents.proposals.editing import find, organizers


def _session(meeting: Meeting, session_id: int) -> Session:
    return Session.found_in(meeting, session_id) or abort(404)


def _point(meeting: Meeting, point_id: int) -> DiscussionPoint:
    return DiscussionPoint.found_in(meeting, point_id) or abort(404)


def _noted(meeting: Meeting, noted_id: int) -> SessionTheme:
    return SessionTheme.found_in(meeting, noted_id) or abort(404)


def _points_page(point: DiscussionPoint) -> str:
    """The page that lists the point."""
    if point.proposal_id:
        return url_for(".proposal_points", proposal_id=point.proposal_id)
    return url_for(".session_points", session_id=point.session_id)


@bp.route("/proposals/<int:proposal_id>/points", methods=["GET", "POST"])
@organizers
def proposal_points(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    form = PointForm(meeting=meeting, session=proposal.session)
    if form.validate_on_submit():
        point = proposal.add_point(by=current_user, at=clock.now(), **form.details())
        return created(lambda: _points_page(point))
    return render_template(
        "proposals/points.html",
        form=form,
        meeting=meeting,
        title=proposal.title,
        session=proposal.session,
        points=proposal.points,
        back=url_for(".show", proposal_id=proposal.id),
    )


@bp.route("/proposals/sessions/<int:session_id>/points", methods=["GET", "POST"])
@organizers
def session_points(meeting: Meeting, session_id: int) -> Any:
    session = _session(meeting, session_id)
    form = PointForm(meeting=meeting, session=session)
    if form.validate_on_submit():
        point = DiscussionPoint.note_in(session, by=current_user, at=clock.now(), **form.details())
        return created(lambda: _points_page(point))
    return render_template(
        "proposals/points.html",
        form=form,
        meeting=meeting,
        title=session.title,
        session=session,
        points=db.session.scalars(DiscussionPoint.of_session(session)).all(),
        back=url_for(".index"),
    )


@bp.route("/proposals/points/<int:point_id>/edit", methods=["GET", "POST"])
@organizers
def edit_point(meeting: Meeting, point_id: int) -> Any:
    point = _point(meeting, point_id)
    form = EditPointForm(point, meeting=meeting, session=point.raised_in)
    if form.validate_on_submit():
        point.revise(by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(_points_page(point))
    return render_template("proposals/edit_point.html", form=form, meeting=meeting, back=_points_page(point))


@bp.post("/proposals/points/<int:point_id>/position/<any(up,down):direction>")
@organizers
def move_point(meeting: Meeting, point_id: int, direction: str) -> Any:
    point = _point(meeting, point_id)
    point.move(direction, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(_points_page(point))


@bp.route("/proposals/points/<int:point_id>/removal", methods=["GET", "POST"])
@organizers
def remove_point(meeting: Meeting, point_id: int) -> Any:
    point = _point(meeting, point_id)
    page = _points_page(point)
    if request.form.get("confirmed") == "yes":
        point.strike(by=current_user, at=clock.now())
        db.session.commit()
        return redirect(page)
    return render_template("proposals/remove_point.html", meeting=meeting, point=point, back=page)


@bp.route("/proposals/sessions/<int:session_id>/themes", methods=["GET", "POST"])
@organizers
def themes(meeting: Meeting, session_id: int) -> Any:
    session = _session(meeting, session_id)
    noted = db.session.scalars(SessionTheme.of_session(session)).all()
    form = NoteThemeForm([each.theme for each in noted])
    if form.validate_on_submit():
        SessionTheme.note(session, form.chosen_theme(), by=current_user, at=clock.now())
        return created(lambda: url_for(".themes", session_id=session.id))
    return render_template("proposals/themes.html", form=form, meeting=meeting, session=session, noted=noted)


@bp.post("/proposals/themes/<int:noted_id>/position/<any(up,down):direction>")
@organizers
def move_theme(meeting: Meeting, noted_id: int, direction: str) -> Any:
    noted = _noted(meeting, noted_id)
    noted.move(direction, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".themes", session_id=noted.session_id))


@bp.post("/proposals/themes/<int:noted_id>/removal")
@organizers
def remove_theme(meeting: Meeting, noted_id: int) -> Any:
    noted = _noted(meeting, noted_id)
    page = url_for(".themes", session_id=noted.session_id)
    noted.strike(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(page)
