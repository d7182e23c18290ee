"""The page that tells people how programs use the interface."""

from typing import Any

from flask import Blueprint, current_app, render_template
from flask_babel import lazy_gettext as _l

from jcmevents.accounts.access import public
from jcmevents.accounts.tokens import MOST_PER_MINUTE
from jcmevents.api.blueprint import PREFIX, description
from jcmevents.api.fields import MOST_AT_ONCE

bp = Blueprint("api_guide", __name__, url_prefix="/api")
METHODS = ("get", "post", "patch")
# What each address is for, as the description of the interface says it, so that it can be read in every language.
PURPOSES = {
    "Where to begin": _l("Where to begin"),
    "The description of the interface, as OpenAPI": _l("The description of the interface, as OpenAPI"),
    "The token you use": _l("The token you use"),
    "All countries, or the partners on a day": _l("All countries, or the partners on a day"),
    "One country": _l("One country"),
    "The meetings, those entered last first": _l("The meetings, those entered last first"),
    "One meeting": _l("One meeting"),
    "The published agenda": _l("The published agenda"),
    "The list of participants, where it is public": _l("The list of participants, where it is public"),
    "The proposals on the table, in their order": _l("The proposals on the table, in their order"),
    "One proposal": _l("One proposal"),
    "The releases that are out, the newest first": _l("The releases that are out, the newest first"),
    "One release and its editions": _l("One release and its editions"),
    "What a release says in one language": _l("What a release says in one language"),
    "The delegations and their seats": _l("The delegations and their seats"),
    "One delegation": _l("One delegation"),
    "The sessions as they are entered": _l("The sessions as they are entered"),
    "The roster": _l("The roster"),
    "One person": _l("One person"),
    "Enter a person": _l("Enter a person"),
    "Change fields of a person": _l("Change fields of a person"),
    "Take a step with a person": _l("Take a step with a person"),
    "Note whether somebody came": _l("Note whether somebody came"),
}


def _operations() -> list[dict[str, Any]]:
    """Every address with its method, what it is for, and whether it needs a token; those for everybody first."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "needs_token": "security" in told,
            "purpose": PURPOSES[told["summary"]],
        }
        for path, methods in description()["paths"].items()
        for method, told in methods.items()
        if method in METHODS
    ]


@bp.get("/")
@public
def guide() -> Any:
    address = f"{current_app.config['BASE_URL']}{PREFIX}"
    operations = sorted(_operations(), key=lambda each: (each["needs_token"], each["path"]))
    limits = {"per_minute": MOST_PER_MINUTE, "most_at_once": MOST_AT_ONCE}
    return render_template("api/guide.html", address=address, operations=operations, **limits)
