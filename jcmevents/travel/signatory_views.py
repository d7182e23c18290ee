"""The page on which the travel desk enters who signs the letters."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.forms import EditForm, by_language
from jcmevents.meetings.models import Meeting
from jcmevents.travel.blueprint import bp
from jcmevents.travel.signatory import Signatory


class SignatoryForm(EditForm):
    """In the two languages of the letters."""

    name_ja = StringField(_l("Name of the signatory in Japanese"), validators=[Length(max=200)])
    position_ja = StringField(_l("Position in Japanese"), validators=[Length(max=200)])
    address_ja = TextAreaField(_l("Address in Japanese"), validators=[Length(max=300)])
    name_en = StringField(_l("Name of the signatory in English"), validators=[Length(max=200)])
    position_en = StringField(_l("Position in English"), validators=[Length(max=200)])
    address_en = TextAreaField(_l("Address in English"), validators=[Length(max=300)])
    phone = StringField(
        _l("Telephone"),
        description=_l("With the code of the country, like +81 46 855 3700."),
        validators=[Length(max=60)],
    )

    @staticmethod
    def stored(row: Signatory) -> dict[str, Any]:
        texts = {"name": row.names, "position": row.positions, "address": row.addresses}
        return {"phone": row.phone} | {
            field: text for name, by_lang in texts.items() for field, text in by_language(name, by_lang).items()
        }

    def details(self) -> dict[str, Any]:
        """Column values for `Signatory`."""
        texts = {f"{name}s": self.texts(name) for name in ("name", "position")}
        return texts | {"addresses": self.texts("address"), "phone": self.phone.data}


@bp.route("/signatory", methods=["GET", "POST"])
@staff_only(Role.TRAVEL)
def signatory(meeting: Meeting) -> Any:
    signs = Signatory.of(meeting)
    form = SignatoryForm(signs)
    if form.validate_on_submit():
        signs.revise(**form.details(), by=current_user, at=clock.now())
        db.session.commit()
        flash(_("Letters are signed like this from now on; those that have been written stay as they are."), "good")
        return redirect(url_for(".index"))
    return render_template("travel/signatory.html", meeting=meeting, form=form)
