"""Who may open what. Closed by default: a view is for signed-in people unless it says otherwise here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, current_app, g, request
from flask_babel import gettext
from flask_login import current_user

from jcmevents import audit
from jcmevents.accounts.bearer import present_token, refuse_bearer
from jcmevents.accounts.models import Role
from jcmevents.accounts.private_links import held_links
from jcmevents.extensions import login

View = Callable[..., Any]
PUBLIC = "public"


@dataclass(frozen=True)
class ByLink:
    """Open to whoever holds a private link of one of these purposes; where `or_signed_in`, to signed-in people too."""

    purposes: tuple[str, ...]
    or_signed_in: bool


@dataclass(frozen=True)
class ByToken:
    """Open to programs with an access token for one of these roles; `writes`: for writing in it."""

    roles: tuple[Role, ...]
    writes: bool


def public(view: View) -> View:
    """Anybody may open `view`; what it shows is still decided by `visible_to`."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def staff_only(*roles: Role) -> Callable[[View], View]:
    """Only staff with one of `roles` may open the view (administrators always)."""

    def mark(view: View) -> View:
        view.access = roles  # type: ignore[attr-defined]
        return view

    return mark


def by_link(*purposes: str, or_signed_in: bool = False) -> Callable[[View], View]:
    """Only who holds a private link of one of `purposes` may open the view, which checks that it leads to its row."""

    def mark(view: View) -> View:
        view.access = ByLink(purposes, or_signed_in)  # type: ignore[attr-defined]
        return view

    return mark


def by_token(*roles: Role, writes: bool = False) -> Callable[[View], View]:
    """Only programs may open the view, with an access token for one of `roles`."""

    def mark(view: View) -> View:
        view.access = ByToken(roles, writes)  # type: ignore[attr-defined]
        return view

    return mark


def access_of(endpoint: str) -> Any:
    """PUBLIC, a ByLink, a ByToken, a tuple of roles, or None for "any signed-in user"."""
    return getattr(current_app.view_functions[endpoint], "access", None)


def is_open_to(user: Any, endpoint: str) -> bool:
    """Whether the view behind `endpoint` is open to `user`: a link to it may be shown."""
    access = access_of(endpoint)
    if access == PUBLIC:
        return True
    if isinstance(access, ByLink):
        return _holds(access) or (access.or_signed_in and user.is_authenticated)
    if isinstance(access, ByToken):
        token = present_token() if user.is_authenticated else None
        return token is not None and user.has_role(*access.roles) and token.is_for(access.roles, access.writes)
    return user.is_authenticated and (access is None or user.has_role(*access))


def _holds(access: ByLink) -> bool:
    return any(link.purpose in access.purposes for link in held_links())


def check_access() -> Any:
    """Refuse the request unless its view is open to this user. Runs before every request."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    access = access_of(request.endpoint)
    if access == PUBLIC:
        return None
    g.is_private_page = True
    if isinstance(access, ByLink) and (links := [link for link in held_links() if link.purpose in access.purposes]):
        audit.acting.set(links[-1])
    if is_open_to(current_user, request.endpoint):
        return None
    return _refuse(access)


def _refuse(access: Any) -> Any:
    if isinstance(access, ByLink) and not access.or_signed_in:
        abort(403, description=gettext("Please open this page by the private link in the mail that you have received."))
    if isinstance(access, ByToken):
        refuse_bearer()
        abort(403 if present_token() else 401)
    if current_user.is_authenticated:
        abort(403)
    return login.unauthorized()
