"""One's own registrations: where they stand, how to get at them, consents, withdrawal."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, or_, select

from jcmevents import clock
from jcmevents.accounts.access import by_link, public
from jcmevents.accounts.models import User
from jcmevents.accounts.private_links import held_links, holds_link
from jcmevents.application import limits, mails
from jcmevents.application.entry import GONE, can_change
from jcmevents.application.forms import AddressForm
from jcmevents.countries.models import Country
from jcmevents.extensions import db
from jcmevents.forms import Form
from jcmevents.meetings.models import Meeting
from jcmevents.registration.consent_wording import CURRENT, Wording, countries_abroad, language_read, wording
from jcmevents.registration.consents import SENSITIVE, Consent, ConsentKind
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State
from jcmevents.text import current_language

bp = Blueprint("own", __name__)
OF_MEETING = "/meetings/<meeting_slug>/registration/<string:number>"


def person_signed_in() -> Any:
    """The user, for whom a registration is entered or changed; None for somebody without an account."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def is_own(registration: Registration) -> bool:
    """Whether the reader is the person: by a private link, or signed in as its owner."""
    owner = current_user.is_authenticated and registration.user_id == current_user.id
    return owner or holds_link(mails.REGISTRATION, registration.id)


def found_own(meeting: Meeting, number: str) -> Registration:
    """The reader's own registration with this number, else 404."""
    registration = Registration.found_in(meeting, number)
    return registration if registration and is_own(registration) else abort(404)


def _own_registrations() -> list[Registration]:
    ids = [link.subject_id for link in held_links() if link.purpose == mails.REGISTRATION]
    mine = [Registration.id.in_(ids)]
    if current_user.is_authenticated:
        mine.append(Registration.user_id == current_user.id)
    return list(db.session.scalars(select(Registration).where(or_(*mine)).order_by(Registration.id.desc())))


@bp.get("/registrations/mine")
@by_link("registration", or_signed_in=True)
def index() -> Any:
    now = clock.now()
    mine = [(registration, can_change(registration, now)) for registration in _own_registrations()]
    return render_template("application/mine.html", mine=mine, State=State)


@bp.route("/registrations/access", methods=["GET", "POST"])
@public
def access() -> Any:
    """Mail links to all registrations of an address; the answer does not tell whether there are any."""
    form, now = AddressForm(), clock.now()
    if form.validate_on_submit():
        limits.count(limits.Act.MAIL, at=now)
        address = User.normalized(form.email.data)
        theirs = select(Registration).where(func.lower(Registration.email) == address, Registration.state.not_in(GONE))
        for registration in db.session.scalars(theirs.order_by(Registration.id.desc()).limit(10)):
            mails.send_link(registration, at=now)
        db.session.commit()
        flash(_("If there are registrations under this address, a private link to each is on its way to it."), "info")
        return redirect(url_for(".access"))
    return render_template("application/access.html", form=form)


@bp.route(f"{OF_MEETING}/withdrawal", methods=["GET", "POST"])
@by_link("registration", or_signed_in=True)
def withdraw(meeting: Meeting, number: str) -> Any:
    registration, form = found_own(meeting, number), Form()
    if form.validate_on_submit() and request.form.get("confirmed"):
        registration.withdraw(by=person_signed_in(), at=clock.now())
        db.session.commit()
        flash(_("You have withdrawn from the meeting. Thank you for telling us."), "info")
        return redirect(url_for("door.received", number=number))
    return render_template("application/withdraw.html", registration=registration, meeting=meeting)


@bp.get(f"{OF_MEETING}/consents")
@by_link("registration", or_signed_in=True)
def consents(meeting: Meeting, number: str) -> Any:
    registration, countries, lang = found_own(meeting, number), countries_abroad(meeting), current_language()
    since = registration.countries_since(country.iso2 for country in countries)
    added = [country.name(lang) for country in countries if country.iso2 in since]
    standing = {kind: registration.standing_consent(kind) for kind in ConsentKind}
    kinds = [(kind, _read(kind, given, countries), given) for kind, given in standing.items() if _is_told(kind, given)]
    here = {"meeting": meeting, "registration": registration}
    return render_template("application/own_consents.html", kinds=kinds, added=added, **here)


def _read(kind: ConsentKind, given: Consent | None, countries: list[Country]) -> Wording:
    """The text to which the person consented; the present one where there is no consent."""
    if given is None:
        return wording(kind, current_language(), countries)
    named = [country for country in countries if country.iso2 in given.countries]
    return wording(kind, current_language(), named, version=given.text_version)


def _is_told(kind: ConsentKind, given: Consent | None) -> bool:
    """What one tells of needs is consented to beside it; here it can be taken back."""
    return given is not None or kind not in SENSITIVE


@bp.post(f"{OF_MEETING}/consents/<any({', '.join(ConsentKind)}):consent>")
@by_link("registration", or_signed_in=True)
def decide(meeting: Meeting, number: str, consent: str) -> Any:
    """Give the consent (`given=yes`) or take it back, at once."""
    registration, kind, now = found_own(meeting, number), ConsentKind(consent), clock.now()
    if request.form.get("given") == "yes" and kind not in SENSITIVE:
        countries = [c.iso2 for c in countries_abroad(meeting)] if kind == ConsentKind.TRANSFER else []
        reading: dict[str, Any] = {
            "version": CURRENT,
            "lang": language_read(current_language()),
            "countries": countries,
        }
        give = registration.renew_consent if registration.countries_since(countries) else registration.give_consent
        give(kind, by=person_signed_in(), at=now, **reading)
    else:
        registration.withdraw_consent(kind, by=person_signed_in(), at=now)
    db.session.commit()
    return redirect(url_for(".consents", number=number, _anchor=kind))
