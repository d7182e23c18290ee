"""Organizers' pages of what people told at the door: needs as numbers, consents with their dates."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from jcmevents import audit, clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.application.forms import NotesForm
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.consent_wording import wording
from jcmevents.registration.consents import ConsentKind
from jcmevents.registration.day_modes import Presence, presences
from jcmevents.registration.models import Registration
from jcmevents.registration.needs import Needs, NeedsOfMeeting, Part
from jcmevents.text import current_language

bp = Blueprint("organizers", __name__, url_prefix="/meetings/<meeting_slug>")


@bp.get("/needs")
@staff_only(Role.ORGANIZER)
def needs(meeting: Meeting) -> Any:
    """For caterers and the house: how many people need what, on how many plates; nobody is named."""
    return _needs_page(meeting, NotesForm(formdata=None))


@bp.post("/needs/notes")
@staff_only(Role.ORGANIZER)
def notes(meeting: Meeting) -> Any:
    """The same with what people wrote, whose words may tell who they are: who read it and what for is noted."""
    form = NotesForm()
    if not form.validate_on_submit():
        return _needs_page(meeting, form)
    audit.record("needs.read", meeting, by=current_user, at=clock.now(), purpose=form.purpose.data)
    db.session.commit()
    return _needs_page(meeting, None)


def _needs_page(meeting: Meeting, form: NotesForm | None) -> str:
    """With the notes where there is no `form` to ask for them."""
    coming = Registration.of_meeting(meeting).where(Registration.seated())
    told = db.session.scalars(select(Needs).where(Needs.registration_id.in_(coming.with_only_columns(Registration.id))))
    people = db.session.scalars(coming.options(selectinload(Registration.day_modes)))
    on_site = Counter(day for person in people for day, how in presences(person).items() if how == Presence.ON_SITE)
    page = "application/needs_of_meeting.html"
    return render_template(page, meeting=meeting, told=NeedsOfMeeting(told), Part=Part, on_site=on_site, form=form)


def _found(meeting: Meeting, number: str) -> Registration:
    return Registration.found_in(meeting, number) or abort(404)


@bp.get("/registrations/<string:number>/consents")
@staff_only(Role.ORGANIZER)
def consents(meeting: Meeting, number: str) -> Any:
    """Every consent that was given, in which words, until when."""
    registration, lang = _found(meeting, number), current_language()
    given = [(consent, wording(ConsentKind(consent.kind), lang)) for consent in registration.consents]
    return render_template(
        "application/consents_of_person.html", meeting=meeting, registration=registration, given=given
    )


@bp.post("/registrations/<string:number>/consents/<any({}):consent>".format(", ".join(ConsentKind)))
@staff_only(Role.ORGANIZER)
def withdraw_consent(meeting: Meeting, number: str, consent: str) -> Any:
    """Note that the person took it back by telephone or letter. Nobody gives a consent for another."""
    registration = _found(meeting, number)
    registration.withdraw_consent(ConsentKind(consent), by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".consents", number=number))
