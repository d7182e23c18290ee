"""The nomination letters of a delegation, as the organizers look at them."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.delegations import mails
from jcmevents.delegations.forms import AnotherLetterForm
from jcmevents.delegations.letters import NominationLetter
from jcmevents.delegations.views import find
from jcmevents.extensions import db
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting

bp = Blueprint("letters", __name__, url_prefix="/meetings/<meeting_slug>/delegations/<int:delegation_id>/letters")


def _found(meeting: Meeting, delegation_id: int, letter_id: int) -> NominationLetter:
    return NominationLetter.found_in(find(meeting, delegation_id), letter_id) or abort(404)


@bp.post("/<int:letter_id>")
@staff_only(Role.ORGANIZER)
def file(meeting: Meeting, delegation_id: int, letter_id: int) -> Any:
    """The letter; that it was read is noted, so it is no GET."""
    stored = _found(meeting, delegation_id, letter_id).read_by(current_user, at=clock.now())
    db.session.commit()
    return file_response(stored.read(), stored.media_type, stored.original_name)


@bp.post("/<int:letter_id>/check")
@staff_only(Role.ORGANIZER)
def check(meeting: Meeting, delegation_id: int, letter_id: int) -> Any:
    _found(meeting, delegation_id, letter_id).check_off(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for("board.show", delegation_id=delegation_id))


@bp.route("/<int:letter_id>/refusal", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def refuse(meeting: Meeting, delegation_id: int, letter_id: int) -> Any:
    letter, form = _found(meeting, delegation_id, letter_id), AnotherLetterForm()
    if form.validate_on_submit():
        letter.ask_for_another(why=form.why.data, by=current_user, at=clock.now())
        mails.ask_for_letter(letter, at=clock.now())
        db.session.commit()
        flash(_("The focal point has been asked for another letter."), "success")
        return redirect(url_for("board.show", delegation_id=delegation_id))
    return render_template("delegations/another_letter.html", form=form, meeting=meeting, letter=letter)
