"""Users, their roles, their sign-ins."""

from __future__ import annotations

import enum
import unicodedata
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import UserMixin
from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.crypto import new_token, token_digest
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.text import clean

SHORTEST_PASSWORD = 15  # ASVS 5.0 V6.2.1, for staff
LONGEST_PASSWORD = 256  # an upper bound for the work of hashing
STAFF_SIGN_IN = timedelta(hours=8)  # ASVS 5.0 V7.3.2
DELEGATE_SIGN_IN = timedelta(days=14)
ATTEMPT_WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_ACCOUNT = 10
ATTEMPTS_PER_ADDRESS = 50  # a delegation shares one hotel address

_hasher = PasswordHasher()
_NOBODY_HASH = _hasher.hash(new_token())  # so that an unknown address takes as long as a known one


class Role(enum.StrEnum):
    """What a member of staff may do. Delegates and focal points have no role: they own rows."""

    ADMINISTRATOR = "administrator"
    ORGANIZER = "organizer"
    PRESS = "press"
    TRAVEL = "travel"

    @property
    def label(self) -> str:
        return str(ROLE_LABELS[self])


ROLE_LABELS = {
    Role.ADMINISTRATOR: _l("administrator"),
    Role.ORGANIZER: _l("organizer"),
    Role.PRESS: _l("press office"),
    Role.TRAVEL: _l("travel desk"),
}


class RoleGrant(Base):
    """A role given to a user."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    granted_at: Mapped[datetime]


class User(Base, UserMixin):
    """Somebody who can sign in."""

    __tablename__ = "user"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    lang: Mapped[str] = mapped_column(String(5), default="en")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    grants: Mapped[list[RoleGrant]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    __allow_unmapped__ = True  # for the attributes below, which are of the present sign-in and never stored
    sign_in_token: str | None = None
    token_roles: frozenset[str] | None = None  # the roles that an access token is for, where one was shown

    @staticmethod
    def normalized(email: str) -> str:
        """The address as it is stored and compared: NFC, no outer space, no case."""
        return clean(email).strip().casefold()

    @classmethod
    def open_account(cls, *, email: str, name: str, password: str | None, lang: str = "en", at: datetime) -> User:
        """A new account, added to the session. Refuses a taken address and a weak password."""
        if cls.by_email(email):
            raise RuleBroken(gettext("There is an account with this e-mail address already."), field="email")
        user = cls(email=cls.normalized(email), name=clean(name), lang=lang, created_at=at, grants=[])
        if password is not None:
            user.set_password(password)
        db.session.add(user)
        return user

    @classmethod
    def in_list_order(cls) -> Select[User]:
        return select(cls).order_by(cls.name, cls.id)

    @classmethod
    def by_email(cls, email: str) -> User | None:
        return db.session.scalar(select(cls).where(cls.email == cls.normalized(email)))

    @property
    def roles(self) -> frozenset[str]:
        granted = frozenset(grant.role for grant in self.grants)
        if self.token_roles is None:
            return granted
        return self.token_roles if Role.ADMINISTRATOR in granted else self.token_roles & granted

    @property
    def is_staff(self) -> bool:
        return bool(self.roles)

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    def has_role(self, *roles: Role) -> bool:
        """Whether the user has one of `roles`; an administrator has all."""
        return bool(self.roles & {Role.ADMINISTRATOR, *roles})

    def grant(self, role: Role, *, by: User | None, at: datetime) -> None:
        if role not in self.roles:
            self.grants.append(RoleGrant(role=role, granted_at=at))
            db.session.flush()
            audit.record("role.grant", self, by=by, at=at, role=str(role))

    def revise(self, *, name: str, lang: str, roles: set[Role], is_active: bool, by: User | None, at: datetime) -> None:
        """Change what the account is called and may do. Nobody locks himself out."""
        if by is self and (not is_active or (Role.ADMINISTRATOR in self.roles and Role.ADMINISTRATOR not in roles)):
            raise RuleBroken(gettext("You cannot take your own rights away. Ask another administrator."))
        self.name, self.lang = clean(name), lang
        self.disabled_at = None if is_active else self.disabled_at or at
        self.grants = [grant for grant in self.grants if grant.role in roles]
        for role in sorted(roles - self.roles):
            self.grant(role, by=by, at=at)
        audit.record("account.revise", self, by=by, at=at, roles=sorted(roles), active=is_active)

    def set_password(self, password: str) -> None:
        password = unicodedata.normalize("NFC", password)
        if len(password) < SHORTEST_PASSWORD:
            raise RuleBroken(
                gettext("Use at least %(n)s characters; a sentence is good.", n=SHORTEST_PASSWORD), field="password"
            )
        if len(password) > LONGEST_PASSWORD:
            raise RuleBroken(gettext("Use at most %(n)s characters.", n=LONGEST_PASSWORD), field="password")
        self.password_hash = _hasher.hash(password)

    @classmethod
    def with_password(cls, email: str, password: str) -> User | None:
        """The active user with this address and password; as slow for an unknown address as for a known one."""
        user = cls.by_email(email)
        try:
            _hasher.verify((user and user.password_hash) or _NOBODY_HASH, unicodedata.normalize("NFC", password))
        except (VerifyMismatchError, InvalidHashError):
            return None
        return user if user and user.password_hash and user.is_active else None

    def get_id(self) -> str:
        """Flask-Login's name for the sign-in: the token, so that a sign-in can be revoked on the server."""
        return self.sign_in_token or ""


class SignIn(Base):
    """One sign-in on one device, kept on the server, so that it can be listed and ended."""

    __tablename__ = "sign_in"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship()

    @classmethod
    def start(cls, user: User, *, device: str, at: datetime) -> SignIn:
        """Begin a sign-in; `user.sign_in_token` is its secret until the request ends."""
        user.sign_in_token = new_token()
        lasts = STAFF_SIGN_IN if user.is_staff else DELEGATE_SIGN_IN
        sign_in = cls(
            user=user,
            token_digest=token_digest(user.sign_in_token),
            started_at=at,
            ends_at=at + lasts,
            device=device[:200],
        )
        db.session.add(sign_in)
        audit.record("sign_in.start", user, by=user, at=at)
        return sign_in

    @classmethod
    def user_of(cls, token: str, at: datetime) -> User | None:
        """The user whose sign-in has this token and is neither over nor revoked."""
        live = select(cls).where(cls.token_digest == token_digest(token), cls.revoked_at.is_(None), cls.ends_at > at)
        sign_in = db.session.scalar(live)
        if sign_in is None or not sign_in.user.is_active:
            return None
        sign_in.user.sign_in_token = token
        return sign_in.user

    @classmethod
    def end(cls, token: str, *, at: datetime) -> None:
        sign_in = db.session.scalar(select(cls).where(cls.token_digest == token_digest(token)))
        if sign_in and sign_in.revoked_at is None:
            sign_in.revoked_at = at
            audit.record("sign_in.end", sign_in.user, by=sign_in.user, at=at)


class SignInAttempt(Base):
    """A refused sign-in, counted per account and per network address. Kept for the window only."""

    __tablename__ = "sign_in_attempt"

    account_digest: Mapped[str] = mapped_column(String(64), index=True)
    address_digest: Mapped[str] = mapped_column(String(64), index=True)
    attempted_at: Mapped[datetime] = mapped_column(index=True)

    @classmethod
    def note(cls, email: str, address: str, at: datetime) -> None:
        account = token_digest(User.normalized(email))
        db.session.add(cls(account_digest=account, address_digest=token_digest(address), attempted_at=at))

    @classmethod
    def too_many(cls, email: str, address: str, at: datetime) -> bool:
        """Whether the account or the address has had its refusals for this quarter of an hour."""
        recent = select(func.count(cls.id)).where(cls.attempted_at > at - ATTEMPT_WINDOW)
        account = recent.where(cls.account_digest == token_digest(User.normalized(email)))
        by_address = recent.where(cls.address_digest == token_digest(address))
        return (db.session.scalar(account) or 0) >= ATTEMPTS_PER_ACCOUNT or (
            db.session.scalar(by_address) or 0
        ) >= ATTEMPTS_PER_ADDRESS
