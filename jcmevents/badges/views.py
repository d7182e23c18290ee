"""The organizers' pages about badges, name plates and room signs."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.badges.design import BadgeDesign, keep_logo
from jcmevents.badges.faces import occasion_of, specimens
from jcmevents.badges.formats import Badges
from jcmevents.badges.forms import DesignForm, PlatesForm, PrintForm, ReprintForm, ShownForm, SignsForm
from jcmevents.badges.overview import Overview, badges_of
from jcmevents.badges.placing import pdf_of
from jcmevents.badges.plates import request_plates
from jcmevents.badges.printing import PDF, chosen, reprint, request_badges
from jcmevents.badges.signs import request_signs
from jcmevents.delegations.capacities import Capacity
from jcmevents.downloads import Download
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.selection import Selection
from jcmevents.registration.states import EXPECTED
from jcmevents.text import current_language

bp = Blueprint("badges", __name__, url_prefix="/meetings/<meeting_slug>/attendance/badges")
organizers = staff_only(Role.ORGANIZER)


def _asked_for(download: Download) -> Any:
    return created(lambda: url_for("downloads.show", download_id=download.id))


def _who() -> dict[str, Any]:
    return {"lang": current_language(), "by": current_user, "at": clock.now()}


@bp.route("", methods=["GET", "POST"])
@organizers
def index(meeting: Meeting) -> Any:
    form = PrintForm()
    if form.validate_on_submit():
        people = chosen(meeting, *form.wanted())
        return _asked_for(request_badges(meeting, people, **_who()))
    selection = Selection.understood(request.args)
    overview = Overview(meeting, selection)
    shown = {"overview": overview, "shown": ShownForm(meeting, selection), "form": form, "Capacity": Capacity}
    return render_template("badges/index.html", meeting=meeting, **shown)


@bp.route("/design", methods=["GET", "POST"])
@organizers
def design(meeting: Meeting) -> Any:
    row = BadgeDesign.of(meeting)
    form = DesignForm(row)
    if form.validate_on_submit():
        logo = None if form.without_logo.data else row.logo
        if form.logo.data:
            logo = keep_logo(form.logo.data, by=current_user, at=clock.now())
        details = {"layout": form.layout.data, "langs": tuple(form.langs.data.split()), "colours": form.colours}
        row.revise(logo=logo, by=current_user, at=clock.now(), **details)
        db.session.commit()
        return redirect(url_for(".design"))
    return render_template("badges/design.html", meeting=meeting, form=form, design=row, Capacity=Capacity)


@bp.get("/specimens.pdf")
@organizers
def specimen(meeting: Meeting) -> Any:
    """What badges look like at present; the codes on them open nothing."""
    row, lang = BadgeDesign.of(meeting), current_language()
    drawn = Badges(row, occasion_of(meeting, row.langs))
    sheets = drawn.sheets(iter(specimens(meeting, row.langs)))
    content = pdf_of(sheets, drawn.lies.paper, number=len(Capacity), title=gettext("Specimens"), lang=lang)
    return file_response(content, PDF, f"{meeting.slug}-specimens.pdf")


@bp.route("/people/<string:number>", methods=["GET", "POST"])
@organizers
def person(meeting: Meeting, number: str) -> Any:
    """The badges of a person; a new one in place of that which is good."""
    registration = Registration.found_in(meeting, number) or abort(404)
    badges, form = badges_of(registration), ReprintForm()
    good = next((badge for badge in badges if badge.is_live), None)
    if good and form.validate_on_submit():
        return _asked_for(reprint(good, why=form.why.data, **_who()))
    shown = {"person": registration, "badges": badges, "good": good, "form": form, "EXPECTED": EXPECTED}
    return render_template("badges/person.html", meeting=meeting, **shown)


@bp.post("/people/<string:number>/file")
@organizers
def print_one(meeting: Meeting, number: str) -> Any:
    """The badge as it is, for the first time or because the printer spoilt it."""
    registration = Registration.found_in(meeting, number) or abort(404)
    return _asked_for(request_badges(meeting, [registration], **_who()))


@bp.route("/plates", methods=["GET", "POST"])
@organizers
def plates(meeting: Meeting) -> Any:
    form = PlatesForm(meeting)
    if form.validate_on_submit():
        langs, delegation = form.langs.data.split(), form.delegation_id.data
        wanted = (form.whose.data, langs, int(delegation) if delegation else None)
        return _asked_for(request_plates(meeting, *wanted, **_who()))
    return render_template("badges/plates.html", meeting=meeting, form=form)


@bp.route("/signs", methods=["GET", "POST"])
@organizers
def signs(meeting: Meeting) -> Any:
    form = SignsForm(meeting)
    if form.validate_on_submit():
        langs, day = form.langs.data.split(), form.day.data
        wanted = (form.per.data, form.paper.data, langs, int(day) if day else None)
        return _asked_for(request_signs(meeting, *wanted, **_who()))
    return render_template("badges/signs.html", meeting=meeting, form=form)
