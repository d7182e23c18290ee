"""The texts that are kept once for all releases, with their versions."""

from typing import Any

from flask import Blueprint, abort, render_template, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.countries.models import HOST_ZONE
from jcmevents.forms import created
from jcmevents.press.standing import StandingText
from jcmevents.press.standing_forms import FirstVersionForm, NextVersionForm

bp = Blueprint("standing", __name__, url_prefix="/releases/kept-texts")


@bp.get("/")
@staff_only(Role.PRESS, Role.ORGANIZER)
def index() -> Any:
    today = clock.now().astimezone(HOST_ZONE).date()
    return render_template("press/kept_texts.html", newest=StandingText.newest(), today=today)


@bp.route("/new", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def new() -> Any:
    form = FirstVersionForm()
    if form.validate_on_submit():
        StandingText.enter(by=current_user, at=clock.now(), **form.details())
        return created(lambda: url_for(".index"))
    return render_template("press/kept_text.html", form=form, versions=())


@bp.route("/<string:kept_key>", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def revise(kept_key: str) -> Any:
    versions = StandingText.versions_of(kept_key) or abort(404)
    form = NextVersionForm(versions[0])
    if form.validate_on_submit():
        StandingText.enter(key=kept_key, kind=versions[0].kind, by=current_user, at=clock.now(), **form.details())
        return created(lambda: url_for(".index"))
    return render_template("press/kept_text.html", form=form, versions=versions)
