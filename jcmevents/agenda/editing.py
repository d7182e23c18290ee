"""Pages on which organizers build the agenda."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import ColumnElement, select

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.agenda.blueprint import bp
from jcmevents.agenda.forms import EditItemForm, EditSessionForm, LeadersForm, NewItemForm, NewSessionForm
from jcmevents.agenda.leading import name_leaders
from jcmevents.agenda.likely import likely_place
from jcmevents.agenda.models import Item, Session
from jcmevents.agenda.running_order import step
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting
from jcmevents.text import localized

organizers = staff_only(Role.ORGANIZER)


def _session(meeting: Meeting, session_id: int) -> Session:
    """The session, which nobody else changes until this request has saved what it brings."""
    hold(Session.id == session_id)
    return Session.found_in(meeting, session_id) or abort(404)


def _item(meeting: Meeting, item_id: int) -> Item:
    hold(Session.items.any(id=item_id))
    return Item.found_in(meeting, item_id) or abort(404)


def hold(which: ColumnElement[bool]) -> None:
    """Lock these sessions until the end of the transaction, if something is to be saved."""
    if request.method == "POST":
        db.session.execute(select(Session.id).where(which).with_for_update(of=Session))


def _at(session: Session) -> str:
    return url_for(".index", _anchor=f"session-{session.id}")


def _where_from(session: Session) -> str:
    """The page from which the form was opened, at `session`."""
    return url_for(".grid", _anchor=f"session-{session.id}") if _from_grid() else _at(session)


def _beside(session: Session) -> str:
    """The form for one more session on the same day in the same room."""
    place: dict[str, Any] = {"day": session.day_id, "room": session.room_id or 0, "from": request.args.get("from")}
    return url_for(".new_session", **place)


def _from_grid() -> bool:
    return request.args.get("from") == "grid"


def _next(form: NewSessionForm | NewItemForm, draft: str, page: str, otherwise: str) -> str:
    """`page`, empty again, if the next one is to be entered there, else `otherwise`."""
    if not form.another.data:
        return otherwise
    flash(gettext("“%(title)s” is saved. Enter the next one.", title=localized(form.texts("title"))), "success")
    flash(draft, "draft-clear")
    return page


def _removed(title: str) -> str:
    return gettext("“%(title)s” was removed. On the grid, “Undo my last change” brings it back.", title=title)


def require_confirmation() -> None:
    if request.form.get("confirmed") != "yes":
        raise RuleBroken(gettext("Nothing was removed. Go back and tick the box if you are sure."))


@bp.route("/agenda/sessions/new", methods=["GET", "POST"])
@organizers
def new_session(meeting: Meeting) -> Any:
    draft = f"new-session-{meeting.id}"
    form = NewSessionForm(meeting=meeting, data=likely_place(meeting, request.args) if request.method == "GET" else {})
    if form.validate_on_submit():
        session = Session.schedule(meeting, by=current_user, at=clock.now(), **form.details())
        return created(lambda: _next(form, draft, _beside(session), _where_from(session)))
    return render_template("agenda/new_session.html", form=form, meeting=meeting, draft=draft, from_grid=_from_grid())


@bp.route("/agenda/sessions/<int:session_id>/edit", methods=["GET", "POST"])
@organizers
def edit_session(meeting: Meeting, session_id: int) -> Any:
    session = _session(meeting, session_id)
    form = EditSessionForm(session, meeting=meeting)
    if form.validate_on_submit():
        session.revise(by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(_where_from(session))
    return render_template(
        "agenda/edit_session.html", form=form, meeting=meeting, session=session, cancel=_where_from(session)
    )


@bp.post("/agenda/sessions/<int:session_id>/removal")
@organizers
def remove_session(meeting: Meeting, session_id: int) -> Any:
    session = _session(meeting, session_id)
    require_confirmation()
    session.remove(by=current_user, at=clock.now())
    db.session.commit()
    flash(_removed(session.title))
    return redirect(url_for(".index"))


@bp.route("/agenda/sessions/<int:session_id>/items/new", methods=["GET", "POST"])
@organizers
def new_item(meeting: Meeting, session_id: int) -> Any:
    session = _session(meeting, session_id)
    form, draft = NewItemForm(meeting=meeting), f"new-item-{session.id}"
    if form.validate_on_submit():
        session.add_item(by=current_user, at=clock.now(), **form.details())
        return created(lambda: _next(form, draft, url_for(".new_item", session_id=session.id), _at(session)))
    return render_template("agenda/new_item.html", form=form, meeting=meeting, session=session, draft=draft)


@bp.route("/agenda/items/<int:item_id>/edit", methods=["GET", "POST"])
@organizers
def edit_item(meeting: Meeting, item_id: int) -> Any:
    item = _item(meeting, item_id)
    form = EditItemForm(item, meeting=meeting)
    if form.validate_on_submit():
        item.revise(by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(_at(item.session))
    return render_template("agenda/edit_item.html", form=form, meeting=meeting, item=item)


@bp.post("/agenda/items/<int:item_id>/position/<any(up,down):direction>")
@organizers
def move_item(meeting: Meeting, item_id: int, direction: str) -> Any:
    item = _item(meeting, item_id)
    step(item, direction, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(_at(item.session))


@bp.post("/agenda/items/<int:item_id>/removal")
@organizers
def remove_item(meeting: Meeting, item_id: int) -> Any:
    item = _item(meeting, item_id)
    require_confirmation()
    session = item.session
    session.drop_item(item, by=current_user, at=clock.now())
    db.session.commit()
    flash(_removed(item.title))
    return redirect(_at(session))


@bp.route("/agenda/leaders", methods=["GET", "POST"])
@organizers
def edit_leaders(meeting: Meeting) -> Any:
    form = LeadersForm(meeting, meeting=meeting)
    if form.validate_on_submit():
        name_leaders(meeting, form.people(), by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".index"))
    return render_template("agenda/edit_leaders.html", form=form, meeting=meeting)
