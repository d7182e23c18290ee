"""The newsroom."""

from typing import Any

from flask import Blueprint, render_template

from jcmevents.accounts.access import public
from jcmevents.press import models  # noqa: F401

bp = Blueprint("press", __name__)


@bp.get("/releases/")
@public
def index() -> Any:
    return render_template("press/index.html")
