"""The press list as the press office keeps it."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import func, select

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.press.house import LANGUAGES
from jcmevents.press.press_list import Subscriber
from jcmevents.press.press_list_forms import AddForm, ImportForm

bp = Blueprint("press_list", __name__, url_prefix="/releases/press-list")
PER_PAGE = 50


@bp.get("/")
@staff_only(Role.PRESS)
def index() -> Any:
    pages = db.paginate(select(Subscriber).order_by(Subscriber.id.desc()), per_page=PER_PAGE)
    told = db.session.scalar(select(func.count()).select_from(Subscriber).where(Subscriber.on_list()))
    return render_template("press/press_list.html", pages=pages, told=told)


@bp.route("/new", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def new() -> Any:
    form = AddForm()
    if form.validate_on_submit():
        Subscriber.add(**form.details(), by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".index"))
    return render_template("press/press_list_new.html", form=form)


@bp.route("/import", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def import_lines() -> Any:
    form = ImportForm()
    refused: list[tuple[int, str]] = []
    if form.validate_on_submit():
        added, refused = _add_all(form)
        db.session.commit()
        flash(ngettext("%(num)s person was added.", "%(num)s people were added.", added), "good")
        if not refused:
            return redirect(url_for(".index"))
    return render_template("press/press_list_import.html", form=form, refused=refused)


def _add_all(form: ImportForm) -> tuple[int, list[tuple[int, str]]]:
    """How many were added, and of the others the number of the line and why not."""
    refused = []
    for line, person in enumerate(form.people, start=2):
        try:
            _require_usable(person)
            Subscriber.add(**person, consent=form.consent.data or "", by=current_user, at=clock.now())
        except RuleBroken as broken:
            refused.append((line, str(broken)))
    return len(form.people) - len(refused), refused


def _require_usable(person: dict[str, str]) -> None:
    if person["lang"] not in LANGUAGES:
        raise RuleBroken(_("The language must be one of: %(codes)s", codes=", ".join(LANGUAGES)))
    if not person["name"] or len(person["name"]) > 80 or len(person["outlet"]) > 200 or len(person["address"]) > 254:
        raise RuleBroken(_("The name is missing, or something is too long."))


@bp.post("/<int:subscriber_id>/end")
@staff_only(Role.PRESS)
def end(subscriber_id: int) -> Any:
    person = db.session.get(Subscriber, subscriber_id) or abort(404)
    person.end(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".index"))
