"""What is refused, as programs read it: problem details (RFC 9457) with a sentence in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _l
from marshmallow import fields
from werkzeug.exceptions import HTTPException

from jcmevents.api.fields import Listed

MEDIA_TYPE = "application/problem+json"
# What to do, where nothing more is known than the status.
SENTENCES: dict[int, Any] = {
    400: _l("This request could not be read. Please compare it with the description of the interface."),
    401: _l("This needs an access token: send it as “Authorization: Bearer …”."),
    403: _l("This token does not include the right to do this."),
    404: _l("There is nothing at this address. It may have been moved, or it has not been published yet."),
    405: _l("This address does not take this method."),
    409: _l("It does not fit what has been entered meanwhile, perhaps by somebody else. Nothing was changed."),
    412: _l("Somebody else has changed this since you read it. Nothing was changed."),
    413: _l("The file or text you sent is larger than we can accept. Nothing was saved."),
    415: _l("Send JSON, please, with “Content-Type: application/json”."),
    428: _l("Send “If-Match” with the ETag that you read, so that nobody's change is lost."),
    503: _l("The database does not answer at the moment. Please try again in half a minute."),
}
UNEXPECTED = _l("We are sorry. The fault is ours and has been recorded. What you sent may not have been saved.")
UNREADABLE = _l("Some of what was sent cannot be taken. `errors` says which.")


class Problem(Listed):
    """What was refused and what to do."""

    type = fields.String(metadata={"description": "Always about:blank: the status says what kind of problem it is."})
    title = fields.String(metadata={"description": "The name of the status."})
    status = fields.Integer()
    detail = fields.String(metadata={"description": "A sentence in the reader's language."})
    errors = fields.Dict(metadata={"description": "What is wrong with which field, if that is the problem."})
    current = fields.Dict(metadata={"description": "After 412: the thing as it is now, its ETag in the header."})


class Refusal(HTTPException):
    """A refusal with more than a sentence: members of the problem, headers of the answer."""

    def __init__(self, status: int, detail: Any = None, *, headers: Mapping[str, str] | None = None, **members: Any):
        super().__init__(str(detail) if detail is not None else None)
        self.code, self.members, self.headers = status, members, dict(headers or {})


def write(status: int, message: Any, error: HTTPException | None) -> Response:
    """The answer to a refused request. It says nothing of the address, so that what is hidden looks like nothing."""
    data = getattr(error, "data", None) or {}
    members = {"errors": _spoken(data["messages"])} if "messages" in data else getattr(error, "members", {})
    detail = message or (UNREADABLE if "messages" in data else SENTENCES.get(status, UNEXPECTED))
    problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": str(detail)}
    text = json.dumps({**problem, **members}, ensure_ascii=False, default=str)
    body = text.encode("utf-8", "replace")  # names of fields come from outside; half a letter pair is no letter
    response = Response(body, status, content_type=MEDIA_TYPE)
    response.headers.extend(getattr(error, "headers", {}))
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _spoken(messages: Any) -> Any:
    """Errors by field, in the words of the reader; the place where a field stood is left out."""
    if isinstance(messages, Mapping):
        told = {str(name): _spoken(each) for name, each in messages.items()}
        inner = next(iter(told.values()), None) if set(told) & {"json", "query"} else None
        return inner if isinstance(inner, dict) else told
    return [str(each) for each in messages] if isinstance(messages, list) else [str(messages)]
