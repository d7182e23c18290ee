"""Letters are issued and handed out here, to the travel desk alone."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.document import media_type
from jcmevents.extensions import db
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.travel import mails
from jcmevents.travel.blueprint import bp
from jcmevents.travel.desk import found_request, person_page, queue_page
from jcmevents.travel.forms import LettersForm, ListForm, StepForm
from jcmevents.travel.issuing import VisaLetter
from jcmevents.travel.letters import LetterKind


@bp.post("/<string:number>/letters")
@staff_only(Role.TRAVEL)
def issue(meeting: Meeting, number: str) -> Any:
    visa, form, now = found_request(meeting, number), LettersForm(), clock.now()
    if not form.validate_on_submit():
        return person_page(visa.registration, letters=form)
    kinds = [LetterKind(kind) for kind in form.kinds.data or []]
    letters = [VisaLetter.issue(kind, [visa], lang=form.lang.data, by=current_user, at=now) for kind in kinds]
    mails.tell_issued(visa.registration, letters, at=now)
    db.session.commit()
    return redirect(url_for(".person", number=number))


@bp.post("/lists")
@staff_only(Role.TRAVEL)
def issue_list(meeting: Meeting) -> Any:
    form = ListForm(meeting)
    if not form.validate_on_submit():
        return queue_page(meeting, form)
    requests, kind = form.requests(), LetterKind.APPLICANTS
    VisaLetter.issue(kind, requests, lang=form.lang.data, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".index"))


@bp.post("/letters/<int:visa_letter_id>/file")
@staff_only(Role.TRAVEL)
def file(meeting: Meeting, visa_letter_id: int) -> Any:
    """Not by GET: whoever opens a letter reads passports, which is noted."""
    letter = db.session.scalar(VisaLetter.of_meeting(meeting).where(VisaLetter.id == visa_letter_id)) or abort(404)
    if not StepForm().validate_on_submit():
        return redirect(url_for(".index"))
    content = letter.read(by=current_user, at=clock.now())
    db.session.commit()
    return file_response(content, media_type("pdf"), letter.file_name)
