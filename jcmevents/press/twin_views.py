"""Both languages of a release side by side: what has changed since they matched, and the state of each text."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.press.facts import Facts
from jcmevents.press.models import Release
from jcmevents.press.scope import text_of
from jcmevents.press.twins import match, pairs_in

bp = Blueprint("twins", __name__, url_prefix="/releases/<release_slug>/twins")


@bp.get("/")
@staff_only(Role.PRESS, Role.ORGANIZER)
def show(release: Release) -> Any:
    facts = {text.lang: Facts(release, text.lang, gaps=True) for text in release.texts}
    return render_template("press/twins.html", release=release, pairs=pairs_in(release.texts), facts=facts)


@bp.post("/matches")
@staff_only(Role.PRESS)
def note_match(release: Release) -> Any:
    """Of the pair with this block, or of all pairs when none is named."""
    wanted = request.form.get("block", type=int)
    chosen = [pair for pair in pairs_in(release.texts) if wanted is None or (pair.left and pair.left.id == wanted)]
    if not chosen:
        abort(404)
    for pair in chosen:
        match(pair, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".show", _anchor=f"pair-{wanted}" if wanted else None))


@bp.post("/<string:text_lang>/completion")
@staff_only(Role.PRESS)
def finish(release: Release, text_lang: str) -> Any:
    text_of(release, text_lang).finish(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".show"))
