from flask import Blueprint

from jcmevents.registration import models  # noqa: F401

bp = Blueprint("registration", __name__, url_prefix="/meetings/<meeting_slug>/registrations")
