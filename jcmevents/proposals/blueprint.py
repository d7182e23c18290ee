from collections.abc import Iterable
from typing import Any

from flask import Blueprint

from jcmevents.delegations.models import Delegation
from jcmevents.discussion.points import PointKind
from jcmevents.language_fields import language_name
from jcmevents.proposals.revisions import Standing
from jcmevents.proposals.states import Kind
from jcmevents.text import current_language, joined_names

bp = Blueprint("proposals", __name__, url_prefix="/meetings/<meeting_slug>")


def official_names(delegations: Iterable[Delegation]) -> str:
    """The formal names in a row, as running text sets them."""
    return joined_names((delegation.name(form="formal") for delegation in delegations), current_language())


@bp.context_processor
def words() -> dict[str, Any]:
    """What the templates of the proposals need to name things."""
    return {
        "Kind": Kind,
        "PointKind": PointKind,
        "official_names": official_names,
        "standing_label": lambda standing: Standing(standing).label,
    }


@bp.app_template_filter("language_name")
def named_language(code: str) -> str:
    """The name of a language in the reader's language."""
    return language_name(code)
