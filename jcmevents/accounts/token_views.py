"""One's own access tokens: a list of them, a new one, the end of one."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.accounts.token_forms import NewTokenForm
from jcmevents.accounts.tokens import AccessToken
from jcmevents.extensions import db
from jcmevents.forms import created

UTC = ZoneInfo("UTC")
bp = Blueprint("tokens", __name__, url_prefix="/account/tokens")
holders = staff_only(Role.ORGANIZER, Role.PRESS)


@bp.route("", methods=["GET", "POST"])
@holders
def index() -> Any:
    now = clock.now()
    form = NewTokenForm(current_user, now)
    if form.validate_on_submit():
        chosen = {"name": form.name.data, "scopes": form.scopes.data, "expires_at": form.expires_at}
        token, secret = AccessToken.issue(current_user._get_current_object(), **chosen, at=now)
        created(lambda: url_for(".index"))  # where the same form leads when it is sent again: there is no second secret
        return render_template("accounts/token.html", token=token, secret=secret)
    tokens = db.session.scalars(AccessToken.of(current_user)).all()
    return render_template("accounts/tokens.html", form=form, tokens=tokens, utc=UTC)


@bp.post("/<int:token_id>/revocation")
@holders
def revoke(token_id: int) -> Any:
    own = AccessToken.of(current_user).where(AccessToken.id == token_id)
    token = db.session.scalar(own) or abort(404)
    token.revoke(by=current_user, at=clock.now())
    db.session.commit()
    flash(_("“%(name)s” can no longer be used.", name=token.name), "info")
    return redirect(url_for(".index"))
