"""Sign in, sign out."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.accounts.forms import SignInForm
from jcmevents.accounts.models import SignIn, SignInAttempt, User
from jcmevents.extensions import db

bp = Blueprint("accounts", __name__)


def own_path(target: str | None) -> str:
    """`target` if it is a plain path of this site, else the front page: no redirect leads elsewhere."""
    target = target or ""
    harmless = target.startswith("/") and not target.startswith("//") and "\\" not in target
    printable = all(" " < c < "\x7f" for c in target)
    return target if harmless and printable else url_for("dashboard.home")


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    target = own_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target)
    form = SignInForm(next=target)
    if form.validate_on_submit():
        return _try_sign_in(form)
    return render_template("accounts/sign_in.html", form=form)


def _try_sign_in(form: SignInForm) -> Any:
    now, address = clock.now(), request.remote_addr or ""
    if SignInAttempt.too_many(form.email.data, address, now):
        abort(429, description=_("Too many refused attempts. Please wait a quarter of an hour and try again."))
    user = User.with_password(form.email.data, form.password.data)
    if user is None:
        SignInAttempt.note(form.email.data, address, now)
        db.session.commit()
        form.broken_rules.append(_("The e-mail address or the password is not right. Please try again."))
        return render_template("accounts/sign_in.html", form=form), 422
    session.clear()
    SignIn.start(user, device=request.user_agent.string, at=now)
    login_user(user)
    db.session.commit()
    return redirect(own_path(form.next.data))


@bp.post("/sign-out")
def sign_out() -> Any:
    SignIn.end(current_user.sign_in_token, at=clock.now())
    db.session.commit()
    logout_user()
    session.clear()
    flash(_("You have signed out."), "info")
    response = redirect(url_for("dashboard.home"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
