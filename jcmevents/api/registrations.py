"""The people of a meeting, for the organizers' programs: read them, enter them, change them."""

from typing import Any

from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import joinedload

from jcmevents import clock
from jcmevents.accounts.access import by_token
from jcmevents.accounts.models import Role
from jcmevents.api.blueprint import WITH_TOKEN, bp
from jcmevents.api.fields import Line, OneWord, PageQuery, Query, Whole, page_of
from jcmevents.api.once import Keyed, Work, once
from jcmevents.api.paging import LARGEST, NUMBER, Order, page
from jcmevents.api.people import PersonChanged, PersonEntered, RegistrationTold, etag, told
from jcmevents.api.problems import Refusal
from jcmevents.api.writing import Matched, require_match, saved
from jcmevents.delegations.models import Delegation
from jcmevents.meetings.models import Meeting
from jcmevents.registration.finding import found
from jcmevents.registration.models import Registration
from jcmevents.registration.selection import LONGEST_SEARCH, Selection
from jcmevents.registration.states import MODE_LABELS, Capacity, State

BY_ID = Order([Registration.id], [NUMBER])
TAGS = ["organizers"]
Sent = dict[str, Any]  # as a schema has loaded it
PEOPLE = "/meetings/<meeting_slug>/registrations"
PERSON = f"{PEOPLE}/<string:number>"


class RegistrationsQuery(PageQuery):
    state = OneWord(State)
    capacity = OneWord(Capacity)
    mode = OneWord(MODE_LABELS)
    delegation = Whole(least=1, most=LARGEST, metadata={"description": "The id of a delegation."})
    search = Line(longest=LONGEST_SEARCH, metadata={"description": "Words in names, functions, addresses, numbers."})


@bp.route(PEOPLE, tags=TAGS)
@by_token(Role.ORGANIZER)
@bp.doc(security=WITH_TOKEN)
@bp.arguments(RegistrationsQuery, location="query")
@bp.response(200, page_of(RegistrationTold))
def registrations(wanted: dict[str, Any], meeting: Meeting) -> dict[str, Any]:
    """The roster"""
    parts = {name: wanted[name] for name in ("state", "capacity", "mode", "search") if name in wanted}
    chosen = Selection(**parts, delegation_id=wanted.get("delegation")).ids(meeting)
    people = Registration.of_meeting(meeting).where(Registration.id.in_(chosen))
    rows, following = page(people.options(joinedload(Registration.delegation)), BY_ID, wanted)
    return {"items": [told(person) for person in rows], "next": following}


@bp.route(PERSON, tags=TAGS)
@by_token(Role.ORGANIZER)
@bp.doc(security=WITH_TOKEN)
@bp.arguments(Query, location="query")
@bp.response(200, RegistrationTold)
def registration(_query: dict[str, Any], meeting: Meeting, number: str) -> Any:
    """One person"""
    person = found(meeting, number)
    return told(person), {"ETag": etag(person)}


@bp.route(PEOPLE, methods=["POST"], tags=TAGS)
@by_token(Role.ORGANIZER, writes=True)
@bp.doc(security=WITH_TOKEN)
@bp.arguments(Query, location="query")
@bp.arguments(Keyed, location="headers")
@bp.arguments(PersonEntered)
@bp.response(201, RegistrationTold)
def enter(_query: Sent, headers: Sent, entered: Sent, meeting: Meeting) -> Any:
    """Enter a person

    By the rule of the organizers' own form: it takes a seat of the delegation, or is refused
    with 409 when none is free.
    """
    delegation_id = entered.pop("delegation")

    def nominate() -> Registration:
        delegation = Delegation.found_in(meeting, delegation_id) or _no_such_delegation()
        return Registration.nominate(delegation, by=current_user._get_current_object(), at=clock.now(), **entered)

    return once(headers, Work(nominate, meeting, status=201))


def _no_such_delegation() -> Any:
    sentence = gettext("There is no such delegation at this meeting.")
    raise Refusal(400, errors={"delegation": [sentence]})


@bp.route(PERSON, methods=["PATCH"], tags=TAGS)
@by_token(Role.ORGANIZER, writes=True)
@bp.doc(security=WITH_TOKEN)
@bp.arguments(Query, location="query")
@bp.arguments(Matched, location="headers")
@bp.arguments(PersonChanged)
@bp.response(200, RegistrationTold)
@bp.alt_response(412, response="PRECONDITION_FAILED")
@bp.alt_response(428, response="PRECONDITION_REQUIRED")
def change(_query: Sent, _headers: Sent, changed: Sent, meeting: Meeting, number: str) -> Any:
    """Change fields of a person

    Only those that are sent. Send the ETag that you read as If-Match: if somebody has changed the person since, nothing
    is changed, and the answer (412) has the person as it is now.
    """
    person = found(meeting, number)
    require_match(person)
    with saved(person):
        person.revise(by=current_user._get_current_object(), at=clock.now(), **changed)
    return told(person), {"ETag": etag(person)}
