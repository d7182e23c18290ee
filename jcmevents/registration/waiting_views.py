"""The waiting lists of a meeting, delegation by delegation."""

from itertools import groupby
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.blueprint import bp
from jcmevents.registration.models import Registration
from jcmevents.registration.waiting import in_line


@bp.get("/waiting-list")
@staff_only(Role.ORGANIZER)
def waiting_list(meeting: Meeting) -> Any:
    waiting = sorted(in_line(meeting), key=lambda registration: registration.delegation_id)
    lines = [(people[0].delegation, people) for people in _by_delegation(waiting)]
    taken = Registration.seats_taken_at(meeting)
    return render_template("registration/waiting_list.html", meeting=meeting, lines=lines, taken=taken)


def _by_delegation(waiting: list[Registration]) -> list[list[Registration]]:
    return [list(people) for _id, people in groupby(waiting, key=lambda registration: registration.delegation_id)]


@bp.post("/waiting-list/automation")
@staff_only(Role.ORGANIZER)
def promote_waiting(meeting: Meeting) -> Any:
    """Switch on or off that a free seat goes to whoever has waited longest."""
    meeting.promote_waiting(request.form.get("promotes") == "yes", by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".waiting_list"))
