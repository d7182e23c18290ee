"""Five years after a meeting its registrations are nobody's any more: what was counted can be counted still."""

from datetime import datetime

from sqlalchemy import Select, String, cast, delete, literal, or_, select, update

from jcmevents.meetings.retention import meetings_past
from jcmevents.registration.batches import Batch, BatchMember
from jcmevents.registration.consents import Consent
from jcmevents.registration.corrections import CorrectionRequest
from jcmevents.registration.history import StateChange
from jcmevents.registration.models import SEARCHED, Registration
from jcmevents.retention import NOBODY, carries_out, rows_changed

# State, capacity, delegation, mode and gender stay: the figures of the record count them.
EMPTIED = (*SEARCHED, "family_name", "given_name", "honorific", "phone", "search_text")

NO_NUMBER = "00000-"  # then the id: found as any number is, and never one of those that are given out


def people_past(rule: str, at: datetime) -> Select[int]:
    """The ids of the registrations for meetings past the years of `rule` at `at`."""
    return select(Registration.id).where(Registration.meeting_id.in_(meetings_past(rule, at)))


@carries_out("participation")
def forget_people(at: datetime) -> int:
    """Take from the registrations of meetings long over who the person was, and what was written about him.

    Whose journey was paid keeps his name as long as the claim, which could not be accounted for without it.
    """
    people = people_past("participation", at)
    named = Registration.id.in_(people) & (Registration.full_name != NOBODY)
    paid_for = Registration.funded & Registration.id.not_in(people_past("claim", at))
    batches = select(Batch.id).where(Batch.meeting_id.in_(meetings_past("participation", at)))
    emptied = dict.fromkeys(EMPTIED, "") | {
        "full_name": NOBODY,
        "number": literal(NO_NUMBER) + cast(Registration.id, String),
        "wants_visa_letter": False,
    }
    return rows_changed(
        delete(CorrectionRequest).where(CorrectionRequest.registration_id.in_(people)),
        delete(BatchMember).where(BatchMember.batch_id.in_(batches)),
        delete(Batch).where(Batch.id.in_(batches)),
        update(StateChange)
        .where(StateChange.registration_id.in_(people))
        .where(or_(StateChange.reason != "", StateChange.no_mail_because != ""))
        .values(reason="", no_mail_because=""),
        update(Registration).where(named, ~paid_for).values(emptied),
    )


@carries_out("consent")
def forget_consents(at: datetime) -> int:
    """Delete the consents to what meetings long over have done with a person's data."""
    return rows_changed(delete(Consent).where(Consent.registration_id.in_(people_past("consent", at))))
