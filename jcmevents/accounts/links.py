"""The page behind a private link: it says what it is, a button opens it."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from jcmevents import clock
from jcmevents.accounts import private_links
from jcmevents.accounts.access import public
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.extensions import db
from jcmevents.forms import Form

bp = Blueprint("links", __name__, url_prefix="/links")


def _found(token: str) -> PrivateLink:
    unknown = _("We do not know this link. Please copy it from the mail once more, in full.")
    return PrivateLink.by_token(token) or abort(404, description=unknown)


def _shown(link: PrivateLink, token: str, form: Form) -> Any:
    can_be_opened = link.can_be_opened(clock.now()) and link.leads_to() is not None
    choice = {"can_be_opened": can_be_opened, "can_be_renewed": not can_be_opened and link.can_be_renewed()}
    about = link.about() if can_be_opened else ""
    return render_template("accounts/link.html", token=token, form=form, about=about, **choice)


@bp.get("/<string:token>")
@public
def show(token: str) -> Any:
    link = _found(token)
    target = link.leads_to() if private_links.holds_link(link.purpose, link.subject_id) else None
    return redirect(target) if target else _shown(link, token, Form())


@bp.post("/<string:token>")
@public
def open(token: str) -> Any:
    link, form = _found(token), Form()
    target = link.leads_to()
    if form.validate_on_submit() and target:
        if not private_links.holds_link(link.purpose, link.subject_id):
            link.open(at=clock.now())
            db.session.commit()
            private_links.keep(link)
        return redirect(target)
    return _shown(link, token, form)


@bp.post("/<string:token>/renewal")
@public
def renew(token: str) -> Any:
    link = _found(token)
    if not link.can_be_renewed():
        abort(404, description=_("This link has been withdrawn. Please write to the organizers of the meeting."))
    with force_locale(link.lang):
        link.renew(at=clock.now())
    db.session.commit()
    flash(_("A fresh link is on its way to the address that this one was sent to."), "info")
    return redirect(url_for(".show", token=token))
