"""The page on which rapporteurs write the summary of a session and say that it is ready."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length

from jcmevents import clock
from jcmevents.accounts.access import by_link, staff_only
from jcmevents.accounts.models import Role
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.agenda.anonymity import Names
from jcmevents.agenda.models import Session
from jcmevents.agenda.reporting import SessionSummary
from jcmevents.extensions import db
from jcmevents.forms import CreateForm, Form, choices, created
from jcmevents.language_fields import language_codes, language_name
from jcmevents.meetings.models import Meeting
from jcmevents.minutes.rapporteurs import PURPOSE, may_report, registered, send_link
from jcmevents.minutes.reporting import Report
from jcmevents.minutes.views import acting_user, changes_sent

bp = Blueprint("reporting", __name__, url_prefix="/meetings/<meeting_slug>/sessions/<int:session_id>/summary")
rapporteurs = by_link(PURPOSE, or_signed_in=True)
organizers = staff_only(Role.ORGANIZER)


class ReadyForm(Form):
    names_are_harmless = BooleanField(_l("No name or country in it tells who spoke."))

    def __init__(self, session: Session):
        super().__init__()
        if session.reveals_names:
            del self.names_are_harmless


class InviteForm(CreateForm):
    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=200)])
    email = StringField(_l("E-mail"), validators=[InputRequired(), Email(), Length(max=254)])
    language = SelectField(_l("Language of the mail"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.language.choices = choices((code, language_name(code)) for code in language_codes())


def _session(meeting: Meeting, session_id: int) -> Session:
    """The session, for those who may write of it. Nobody else learns that there is such a page."""
    session = Session.found_in(meeting, session_id) or abort(404)
    return session if may_report(current_user, session) else abort(404)


@bp.route("/", methods=["GET", "POST"])
@rapporteurs
def page(meeting: Meeting, session_id: int) -> Any:
    report = Report(_session(meeting, session_id))
    form = ReadyForm(report.session)
    if form.validate_on_submit():
        summary = SessionSummary.begun(report.session)
        summary.make_ready(
            names_are_harmless=bool(form.data.get("names_are_harmless")), by=acting_user(), at=clock.now()
        )
        db.session.commit()
        flash(gettext("The summary is ready and told wherever the session is."), "success")
        return redirect(url_for(".page", session_id=session_id))
    return _page(meeting, report, form)


def _page(meeting: Meeting, report: Report, form: ReadyForm) -> Any:
    session, summary = report.session, report.summary
    return render_template(
        "minutes/report.html",
        meeting=meeting,
        session=session,
        summary=summary,
        form=form,
        named=Names.at(meeting).in_text(summary.written) if not session.reveals_names else [],
        is_organizer=current_user.has_role(Role.ORGANIZER) if current_user.is_authenticated else False,
        note_languages=[(code, language_name(code)) for code in language_codes()],
    )


@bp.get("/state")
@rapporteurs
def state(meeting: Meeting, session_id: int) -> Any:
    """For the script of the page."""
    return _state(Report(_session(meeting, session_id)))


@bp.post("/sync")
@rapporteurs
def sync(meeting: Meeting, session_id: int) -> Any:
    """Take in changes, answer with what stands now. The same changes may be sent again."""
    report = Report(_session(meeting, session_id))
    report.take(changes_sent(request.get_json(silent=True)), by=acting_user(), at=clock.now())
    db.session.commit()
    return _state(Report(report.session))


def _state(report: Report) -> dict[str, Any]:
    closed = not report.session.reveals_points
    return {"points": [] if closed else report.cards(), "csrf": generate_csrf()}


@bp.post("/take-back")
@organizers
def take_back(meeting: Meeting, session_id: int) -> Any:
    SessionSummary.begun(_session(meeting, session_id)).take_back(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".page", session_id=session_id))


@bp.route("/rapporteurs", methods=["GET", "POST"])
@organizers
def invite(meeting: Meeting, session_id: int) -> Any:
    session, form = _session(meeting, session_id), InviteForm()
    if form.validate_on_submit():
        to = {"to": form.email.data, "name": form.name.data, "lang": form.language.data}
        send_link(session, **to, by=current_user, at=clock.now())
        flash(gettext("The private link is on its way."), "success")
        return created(lambda: url_for(".invite", session_id=session_id))
    links = [link for link in PrivateLink.of(PURPOSE, session.id) if link.is_live(clock.now())]
    context = {"session": session, "form": form, "links": links, "registered": registered(session)}
    return render_template("minutes/invite.html", meeting=meeting, **context)


@bp.post("/rapporteurs/revoke")
@organizers
def revoke_links(meeting: Meeting, session_id: int) -> Any:
    session = _session(meeting, session_id)
    PrivateLink.revoke_all(PURPOSE, session.id, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".invite", session_id=session_id))
