"""The fact sheet of a release: what is computed, what is entered by hand, what overrides the computed words."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.countries.ordering import OrderPolicy
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.press import country_list
from jcmevents.press.fact_sheet import fact_line, fact_sheet
from jcmevents.press.facts import BY_HAND, SOURCES, Facts
from jcmevents.press.forms import EditFactForm, NewFactForm
from jcmevents.press.house import LANGUAGES
from jcmevents.press.models import Fact, Release
from jcmevents.press.texts import language_name

LIST = "participants_list"
ORDERS = {
    OrderPolicy.HOUSE_JA: _l("as in Japanese releases"),
    OrderPolicy.GOJUON: _l("by kana"),
    OrderPolicy.SIGNING: _l("by day of signing"),
    OrderPolicy.PROTOCOL: _l("by rank of the heads"),
    OrderPolicy.EN_UN: _l("English, from A to Z"),
}

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
    countries = _countries(release, fact_key)
    orders = [(policy.value, ORDERS[policy]) for policy in OrderPolicy] if countries else []
    return render_template("press/fact.html", form=form, release=release, line=line, countries=countries, orders=orders)


@bp.post("/<string:fact_key>/removal")
@staff_only(Role.PRESS)
def clear(release: Release, fact_key: str) -> Any:
    _found(release, fact_key)
    release.clear_fact(fact_key, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".index"))


@bp.post("/participants_list/order")
@staff_only(Role.PRESS)
def order_countries(release: Release) -> Any:
    order = request.form.get("order", "")
    if order and order not in list(OrderPolicy):
        raise RuleBroken(gettext("Choose an order from the list."))
    release.arrange_countries(order, [], by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".edit", fact_key=LIST))


@bp.post("/participants_list/moves")
@staff_only(Role.PRESS)
def move_country(release: Release) -> Any:
    facts, iso2 = Facts(release, release.texts[0].lang if release.texts else "en"), request.form.get("country", "")
    steps = -1 if request.form.get("to") == "up" else 1
    country_list.move_country(release, facts.house, facts.attending, iso2, steps=steps, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".edit", fact_key=LIST, _anchor="order"))


def _countries(release: Release, key: str) -> list[Any]:
    """The countries in the order of the release, on the page of their list."""
    if key != LIST or release.meeting is None:
        return []
    facts = Facts(release, release.texts[0].lang if release.texts else "en", gaps=True)
    return country_list.countries_in_order(release, facts.house, facts.attending)


def _found(release: Release, key: str) -> Fact:
    """What is known by hand about the fact, which may be nothing yet; 404 for a fact that there is not."""
    if key in SOURCES or key in BY_HAND:
        return release.fact(key) or Fact.unsaid(key)
    return release.fact(key) or abort(404)
