"""The press office gives and revokes previews under embargo."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.extensions import db
from jcmevents.forms import Form, choices
from jcmevents.press import embargo
from jcmevents.press.doors import PREVIEW
from jcmevents.press.house import LANGUAGES
from jcmevents.press.models import Release
from jcmevents.press.previews import give_preview
from jcmevents.press.texts import language_name

bp = Blueprint("previews", __name__, url_prefix="/releases/<release_slug>/previews")


class PreviewForm(Form):
    """Who may read the release early."""

    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=200)])
    address = EmailField(_l("E-mail address"), validators=[InputRequired(), Email(), Length(max=254)])
    lang = SelectField(_l("Language of the mail"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lang.choices = choices((code, language_name(code)) for code in LANGUAGES)


@bp.route("/new", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def new(release: Release) -> Any:
    form = PreviewForm()
    if form.validate_on_submit():
        reader = {"name": form.name.data, "address": form.address.data, "lang": form.lang.data}
        give_preview(release, **reader, by=current_user, at=clock.now(), now=embargo.present())
        db.session.commit()
        return redirect(url_for("press.approval.show", _anchor="previews"))
    return render_template("press/new_preview.html", form=form, release=release)


@bp.post("/<int:link_id>/revocation")
@staff_only(Role.PRESS)
def revoke(release: Release, link_id: int) -> Any:
    link = db.session.get(PrivateLink, link_id)
    if link is None or (link.purpose, link.subject_id) != (PREVIEW, release.id):
        abort(404)
    link.revoke(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for("press.approval.show", _anchor="previews"))
