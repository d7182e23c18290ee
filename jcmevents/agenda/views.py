from flask import Blueprint

from jcmevents.agenda import models  # noqa: F401

bp = Blueprint("agenda", __name__, url_prefix="/meetings/<meeting_slug>/agenda")
