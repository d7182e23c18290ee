"""Access tokens: what programs show instead of signing in. Each may do less than its account, never more."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import Role, User
from jcmevents.crypto import new_token, token_digest
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.text import clean

MARK = "jcm_"  # what a token begins with, so that one that got into a text or a repository is recognized
SHOWN = 4  # letters at its end by which its owner recognizes it
MOST_TOKENS = 20  # that one account may hold
MOST_PER_MINUTE = 300
TAKEN_AT_ONCE = 10  # uses that a process takes for itself, so that not every request has to write
LONGEST_LIFE = timedelta(days=366)


class Scope(enum.StrEnum):
    """What a token may be used for: a role, reading or writing in it."""

    ORGANIZER_READ = "organizer:read"
    ORGANIZER_WRITE = "organizer:write"
    PRESS_READ = "press:read"

    @property
    def role(self) -> Role:
        return Role(self.partition(":")[0])

    @property
    def writes(self) -> bool:
        return self.endswith(":write")

    @property
    def label(self) -> str:
        return str(SCOPE_LABELS[self])


SCOPE_LABELS = {
    Scope.ORGANIZER_READ: _l("read as an organizer: delegations, the roster, the agenda as it is entered"),
    Scope.ORGANIZER_WRITE: _l("write as an organizer: enter people, change them, take steps, note attendance"),
    Scope.PRESS_READ: _l("read as the press office: meetings that are not published yet"),
}


class AccessToken(Base):
    """A token. Only its digest is kept. `minute` counts from 1970; `uses` are those that were taken of that minute."""

    __tablename__ = "access_token"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    ending: Mapped[str] = mapped_column(String(SHOWN))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    minute: Mapped[int] = mapped_column(default=0)
    uses: Mapped[int] = mapped_column(default=0)

    user: Mapped[User] = relationship(lazy="joined")

    @classmethod
    def issue(
        cls, user: User, *, name: str, scopes: Iterable[str], expires_at: datetime, at: datetime
    ) -> tuple[AccessToken, str]:
        """A new token of `user` and its secret, which nobody can learn afterwards."""
        chosen = [scope for scope in Scope if scope in set(scopes)]
        cls._require_issuable(user, chosen, expires_at, at)
        secret = MARK + new_token()
        token = cls(user=user, name=clean(name).strip(), digest=token_digest(secret), ending=secret[-SHOWN:])
        token.scopes, token.created_at, token.expires_at = [str(scope) for scope in chosen], at, expires_at
        db.session.add(token)
        db.session.flush()
        audit.record("access_token.issue", token, by=user, at=at, scopes=token.scopes)
        return token, secret

    @classmethod
    def _require_issuable(cls, user: User, scopes: list[Scope], expires_at: datetime, at: datetime) -> None:
        if not scopes:
            raise RuleBroken(gettext("Choose at least one thing that the token is for."), field="scopes")
        if not set(scopes) <= set(offered_to(user)):
            raise RuleBroken(gettext("A token cannot do more than your account."), field="scopes")
        if not at < expires_at <= at + LONGEST_LIFE:
            raise RuleBroken(gettext("A token ends between tomorrow and a year from now."), field="expires_on")
        if len(db.session.scalars(cls.good(user, at)).all()) >= MOST_TOKENS:
            sentence = gettext("You hold %(n)s tokens already. Revoke one that is not used any more.", n=MOST_TOKENS)
            raise RuleBroken(sentence)

    @classmethod
    def of(cls, user: User) -> Select[AccessToken]:
        """All that the user ever had, the newest first."""
        return select(cls).where(cls.user_id == user.id).order_by(cls.id.desc())

    @classmethod
    def good(cls, user: User, at: datetime) -> Select[AccessToken]:
        """Those that can be used."""
        return cls.of(user).where(cls.revoked_at.is_(None), cls.expires_at > at)

    @classmethod
    def by_secret(cls, secret: str) -> AccessToken | None:
        """The token with this secret, whether or not it is still good."""
        return db.session.scalar(select(cls).where(cls.digest == token_digest(secret)))

    def revoke(self, *, by: User, at: datetime) -> None:
        if self.revoked_at is None:
            self.revoked_at = at
            audit.record("access_token.revoke", self, by=by, at=at)

    def is_good(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at and self.user.is_active

    def take_uses(self, at: datetime) -> int:
        """Some of the uses that are left in the minute of `at`, for a process to spend; 0 when there are none."""
        db.session.refresh(self, ["minute", "uses"], with_for_update={"of": AccessToken})
        minute = minute_of(at)
        before = self.uses if self.minute == minute else 0
        taken = min(TAKEN_AT_ONCE, MOST_PER_MINUTE - before)
        if taken > 0:
            self.minute, self.uses, self.last_used_at = minute, before + taken, at
        return max(0, taken)

    @property
    def told_scopes(self) -> list[Scope]:
        return [Scope(scope) for scope in self.scopes]

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(scope.role for scope in self.told_scopes)

    def is_for(self, roles: Iterable[Role], writes: bool) -> bool:
        """Whether it is for reading, or with `writes` for writing, in one of `roles`."""
        return any(scope.role in set(roles) and (scope.writes or not writes) for scope in self.told_scopes)


def offered_to(user: User) -> list[Scope]:
    """What tokens of this account can be for."""
    return [scope for scope in Scope if user.has_role(scope.role)]


def minute_of(at: datetime) -> int:
    """The number of the minute since 1970."""
    return int(at.timestamp()) // 60
