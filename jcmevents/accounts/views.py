"""Sign in, sign out; the accounts, for administrators."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from jcmevents import clock
from jcmevents.accounts.access import public, staff_only
from jcmevents.accounts.forms import EditAccountForm, NewAccountForm, SignInForm
from jcmevents.accounts.models import Role, SignIn, SignInAttempt, User
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.kept_forms import KEPT
from jcmevents.text import current_language

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
    kept = {name: value for name, value in session.items() if name == KEPT}
    session.clear()
    session.update(kept)
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


@bp.get("/accounts/")
@staff_only(Role.ADMINISTRATOR)
def index() -> Any:
    return render_template("accounts/index.html", users=db.session.scalars(User.in_list_order()).all(), Role=Role)


@bp.route("/accounts/new", methods=["GET", "POST"])
@staff_only(Role.ADMINISTRATOR)
def new() -> Any:
    form, now = NewAccountForm(lang=current_language()), clock.now()
    if form.validate_on_submit():
        user = User.open_account(
            email=form.email.data, name=form.name.data, password=form.password.data, lang=form.lang.data, at=now
        )
        for role in sorted(form.roles):
            user.grant(role, by=current_user, at=now)
        return created(lambda: url_for(".index"))
    return render_template("accounts/new.html", form=form)


@bp.route("/accounts/<int:user_id>", methods=["GET", "POST"])
@staff_only(Role.ADMINISTRATOR)
def edit(user_id: int) -> Any:
    user = db.session.get(User, user_id) or abort(404)
    stored = {f"role_{role}": role in user.roles for role in Role}
    form = EditAccountForm(data={"name": user.name, "lang": user.lang, "is_active": user.is_active, **stored})
    if form.validate_on_submit():
        known = {"name": form.name.data, "lang": form.lang.data, "roles": form.roles, "is_active": form.is_active.data}
        user.revise(**known, by=current_user._get_current_object(), at=clock.now())
        db.session.commit()
        return redirect(url_for(".index"))
    return render_template("accounts/edit.html", form=form, user=user)
