from typing import Any

from flask import Blueprint

from jcmevents.travel.forms import LANGUAGE_LABELS
from jcmevents.travel.money import written
from jcmevents.travel.passports import PASSPORT_KIND_LABELS, SEX_LABELS
from jcmevents.travel.queue import stages

bp = Blueprint("travel", __name__, url_prefix="/meetings/<meeting_slug>/travel")


@bp.context_processor
def words() -> dict[str, Any]:
    """What the templates of the travel desk need to name things."""
    labels = {"passport_kinds": PASSPORT_KIND_LABELS, "sexes": SEX_LABELS, "letter_languages": LANGUAGE_LABELS}
    return labels | {"stages": stages(), "money": written}
