from flask import Blueprint

bp = Blueprint("attendance", __name__, url_prefix="/meetings/<meeting_slug>/attendance")
