from flask import Blueprint

from jcmevents.proposals import models  # noqa: F401

bp = Blueprint("proposals", __name__, url_prefix="/meetings/<meeting_slug>/proposals")
