"""A request with an Idempotency-Key has its effect once: sent again, it gets the answer it got."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import request
from flask_babel import gettext
from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents import clock
from jcmevents.accounts.bearer import present_token
from jcmevents.api.fields import Line, Listed
from jcmevents.api.people import etag, told
from jcmevents.api.problems import Refusal
from jcmevents.api.writing import note_writing
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.retention import carries_out, rows_changed

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
KEPT_FOR = timedelta(hours=24)


class Keyed(Listed):
    """The header that makes a request safe to send again."""

    key = Line(
        longest=LONGEST_KEY,
        shortest=1,
        data_key=HEADER,
        metadata={"description": "Any text of yours. For 24 hours a request sent again with it has no second effect."},
    )


class ApiAnswer(Base):
    """A keyed request that has had its effect, and the person it was about."""

    __tablename__ = "api_answer"
    __table_args__ = (UniqueConstraint("token_id", "key_digest"),)

    token_id: Mapped[int] = mapped_column(ForeignKey("access_token.id", ondelete="CASCADE"))
    key_digest: Mapped[str] = mapped_column(String(64))
    request_digest: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(20), default="")
    answered_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Work:
    """What a request does: with whom, at which meeting, and with which status it is answered."""

    do: Callable[[], Registration]
    meeting: Meeting
    status: int = 200


def once(headers: dict[str, Any], work: Work) -> Any:
    """Do the work and commit it, unless the same request has been answered; in both cases the person as it is now.

    `headers`: as loaded by `Keyed`.
    """
    key = headers.get("key")
    if key is None:
        return _done(work, None)
    return _again(work, key) or _first(work, key)


def _first(work: Work, key: str) -> Any:
    """The row goes in before the work is done: of two equal requests at once, the second waits here for the first."""
    answer = ApiAnswer(token_id=_token_id(), key_digest=_digest(key), request_digest=_sent(), answered_at=clock.now())
    db.session.add(answer)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        return _again(work, key)
    return _done(work, answer)


def _done(work: Work, answer: ApiAnswer | None) -> Any:
    person = work.do()
    if answer:
        answer.number = person.number
    note_writing()
    db.session.commit()
    return told(person), work.status, _headers(person)


def _again(work: Work, key: str) -> Any:
    """The answer that the first sending of this request got, with the person as it is now."""
    sent = select(ApiAnswer).where(ApiAnswer.token_id == _token_id(), ApiAnswer.key_digest == _digest(key))
    answer = db.session.scalar(sent)
    if answer is None:
        return None
    if answer.request_digest != _sent():
        raise Refusal(422, gettext("This Idempotency-Key was used for another request. Take a new one."))
    person = Registration.found_in(work.meeting, answer.number)
    if person is None:
        raise Refusal(409, gettext("The person that this request was about is not there any more."))
    return told(person), work.status, _headers(person)


def _headers(person: Registration) -> dict[str, str]:
    return {"ETag": etag(person), "Location": f"/api/v1/meetings/{person.meeting.slug}/registrations/{person.number}"}


def _token_id() -> int:
    token = present_token()
    assert token is not None  # noqa: S101 - else the request would have been refused
    return token.id


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _sent() -> str:
    """What the request asks for: its method, its path, its body."""
    head = f"{request.method} {request.path}\n".encode()
    return hashlib.sha256(head + request.get_data(cache=True)).hexdigest()


@carries_out("window", every=timedelta(hours=1))
def forget_answers(at: datetime) -> int:
    return rows_changed(delete(ApiAnswer).where(ApiAnswer.answered_at <= at - KEPT_FOR))
