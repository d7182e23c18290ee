"""The table of the JCM partners on a day, the countries, and what was signed with them."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import get_locale
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import public, staff_only
from jcmevents.accounts.models import Role
from jcmevents.countries.forms import NewInstrumentForm, PartnersForm
from jcmevents.countries.models import HOST_ZONE, Country, Instrument
from jcmevents.countries.ordering import OrderPolicy, sort_countries
from jcmevents.forms import created
from jcmevents.text import current_language

bp = Blueprint("countries", __name__, url_prefix="/countries")


@bp.get("/")
@public
def index() -> Any:
    form = PartnersForm(request.args, on=clock.now().astimezone(HOST_ZONE).date(), order=usual_order())
    understood = form.validate()
    day = form.on.data or form.on.object_data
    order = form.order.data if understood else usual_order()
    partners = sort_countries(Country.partners_on(day), order)
    page = render_template("countries/index.html", form=form, day=day, partners=partners)
    return page, 200 if understood else 400


def usual_order() -> OrderPolicy:
    """The order in which papers in the reader's language list the partners."""
    return OrderPolicy.HOUSE_JA if current_language() == "ja" else OrderPolicy.EN_UN


@bp.get("/<string:iso2>")
@public
def show(iso2: str) -> Any:
    country = Country.by_code(iso2) or abort(404)
    return render_template("countries/show.html", country=country, language_names=get_locale().languages)


@bp.route("/instruments/new", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def new_instrument() -> Any:
    form = NewInstrumentForm(country=request.args.get("country"))
    if form.validate_on_submit():
        instrument = Instrument.enter(**form.details(), by=current_user, at=clock.now())
        return created(lambda: url_for(".show", iso2=instrument.country_iso2))
    return render_template("countries/new_instrument.html", form=form)
