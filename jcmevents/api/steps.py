"""What happens with a person: the organizers' steps, and whether somebody came."""

from typing import Any

from flask_babel import gettext
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import by_token
from jcmevents.accounts.models import Role
from jcmevents.api.blueprint import WITH_TOKEN, bp
from jcmevents.api.fields import Line, Listed, OneWord, Query, YesNo
from jcmevents.api.once import Keyed, Work, once
from jcmevents.api.people import RegistrationTold
from jcmevents.api.problems import Refusal
from jcmevents.api.registrations import PERSON, TAGS, Sent
from jcmevents.attendance.marking import Status, mark
from jcmevents.meetings.models import Meeting
from jcmevents.registration import mails
from jcmevents.registration.finding import found
from jcmevents.registration.models import Registration
from jcmevents.registration.steps import STEPS, Step, Telling, take

NOUNS = ",".join(f'"{noun}"' for noun in STEPS)
REASONED = {noun for noun, step in STEPS.items() if step.needs_reason} | {"correction-request"}


class StepTaken(Listed):
    """Why a step is taken, and whether the person is told by mail."""

    reason = Line(longest=2000, load_default="", metadata={"description": "Kept in the history; some steps need it."})
    mail = YesNo(load_default=True, metadata={"description": "Whether the usual mail tells of it."})
    no_mail_because = Line(longest=500, load_default="", metadata={"description": "Needed where no mail is sent."})


class AttendanceNoted(Listed):
    """Whether somebody came. `confirmed` takes an earlier mark back."""

    status = OneWord(Status, required=True)


def _telling(said: dict[str, Any], person: Registration, step: Step) -> Telling:
    """Refuses a step without its reason, and silence without one."""
    is_silent = not said["mail"] or not mails.recipient_of(person)
    because = said["no_mail_because"] or ("" if said["mail"] is False else gettext("No e-mail address is known."))
    if step.noun in REASONED and not said["reason"]:
        raise Refusal(400, errors={"reason": [gettext("This field is required.")]})
    if is_silent and not because:
        raise Refusal(400, errors={"no_mail_because": [gettext("Say why nobody is told.")]})
    return Telling(said["reason"], no_mail_because=because if is_silent else "")


@bp.route(f"{PERSON}/<any({NOUNS}):noun>", methods=["POST"], tags=TAGS)
@by_token(Role.ORGANIZER, writes=True)
@bp.doc(security=WITH_TOKEN)
@bp.arguments(Query, location="query")
@bp.arguments(Keyed, location="headers")
@bp.arguments(StepTaken)
@bp.response(200, RegistrationTold)
def step(_query: Sent, headers: Sent, said: Sent, meeting: Meeting, number: str, noun: str) -> Any:
    """Take a step with a person

    The same steps by the same rules as on the organizers' page; one that is not possible is refused with 409.
    """

    def take_it() -> Registration:
        person, chosen = found(meeting, number), STEPS[noun]
        take(person, chosen, _telling(said, person, chosen), by=current_user._get_current_object(), at=clock.now())
        return person

    return once(headers, Work(take_it, meeting))


@bp.route(f"{PERSON}/attendance", methods=["POST"], tags=TAGS)
@by_token(Role.ORGANIZER, writes=True)
@bp.doc(security=WITH_TOKEN)
@bp.arguments(Query, location="query")
@bp.arguments(Keyed, location="headers")
@bp.arguments(AttendanceNoted)
@bp.response(200, RegistrationTold)
def note_attendance(_query: Sent, headers: Sent, noted: Sent, meeting: Meeting, number: str) -> Any:
    """Note whether somebody came"""

    def note() -> Registration:
        person = found(meeting, number)
        mark(meeting, [person], Status(noted["status"]), by=current_user._get_current_object(), at=clock.now())
        return person

    return once(headers, Work(note, meeting))
