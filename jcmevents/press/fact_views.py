"""The fact sheet of a release: what is computed, what is entered by hand, what overrides the computed words."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.press.fact_sheet import fact_line, fact_sheet
from jcmevents.press.facts import BY_HAND, SOURCES
from jcmevents.press.forms import EditFactForm, NewFactForm
from jcmevents.press.house import LANGUAGES
from jcmevents.press.models import Fact, Release
from jcmevents.press.texts import language_name

bp = Blueprint("facts", __name__, url_prefix="/releases/<release_slug>/facts")


@bp.get("/")
@staff_only(Role.PRESS, Role.ORGANIZER)
def index(release: Release) -> Any:
    lines = fact_sheet(release, LANGUAGES)
    names = [language_name(lang) for lang in LANGUAGES]
    return render_template("press/facts.html", release=release, lines=lines, names=names)


@bp.route("/new", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def new(release: Release) -> Any:
    form = NewFactForm(release)
    if form.validate_on_submit():
        release.set_fact(form.key.data, by=current_user, at=clock.now(), **form.details())
        return created(lambda: url_for(".index"))
    return render_template("press/new_fact.html", form=form, release=release)


@bp.route("/<string:fact_key>", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def edit(release: Release, fact_key: str) -> Any:
    form = EditFactForm(_found(release, fact_key))
    if form.validate_on_submit():
        release.set_fact(fact_key, by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(url_for(".index"))
    line = fact_line(release, fact_key, LANGUAGES)
    return render_template("press/fact.html", form=form, release=release, line=line)


@bp.post("/<string:fact_key>/removal")
@staff_only(Role.PRESS)
def clear(release: Release, fact_key: str) -> Any:
    _found(release, fact_key)
    release.clear_fact(fact_key, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".index"))


def _found(release: Release, key: str) -> Fact:
    """What is known by hand about the fact, which may be nothing yet; 404 for a fact that there is not."""
    if key in SOURCES or key in BY_HAND:
        return release.fact(key) or Fact.unsaid(key)
    return release.fact(key) or abort(404)
