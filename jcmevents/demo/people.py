"""The delegations of the demonstration meeting and their people, led through the steps that each has taken."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from jcmevents.accounts.models import User
from jcmevents.countries.models import Country
from jcmevents.delegations.models import Delegation
from jcmevents.demo.sources import rows
from jcmevents.meetings.models import Meeting
from jcmevents.organizations.models import Organization
from jcmevents.registration.consent_wording import CURRENT
from jcmevents.registration.consents import TO_BE_LISTED, ConsentKind
from jcmevents.registration.models import Registration

Row = dict[str, str]
Step = Callable[..., None]

PERSON = (
    *("capacity", "honorific", "full_name", "family_name", "given_name", "list_name", "reading"),
    *("function", "unit", "email", "gender", "mode", "lang"),
)
# How somebody came to be what the last column of people.csv says.
PATHS: dict[str, tuple[Step, ...]] = {
    "nominated": (),
    "submitted": (Registration.submit,),
    "needs_correction": (Registration.submit, Registration.send_back),
    "waitlisted": (Registration.submit, Registration.waitlist),
    "declined": (Registration.submit, Registration.decline),
    "confirmed": (Registration.submit, Registration.confirm),
    "withdrawn": (Registration.submit, Registration.confirm, Registration.withdraw),
    "attended": (Registration.submit, Registration.confirm, Registration.mark_attended),
    "no_show": (Registration.submit, Registration.confirm, Registration.mark_no_show),
}
CONSENTS: dict[str, tuple[ConsentKind, ...]] = {
    "none": (),
    "list": TO_BE_LISTED,
    "all": (*TO_BE_LISTED, ConsentKind.PUBLIC),
}
WITH_REASON = (Registration.send_back, Registration.decline, Registration.withdraw)


def _on(month: int, day: int, hour: int, year: int = 2025) -> datetime:
    return datetime.fromisoformat(f"{year}-{month:02}-{day:02}T{hour:02}:00:00+09:00")


ADMITTED, INVITED, ANSWERED = _on(11, 20, 10, 2024), _on(11, 25, 14, 2024), _on(12, 16, 11, 2024)
NOMINATED = _on(1, 14, 9)
TAKEN: dict[Step, datetime] = {
    Registration.submit: _on(1, 20, 16),
    Registration.send_back: _on(1, 22, 10),
    Registration.waitlist: _on(1, 27, 10),
    Registration.decline: _on(1, 27, 11),
    Registration.confirm: _on(1, 28, 15),
    Registration.withdraw: _on(2, 12, 9),
    Registration.mark_attended: _on(2, 17, 9),
    Registration.mark_no_show: _on(2, 19, 13),
}


def enter_delegations(meeting: Meeting, by: User) -> dict[str, Delegation]:
    """Admit, invite and answer for every delegation; by ISO code or key of the body."""
    delegations = {row["delegation"]: _admit(meeting, row, by) for row in rows("delegations")}
    for row in rows("people"):
        _nominate(delegations[row["delegation"]], row, by)
    return delegations


def _admit(meeting: Meeting, row: Row, by: User) -> Delegation:
    body = Organization.by_key(row["delegation"])
    country = None if body else Country.by_code(row["delegation"])
    delegation = Delegation.admit(
        meeting, country=country, organization=body, seats=int(row["seats"]), by=by, at=ADMITTED
    )
    focal_point = {name: row[name] for name in ("focal_point_name", "focal_point_email")}
    delegation.revise(**focal_point, by=by, at=ADMITTED)
    if row["answer"] != "not_invited":
        delegation.invite(by=by, at=INVITED)
    if row["answer"] == "accepted":
        delegation.accept(by=by, at=ANSWERED)
    if row["answer"] == "declined":
        delegation.decline(by=by, at=ANSWERED)
    return delegation


def _nominate(delegation: Delegation, row: Row, by: User) -> None:
    person: dict[str, Any] = {name: row[name] for name in PERSON}
    person |= {"badge_name": row["list_name"], "is_invented": True}
    registration = Registration.nominate(delegation, **person, by=by, at=NOMINATED)
    for kind in CONSENTS[row["consents"]]:
        registration.give_consent(kind, version=CURRENT, lang="en", by=None, at=TAKEN[Registration.submit])
    for step in PATHS[row["outcome"]]:
        reason = {"why": row["reason"]} if step in WITH_REASON else {}
        step(registration, by=by, at=TAKEN[step], **reason)
