"""Reading what programs send: every name once, and only names that are known."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import Request, abort
from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema, ValidationError
from webargs import core
from webargs.flaskparser import FlaskParser, is_json_request

TWICE: Any = _l("This was sent more than once.")


class Repeated(ValueError):
    """A name stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Repeated
    return found


def _no_such_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


class Reader(FlaskParser):
    """Refuses with 400 what is unknown, repeated or of the wrong kind."""

    DEFAULT_VALIDATION_STATUS = 400
    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}  # noqa: RUF012

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        repeated = {name: [TWICE] for name, values in req.args.lists() if len(values) > 1}
        if repeated:
            raise ValidationError(repeated)
        return super().load_querystring(req, schema)

    def _raw_load_json(self, req: Request) -> Any:
        body = req.get_data(cache=True)
        if not body:
            return core.missing
        if not is_json_request(req):
            abort(415)
        try:
            return json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_such_number)
        except (ValueError, RecursionError):
            abort(400)
