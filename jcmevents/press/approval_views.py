"""The way of a release to the public: each step is an act of somebody, on one page that shows where it stands."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.document import body_html
from jcmevents.extensions import db
from jcmevents.press import doors, embargo, freezing
from jcmevents.press.approval_forms import CoOrganizerForm, EmbargoForm, ReasonForm, SendBackForm
from jcmevents.press.approval_page import may_approve, shown
from jcmevents.press.checking import Answer, tick_chosen
from jcmevents.press.lint import faults
from jcmevents.press.mailing import Mailing
from jcmevents.press.models import Release
from jcmevents.press.notes import with_notes
from jcmevents.text import current_language

bp = Blueprint("approval", __name__, url_prefix="/releases/<release_slug>/approval")
READERS = (Role.PRESS, Role.ORGANIZER)


def _done(release: Release) -> Any:
    db.session.commit()
    return redirect(url_for("press.approval.show", release_slug=release.slug))


@bp.get("/")
@staff_only(*READERS)
def show(release: Release) -> Any:
    return render_template("press/approval.html", **shown(release))


@bp.post("/fact-check")
@staff_only(Role.PRESS)
def ask_fact_check(release: Release) -> Any:
    """With faults the page stays as it is: it lists them, each with the way to its block."""
    if found := faults(release):
        flash(gettext("Please put right first what is listed below as a fault."), "error")
        return redirect(url_for(".show"))
    release.ask_fact_check(found, by=current_user, at=clock.now())
    return _done(release)


@bp.post("/ticks")
@staff_only(*READERS)
def tick(release: Release) -> Any:
    """Tick the facts chosen; what is in doubt comes back as it was typed, with the reason."""
    rows = zip(*(request.form.getlist(name) for name in ("key", "seen", "source")), strict=False)
    chosen = request.form.getlist("ticked")
    answers = {key: Answer(seen, source, key in chosen) for key, seen, source in rows}
    refused = tick_chosen(release, answers, by=current_user, at=clock.now())
    db.session.commit()
    if not refused:
        return redirect(url_for(".show"))
    return render_template("press/approval.html", **shown(release) | {"refused": refused, "answers": answers}), 422


@bp.route("/co-organizer", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def co_organizer(release: Release) -> Any:
    form = CoOrganizerForm(data={"name": release.co_organizer, "address": release.co_address, "lang": release.co_lang})
    if form.validate_on_submit():
        chosen = {"name": form.name.data, "address": form.address.data, "lang": form.lang.data}
        release.choose_co_organizer(**chosen, by=current_user, at=clock.now())
        return _done(release)
    return render_template("press/co_organizer.html", form=form, release=release)


@bp.route("/request", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def ask_approval(release: Release) -> Any:
    """Of a correction the press office says why; of a first edition there is nothing to say."""
    form = ReasonForm()
    if form.validate_on_submit():
        edition = freezing.freeze(release, why=form.texts("reason"), by=current_user, at=clock.now())
        doors.ask_co_organizer(release, edition, by=current_user, at=clock.now())
        return _done(release)
    return render_template("press/ask_approval.html", form=form, release=release)


@bp.get("/text")
@staff_only(*READERS)
def text(release: Release) -> Any:
    """The frozen text, as those read it who approve it."""
    edition = release.candidate or abort(404)
    lang = edition.language(request.args.get("lang"), current_language())
    body = body_html(with_notes(edition, lang))
    values = {"release": release, "edition": edition, "body": body, "read_lang": lang}
    return render_template("press/frozen.html", **values, may_approve=may_approve(release))


@bp.post("/consent")
@staff_only(*READERS)
def approve(release: Release) -> Any:
    release.approve(request.form.get("digest", ""), by=current_user, at=clock.now())
    return _done(release)


@bp.route("/refusal", methods=["GET", "POST"])
@staff_only(*READERS)
def send_back(release: Release) -> Any:
    form = SendBackForm()
    if form.validate_on_submit():
        doors.close_to_co_organizer(release, by=current_user, at=clock.now())
        release.send_back(form.reason.data, by=current_user, at=clock.now())
        return _done(release)
    return render_template("press/send_back.html", form=form, release=release)


@bp.post("/retraction")
@staff_only(Role.PRESS)
def take_back(release: Release) -> Any:
    doors.close_to_co_organizer(release, by=current_user, at=clock.now())
    release.take_back(by=current_user, at=clock.now())
    return _done(release)


@bp.route("/schedule", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def schedule(release: Release) -> Any:
    form = EmbargoForm(zone=str(release.tz), day=release.released_on, tells_list=not release.latest)
    if form.validate_on_submit():
        present = embargo.present()
        edition = release.schedule(form.opens_at(present), form.zone.data, by=current_user, at=present)
        Mailing.plan(edition, form.tells_list.data)
        return _done(release)
    return render_template("press/schedule.html", form=form, release=release)


@bp.post("/cancellation")
@staff_only(Role.PRESS)
def call_off(release: Release) -> Any:
    release.call_off(by=current_user, at=embargo.present())
    return _done(release)


@bp.post("/correction")
@staff_only(Role.PRESS)
def begin_correction(release: Release) -> Any:
    release.begin_correction(by=current_user, at=embargo.present())
    return _done(release)


@bp.post("/correction/end")
@staff_only(Role.PRESS)
def end_correction(release: Release) -> Any:
    release.end_correction(by=current_user, at=embargo.present())
    return _done(release)


@bp.route("/withdrawal", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def withdraw(release: Release) -> Any:
    form = ReasonForm()
    if form.validate_on_submit():
        release.withdraw(form.texts("reason"), by=current_user, at=embargo.present())
        return _done(release)
    return render_template("press/withdraw.html", form=form, release=release)
