"""Pages on which an agenda is published, and on which its versions are read."""

from itertools import zip_longest
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.agenda.blueprint import bp
from jcmevents.agenda.editing import organizers
from jcmevents.agenda.editions import Edition, unpublished
from jcmevents.agenda.forms import PublicationForm
from jcmevents.agenda.mails import tell_of
from jcmevents.agenda.readers import Reading, audience_of
from jcmevents.agenda.visiting import shown
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting


@bp.route("/agenda/publication", methods=["GET", "POST"])
@organizers
def publication(meeting: Meeting) -> Any:
    form, latest = PublicationForm(), Edition.latest(meeting)
    if form.validate_on_submit():
        edition = Edition.publish(meeting, notes=form.texts("note"), by=current_user, at=clock.now())
        if form.notify.data:
            tell_of(edition, at=clock.now())
        db.session.commit()
        return redirect(url_for(".index"))
    return render_template(
        "agenda/publication.html", form=form, meeting=meeting, latest=latest, changes=unpublished(meeting)
    )


@bp.get("/agenda/versions/")
@public
def editions(meeting: Meeting) -> Any:
    reading = Reading.of(meeting, audience_of(current_user, meeting))
    found = db.session.scalars(Edition.of_meeting(meeting)).all()
    versions = [(each, reading.changes(each, before)) for each, before in zip_longest(found, found[1:])]
    return render_template("agenda/editions.html", meeting=meeting, versions=versions)


@bp.get("/agenda/versions/<int:edition_number>")
@public
def edition(meeting: Meeting, edition_number: int) -> Any:
    found = Edition.found_in(meeting, edition_number) or abort(404)
    return render_template(
        "agenda/index.html",
        meeting=meeting,
        **shown(Reading.of(meeting, audience_of(current_user, meeting)).programme(found), clock.now()),
        edition=found,
        is_old=found.number < (Edition.latest(meeting) or found).number,
        may_edit=False,
    )
