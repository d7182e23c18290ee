"""The token that a program uses."""

from typing import Any

from marshmallow import fields

from jcmevents.accounts.access import by_token
from jcmevents.accounts.bearer import present_token
from jcmevents.accounts.models import Role
from jcmevents.accounts.tokens import MOST_PER_MINUTE
from jcmevents.api.blueprint import WITH_TOKEN, bp
from jcmevents.api.fields import Listed, Query, UtcInstant


class TokenTold(Listed):
    """What the token is for and until when."""

    name = fields.String()
    scopes = fields.List(fields.String())
    expires_at = UtcInstant()
    requests_per_minute = fields.Integer()


@bp.route("/token", tags=["start"])
@by_token(Role.ORGANIZER, Role.PRESS)
@bp.doc(security=WITH_TOKEN)
@bp.arguments(Query, location="query")
@bp.response(200, TokenTold)
def token(_query: dict[str, Any]) -> dict[str, Any]:
    """The token you use"""
    used = present_token()
    assert used is not None  # noqa: S101 - else the request would have been refused
    told = {name: getattr(used, name) for name in ("name", "scopes", "expires_at")}
    return {**told, "requests_per_minute": MOST_PER_MINUTE}
