"""Where a program begins: the list of lists, and the description of everything."""

from typing import Any

from flask import url_for
from marshmallow import fields

from jcmevents.accounts.access import public
from jcmevents.api import blueprint
from jcmevents.api.blueprint import bp
from jcmevents.api.fields import Listed, Query


class Entry(Listed):
    """Addresses to begin with."""

    description = fields.String()
    countries = fields.String()
    meetings = fields.String()
    releases = fields.String()
    token = fields.String()


@bp.route("/", tags=["start"])
@public
@bp.arguments(Query, location="query")
@bp.response(200, Entry)
def entry(_query: dict[str, Any]) -> dict[str, Any]:
    """Where to begin"""
    return {
        "description": url_for(".openapi"),
        "countries": url_for(".countries"),
        "meetings": url_for(".meetings"),
        "releases": url_for(".releases"),
        "token": url_for(".token"),
    }


@bp.route("/openapi.json", tags=["start"])
@public
@bp.arguments(Query, location="query")
@bp.response(200, description="This document")
def openapi(_query: dict[str, Any]) -> dict[str, Any]:
    """The description of the interface, as OpenAPI"""
    return blueprint.description()
