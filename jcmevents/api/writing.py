"""Writing by programs: no change is lost, and each use of a token is in the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request
from marshmallow import fields
from sqlalchemy.orm.exc import StaleDataError

from jcmevents import audit, clock
from jcmevents.accounts.bearer import present_token
from jcmevents.api.fields import Listed
from jcmevents.api.people import RegistrationTold, etag, told
from jcmevents.api.problems import SENTENCES, Refusal
from jcmevents.extensions import db
from jcmevents.registration.models import Registration


class Matched(Listed):
    """The header that says which state of a thing was read."""

    match = fields.String(
        data_key="If-Match",
        metadata={"description": "The ETag that you read. Without it the answer is 428.", "example": '"3"'},
    )


def require_match(person: Registration) -> None:
    """Refuse with 428 what was not said to be read, with 412 and the present values what has been changed since."""
    if "If-Match" not in request.headers:
        raise Refusal(428, SENTENCES[428])
    if str(person.version) not in request.if_match:
        raise _clash(person)


def _clash(person: Registration) -> Refusal:
    present = RegistrationTold().dump(told(person))
    return Refusal(412, SENTENCES[412], headers={"ETag": etag(person)}, current=present)


def note_writing() -> None:
    """Note in the audit trail that the token was used to write."""
    token = present_token()
    act = (request.endpoint or "").rpartition(".")[2]
    audit.record("access_token.write", token, by=token.user if token else None, at=clock.now(), act=act)


@contextmanager
def saved(person: Registration) -> Iterator[None]:
    """Commit what is changed inside the block, unless somebody else has changed the person at the same moment."""
    try:
        yield
        note_writing()
        db.session.commit()
    except StaleDataError as stale:
        db.session.rollback()
        raise _clash(person) from stale
