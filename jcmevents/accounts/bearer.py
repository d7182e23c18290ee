"""Programs are known by an access token alone, people by their sign-in alone: a cookie never opens what programs use.

So nothing that a browser sends by itself can act there, and no page can be opened with a token.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from flask import Request, abort, g, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests

from jcmevents import clock
from jcmevents.accounts.models import User
from jcmevents.accounts.tokens import AccessToken, minute_of
from jcmevents.extensions import db, read_only

BLUEPRINT = "api"  # the one whose people are known by tokens
BEARER = "bearer"


def is_for_programs() -> bool:
    """Whether this request is for the interface for programs."""
    return request.blueprint == BLUEPRINT


def load_bearer(asked: Request) -> User | None:
    """The user whose token `asked` shows, limited to what the token is for."""
    if not is_for_programs() or "Authorization" not in asked.headers:
        return None
    authorization = asked.authorization
    secret = authorization.token if authorization and authorization.type == BEARER else None
    token = _known(secret) if secret else None
    if token is None or not token.is_good(clock.now()):
        g.has_bad_token = True
        return None
    g.is_one_too_many = not _spend(token, clock.now())
    g.access_token, token.user.token_roles = token, token.roles
    return token.user


def _known(secret: str) -> AccessToken | None:
    """The token with this secret. It is looked for before the transaction that writes begins, which others wait for."""
    reading = read_only.set(True)
    try:
        token = AccessToken.by_secret(secret)
        db.session.commit()  # unlike after a rollback, what was read stays known
    finally:
        read_only.reset(reading)
    return token


class Purse:
    """The uses of this minute that this process has taken for tokens and has not spent yet."""

    def __init__(self) -> None:
        self.minute, self.left = 0, Counter[str]()

    def spend(self, token: AccessToken, at: datetime) -> bool:
        """Whether there was a use left."""
        if self.minute != minute_of(at):
            self.minute, self.left = minute_of(at), Counter()
        if not self.left[token.digest]:
            return False
        self.left[token.digest] -= 1
        return True


_purse = Purse()


def _spend(token: AccessToken, at: datetime) -> bool:
    """Spend a use of the token; whether there was one. Uses that are taken are kept whatever becomes of the request."""
    if _purse.spend(token, at):
        return True
    reading = read_only.set(False)
    try:
        _purse.left[token.digest] = token.take_uses(at)
        db.session.commit()
    finally:
        read_only.reset(reading)
    return _purse.spend(token, at)


def present_token() -> AccessToken | None:
    """The good token that this request has shown."""
    token: AccessToken | None = g.get("access_token")
    return token


def refuse_bearer() -> None:
    """Answer 401 or 429 where the request has shown a token that is not good, or too often."""
    if not current_user.is_authenticated and g.get("has_bad_token"):  # who asks is known only when it is asked
        abort(401, description=gettext("This access token is not known, has ended or was revoked."))
    if g.get("is_one_too_many"):
        sentence = gettext("Too many requests in this minute. Please wait as long as Retry-After says.")
        raise TooManyRequests(sentence, retry_after=60 - int(clock.now().timestamp()) % 60)
