"""Who may open what. Closed by default: a view is for signed-in people unless it says otherwise here."""

from collections.abc import Callable
from typing import Any

from flask import abort, current_app, request
from flask_login import current_user

from jcmevents.accounts.models import Role
from jcmevents.extensions import login

View = Callable[..., Any]
PUBLIC = "public"


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


def access_of(endpoint: str) -> Any:
    """PUBLIC, a tuple of roles, or None for "any signed-in user"."""
    return getattr(current_app.view_functions[endpoint], "access", None)


def is_open_to(user: Any, endpoint: str) -> bool:
    """Whether the view behind `endpoint` is open to `user`: a link to it may be shown."""
    access = access_of(endpoint)
    if access == PUBLIC:
        return True
    return user.is_authenticated and (access is None or user.has_role(*access))


def check_access() -> Any:
    """Refuse the request unless its view is open to this user. Runs before every request."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    if access_of(request.endpoint) == PUBLIC or is_open_to(current_user, request.endpoint):
        return None
    if current_user.is_authenticated:
        abort(403)
    return login.unauthorized()
