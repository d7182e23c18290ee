"""Countries, and which of them are partners on a day."""

from typing import Any

from flask import abort
from marshmallow import fields
from sqlalchemy import select

from jcmevents.accounts.access import public
from jcmevents.api.blueprint import bp
from jcmevents.api.fields import TEXTS, Calendar, Listed, PageQuery, Query, page_of
from jcmevents.api.paging import TEXT, Order, page
from jcmevents.countries.models import Country
from jcmevents.text import current_language

BY_CODE = Order([Country.iso2], [TEXT])
NAMED_IN = ("en", "ja", "fr", "es")


class CountryListed(Listed):
    """A country or territory of ISO 3166-1."""

    iso2 = fields.String(metadata={"example": "MN"})
    iso3 = fields.String()
    name = fields.String(metadata={"description": "The short name in the language asked for."})
    formal_name = fields.String()
    un_group = fields.String()
    ldc = fields.Boolean(metadata={"description": "One of the least developed countries."})
    sids = fields.Boolean(metadata={"description": "One of the small island developing states."})
    partner_since = fields.Date(
        allow_none=True, metadata={"description": "The day of its first memorandum with Japan, if it signed one."}
    )


class InstrumentTold(Listed):
    """What Japan and the country have signed. A memorandum makes the country a partner."""

    kind = fields.String()
    signed_on = fields.Date()
    place = fields.String()


class CountryTold(CountryListed):
    """A country with its names in several languages and what it has signed."""

    names = fields.Dict(**TEXTS)
    formal_names = fields.Dict(**TEXTS)
    instruments = fields.List(fields.Nested(InstrumentTold))


class CountriesQuery(PageQuery):
    partners_on = Calendar(metadata={"description": "Only the countries that were partners by the end of this day."})


def _told(country: Country, on: Any = None) -> dict[str, Any]:
    lang = current_language()
    own = {name: getattr(country, name) for name in ("iso2", "iso3", "un_group", "ldc", "sids")}
    names = {"name": country.name(lang, on=on), "formal_name": country.name(lang, "formal", on=on)}
    return {**own, **names, "partner_since": country.first_signed_on}


@bp.route("/countries", tags=["countries"])
@public
@bp.arguments(CountriesQuery, location="query")
@bp.response(200, page_of(CountryListed))
def countries(wanted: dict[str, Any]) -> dict[str, Any]:
    """All countries, or the partners on a day

    With `partners_on` the names are those in force on that day.
    """
    query, day = select(Country), wanted.get("partners_on")
    if day:
        query = query.where(Country.iso2.in_(Country.partner_codes_on(day)))
    rows, following = page(query, BY_CODE, wanted)
    return {"items": [_told(country, day) for country in rows], "next": following}


@bp.route("/countries/<string(length=2):iso2>", tags=["countries"])
@public
@bp.arguments(Query, location="query")
@bp.response(200, CountryTold)
def country(_query: dict[str, Any], iso2: str) -> dict[str, Any]:
    """One country"""
    found = Country.by_code(iso2) or abort(404)
    names = {lang: found.name(lang) for lang in NAMED_IN}
    formal = {lang: found.name(lang, "formal") for lang in NAMED_IN}
    return {**_told(found), "names": names, "formal_names": formal, "instruments": found.instruments}
