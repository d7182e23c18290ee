"""The blueprint of the interface, and how it is put into the application."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import flask_smorest
from flask import Flask, Response, current_app, request
from flask.json.provider import DefaultJSONProvider
from flask_smorest.utils import prepare_response

from jcmevents import refusals
from jcmevents.accounts.bearer import BLUEPRINT, refuse_bearer
from jcmevents.api import problems
from jcmevents.api.reading import Reader
from jcmevents.extensions import csrf

PREFIX = "/api/v1"
TITLE, VERSION, OPENAPI = "JCM Events", "1.0", "3.1.0"
WITH_TOKEN: list[dict[str, list[str]]] = [{"token": []}]  # the way to sign in, for descriptions
READING = {"GET", "HEAD"}


class Interface(flask_smorest.Blueprint):
    ARGUMENTS_PARSER = Reader()

    def _store_endpoint_docs(self, endpoint: str, *arguments: Any, **options: Any) -> None:
        """Each operation bears the name of its view, so that programs made from the description have names too."""
        super()._store_endpoint_docs(endpoint, *arguments, **options)
        for method in self._docs[endpoint].values():
            if isinstance(method, dict):
                method.setdefault("manual_doc", {})["operationId"] = endpoint


class Api(flask_smorest.Api):
    """Flask-smorest without its error handlers: `refusals` answers everything that is refused, in one place."""

    ERROR_SCHEMA = problems.Problem

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        names = {status.name: status.phrase for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST}
        for name, description in {**names, "DEFAULT_ERROR": "What was refused and why"}.items():
            response = {"description": description, "schema": self.ERROR_SCHEMA}
            prepare_response(response, self.spec, problems.MEDIA_TYPE)
            self.spec.components.response(name, response, lazy=True)


bp = Interface(BLUEPRINT, __name__, url_prefix=PREFIX)


@bp.before_request
def refuse_bad_token() -> None:
    """A token that is not good is refused even where none is needed: its owner should learn of it."""
    refuse_bearer()


@bp.after_request
def tell_version(response: Response) -> Response:
    """Name the state of what was read, and answer 304 to who has it already. Caches ask every time."""
    if request.method in READING and response.status_code == HTTPStatus.OK:
        response.headers.setdefault("Cache-Control", "no-cache")
        if "ETag" not in response.headers:
            response.add_etag()
        if "If-Match" not in request.headers:  # which is about writing
            response.make_conditional(request)
    return response


def install(app: Flask) -> None:
    """Put the interface into `app`: its addresses, its description, its way to refuse."""
    api = Api()
    details = {"title": TITLE, "version": VERSION, "openapi_version": OPENAPI}
    api.init_app(app, spec_kwargs={**details, "info": {"description": DESCRIPTION}, "servers": [{"url": "/"}]})
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    api.register_blueprint(bp)
    if isinstance(app.json, DefaultJSONProvider):
        app.json.ensure_ascii = False  # Japanese as it is written, in half the bytes
    csrf.exempt(bp)  # nobody is known here by a cookie, see accounts.bearer
    refusals.written_by(app, f"{PREFIX}/", problems.write)
    app.extensions["description of the interface"] = api.spec.to_dict


def description() -> dict[str, Any]:
    """The OpenAPI document."""
    document: dict[str, Any] = current_app.extensions["description of the interface"]()
    return document


DESCRIPTION = (
    "The data of JCM Events for programs. What is public needs no sign-in and is the same for everybody; what is the "
    "organizers' needs an access token of a staff account, sent as `Authorization: Bearer ...`. Texts are objects by "
    "language; times on the wall stand beside their zone and the instant in UTC. Lists come in pages: send `next` as "
    "`cursor`. Every answer has an ETag. A parameter that is unknown or sent twice is refused with 400. What is "
    "refused is answered as problem details (RFC 9457) in the reader's language."
)
