from flask import Blueprint

from jcmevents.organizations import models  # noqa: F401

bp = Blueprint("organizations", __name__, url_prefix="/organizations")
