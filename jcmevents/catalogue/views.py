"""The proposals of all meetings, for everybody; staff see more of them."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.catalogue.catalogue import Catalogue
from jcmevents.catalogue.export import FORMATS, MEDIA_TYPES, MOST_WRITTEN, exported
from jcmevents.catalogue.forms import WantedForm
from jcmevents.catalogue.paging import Entries
from jcmevents.catalogue.themes import ThemesOverMeetings
from jcmevents.catalogue.wanted import Wanted
from jcmevents.errors import RuleBroken
from jcmevents.headers import file_response
from jcmevents.proposals.blueprint import official_names
from jcmevents.text import current_language

bp = Blueprint("catalogue", __name__, url_prefix="/proposals")


def _asked() -> Catalogue:
    return Catalogue(Wanted.understood(request.args), current_user, clock.now())


@bp.get("/")
@public
def index() -> Any:
    catalogue = _asked()
    return render_template(
        "catalogue/index.html",
        catalogue=catalogue,
        form=WantedForm(catalogue),
        pages=Entries(catalogue, request.args.get("page", 1, type=int)),
        chart=ThemesOverMeetings.of(catalogue),
        official_names=official_names,
        formats=FORMATS if catalogue.total <= MOST_WRITTEN else (),
    )


@bp.get("/proposals.<any(xlsx,csv,json):file_format>")
@public
def file(file_format: str) -> Any:
    catalogue = _asked()
    if catalogue.total > MOST_WRITTEN:
        raise RuleBroken(
            gettext("A file holds at most %(most)s proposals. Please narrow the search.", most=MOST_WRITTEN)
        )
    content = exported(catalogue, file_format, current_language())
    return file_response(content, MEDIA_TYPES[file_format], f"proposals.{file_format}")
