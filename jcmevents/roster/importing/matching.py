"""Who of the meeting the rows of a spreadsheet are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext
from sqlalchemy import Select, func, or_, select

from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.roster.importing.lines import Line
from jcmevents.roster.importing.models import ExternalId
from jcmevents.text import folded


class Matches:
    """The registrations that `lines` are about: by number, else by external id, else by delegation, name and address.

    A row with a number nobody has at this meeting gets a fault.
    """

    def __init__(self, meeting: Meeting, lines: Sequence[Line]):
        self._meeting = meeting
        self._by_number = self._numbered(line.number for line in lines)
        self._by_external_id = self._known(line.external_id for line in lines)
        self._by_identity = self._alike([line for line in lines if not line.number and line.name])
        for line in lines:
            if line.number and line.number not in self._by_number:
                number = line.number
                line.faults.append(("number", gettext("Nobody at this meeting has the number %(n)s.", n=number)))

    def of(self, line: Line) -> Registration | None:
        if line.number:
            return self._by_number.get(line.number)
        return self._by_external_id.get(line.external_id) or self._by_identity.get(line.identity)

    def _everybody(self) -> Select[Registration]:
        return Registration.of_meeting(self._meeting)

    def _numbered(self, numbers: Iterable[str]) -> dict[str, Registration]:
        if not (wanted := set(filter(None, numbers))):
            return {}
        return {
            each.number: each for each in db.session.scalars(self._everybody().where(Registration.number.in_(wanted)))
        }

    def _known(self, external_ids: Iterable[str]) -> dict[str, Registration]:
        if not (wanted := set(filter(None, external_ids))):
            return {}
        known = select(ExternalId.key, Registration).join(Registration, Registration.id == ExternalId.registration_id)
        here = known.where(ExternalId.meeting_id == self._meeting.id, ExternalId.key.in_(wanted))
        return {key: registration for key, registration in db.session.execute(here)}

    def _alike(self, lines: Sequence[Line]) -> dict[tuple[int, str, str], Registration]:
        """Those with an address of the lines; for lines without one, those of their delegations without one."""
        addresses = {line.details["email"].lower() for line in lines if line.details.get("email")}
        without = {line.delegation.id for line in lines if line.delegation and not line.details.get("email")}
        if not addresses and not without:
            return {}
        nameless = (Registration.email == "") & Registration.delegation_id.in_(without)
        alike = self._everybody().where(or_(func.lower(Registration.email).in_(addresses), nameless))
        return {
            (each.delegation_id, folded(each.full_name), each.email.lower()): each for each in db.session.scalars(alike)
        }
