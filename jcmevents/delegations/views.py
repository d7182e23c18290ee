from flask import Blueprint

from jcmevents.delegations import models  # noqa: F401

bp = Blueprint("delegations", __name__, url_prefix="/meetings/<meeting_slug>/delegations")
