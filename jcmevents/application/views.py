"""The delegate's door: a form in steps that is kept as it is typed, and sent once."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jcmevents import clock
from jcmevents.accounts.access import by_link, public
from jcmevents.accounts.private_links import PrivateLink, holds_link
from jcmevents.application import drafts, limits, mails
from jcmevents.application.drafts import Draft
from jcmevents.application.entry import REVIEW, SENT, Entry, can_change
from jcmevents.application.forms import AddressForm, ReviewForm
from jcmevents.application.mails import queue_changed
from jcmevents.application.own import found_own, person_signed_in
from jcmevents.application.steps import STEPS, Step
from jcmevents.extensions import db
from jcmevents.forms import created, earlier_answer
from jcmevents.meetings.door import Door, door
from jcmevents.meetings.models import Meeting
from jcmevents.registration.corrections import fields_of
from jcmevents.registration.mails import queue_received
from jcmevents.text import current_language, written_date

bp = Blueprint("application", __name__, url_prefix="/meetings/<meeting_slug>/registration")
FIRST = STEPS[0].name


@bp.route("/new", methods=["GET", "POST"])
@public
def new(meeting: Meeting) -> Any:
    return _for_somebody_new(meeting, FIRST)


@bp.route("/new/<any(part, needs, questions, consents, review):step>", methods=["GET", "POST"])
@public
def step(meeting: Meeting, step: str) -> Any:
    return _for_somebody_new(meeting, step)


def _for_somebody_new(meeting: Meeting, name: str) -> Any:
    found = door(meeting, clock.now())
    entry = Entry(meeting, draft=drafts.remembered(meeting))
    if found != Door.OPEN or not entry.open_delegations:
        return render_template("application/door.html", meeting=meeting, door=found, moment=partial(_moment, meeting))
    if entry.draft is None and name != FIRST:
        return earlier_answer() or redirect(url_for(".new"))
    g.is_private_page = True
    return _page(entry, name)


@bp.get("/<string:number>/edit")
@by_link("registration", or_signed_in=True)
def edit(meeting: Meeting, number: str) -> Any:
    """To the form of a person who has been nominated, to the review of one who has sent it."""
    registration = found_own(meeting, number)
    if not can_change(registration, clock.now()):
        return redirect(url_for("door.received", number=number))
    entry = Entry(meeting, registration=registration, draft=Draft.of(registration))
    return redirect(entry.address(REVIEW if registration.state in SENT else FIRST))


@bp.route("/<string:number>/edit/<any(who, part, needs, questions, consents, review):step>", methods=["GET", "POST"])
@by_link("registration", or_signed_in=True)
def edit_step(meeting: Meeting, number: str, step: str) -> Any:
    registration = found_own(meeting, number)
    if not can_change(registration, clock.now()):
        return redirect(url_for("door.received", number=number))
    return _page(Entry(meeting, registration=registration, draft=Draft.of(registration)), step)


def _moment(meeting: Meeting, instant: datetime) -> str:
    """Day and hour in the zone of the meeting, in words."""
    local = instant.astimezone(meeting.tz)
    return f"{written_date(local.date(), current_language())} {local:%H:%M}"


def _page(entry: Entry, name: str) -> Any:
    if name == REVIEW:
        return _review(entry)
    step = entry.step(name) or abort(404)
    if request.method == "GET":
        return _shown(entry, step, _with_corrections(entry, entry.form(step)))
    draft = entry.keep(step, request.form, at=clock.now())
    form = entry.merged(step, step.form(entry))
    response = make_response(_answer(entry, step, form, request.form.get("go", "next")))
    db.session.commit()
    if entry.registration is None:
        drafts.remember(response, draft)
    return response


def _with_corrections(entry: Entry, form: Any) -> Any:
    """The form with what the organizers asked to correct, at its fields."""
    for name, note in entry.corrections.items():
        if control := form.input_for(name):
            control.errors = [note]
    return form


def _answer(entry: Entry, step: Step, form: Any, go: str) -> Any:
    """On to where the button leads; a step that is not in order is shown again."""
    before, after = entry.neighbours(step.name)
    if go == "save":
        return "", 204
    if go == "back" and before:
        return redirect(entry.address(before))
    if not form.validate_on_submit():
        return _shown(entry, step, form)
    now = clock.now()
    if files := step.files(form, at=now, by=person_signed_in()):
        entry.keep_files(files, at=now)
    return redirect(entry.address(REVIEW if go == REVIEW else after))


def _shown(entry: Entry, step: Step, form: Any) -> str:
    steps = entry.steps
    place = {"number": steps.index(step) + 1, "of": len(steps) + 1, "before": entry.neighbours(step.name)[0]}
    return render_template(
        f"application/{step.name}.html", meeting=entry.meeting, entry=entry, step=step, form=form, place=place
    )


def _review(entry: Entry) -> Any:
    form, now = ReviewForm(), clock.now()
    if form.validate_on_submit():
        is_new, was_sent = entry.registration is None, entry.registration and entry.registration.state in SENT
        if is_new:
            limits.count(limits.Act.REGISTER, at=now)
        registration = entry.send(by=person_signed_in(), at=now)
        (queue_changed if was_sent else queue_received)(registration, at=now)
        response = created(lambda: url_for("door.received", number=registration.number))
        drafts.forget(response)
        return response
    is_duplicate = getattr(g.get("broken_rule"), "field", None) == "duplicate"
    parts = [(step, *entry.checked(step)) for step in entry.steps]
    labels = fields_of(entry.meeting)
    return render_template(
        "application/review.html",
        meeting=entry.meeting,
        entry=entry,
        form=form,
        parts=parts,
        of=len(parts) + 1,
        is_duplicate=is_duplicate,
        was_sent=entry.registration and entry.registration.state in SENT,
        corrections=[(labels.get(name, name), note) for name, note in entry.corrections.items()],
    )


@bp.post("/draft/link")
@public
def mail_draft(meeting: Meeting) -> Any:
    """Mail a private link to what is typed so far, to continue on another device."""
    draft, form, now = drafts.remembered(meeting), AddressForm(), clock.now()
    if draft and form.validate_on_submit():
        limits.count(limits.Act.MAIL, at=now)
        PrivateLink.send("draft", draft.id, to=form.email.data, lang=current_language(), by=None, at=now)
        db.session.commit()
        flash(_("A link to your form is on its way to %(address)s.", address=form.email.data), "good")
    elif draft:
        flash(_("Please check the e-mail address."), "bad")
    return redirect(Entry(meeting, draft=draft).address(FIRST))


@bp.get("/drafts/<int:draft_id>")
@by_link("draft")
def resume(meeting: Meeting, draft_id: int) -> Any:
    """Go on in this browser with a form begun in another."""
    draft = Draft.found_in(meeting, draft_id)
    if draft is None or not holds_link("draft", draft_id):
        abort(404)
    response = make_response(redirect(Entry(meeting, draft=draft).address(Entry(meeting, draft=draft).unfinished)))
    drafts.remember(response, draft)
    return response


@bp.post("/draft/removal")
@public
def discard(meeting: Meeting) -> Any:
    draft = drafts.remembered(meeting)
    if draft:
        draft.discard()
        db.session.commit()
    flash(_("What you had typed has been deleted."), "info")
    response = make_response(redirect(url_for("meetings.show")))
    drafts.forget(response)
    return response


@bp.post("/link")
@public
def mail_link(meeting: Meeting) -> Any:
    """Mail the links of the registrations that look like the one being typed, each to the address it was made with."""
    draft, now = drafts.remembered(meeting), clock.now()
    limits.count(limits.Act.MAIL, at=now)
    for registration in Entry(meeting, draft=draft).duplicates():
        mails.send_link(registration, at=now)
    db.session.commit()
    flash(_("If that registration is yours, its private link is on its way to the address it was made with."), "info")
    return redirect(url_for(".step", step=REVIEW))
