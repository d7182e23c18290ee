"""Every refusal in one place: what a request may not contain, and the page that says what to do instead.

Below addresses that programs read, another writer than `_page` may put it in words (`written_by`).
"""

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, abort, current_app, g, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.routing import IntegerConverter, Map

from jcmevents import kept_forms
from jcmevents.errors import DocumentFailed, RuleBroken
from jcmevents.extensions import db, login
from jcmevents.forms import earlier_answer

View = Callable[..., Any]
Writer = Callable[[int, Any, HTTPException | None], Response]  # status, sentence, what was raised
WRITERS = "writers of refusals"
PAGES = {400, 403, 404, 405, 409, 413, 429, 500, 503}
LARGEST_ID = 2**31 - 1  # what an integer column of PostgreSQL holds


class RowId(IntegerConverter):
    """The id of a row in an address; a number that no row can have is not found."""

    regex = "[0-9]+"

    def __init__(self, url_map: Map, **options: Any):
        super().__init__(url_map, **{"max": LARGEST_ID, **options})


def takes_files(most_bytes: int) -> Callable[[View], View]:
    """Requests to this view may have a body of so many bytes; others have far less."""

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def allow_files() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    request.max_content_length = getattr(view, "most_bytes", current_app.config["MAX_CONTENT_LENGTH"])


def refuse_broken_text() -> None:
    """Answer 400 to invalid UTF-8 and NUL, which the framework would drop: an empty form must never overwrite data."""
    raw = [request.environ.get("PATH_INFO", "").encode("latin-1"), unquote_to_bytes(request.query_string)]
    if request.mimetype == "application/x-www-form-urlencoded":
        raw.append(unquote_to_bytes(request.get_data(cache=True)))
    try:
        broken = any("\0" in part.decode("utf-8") for part in raw)
    except UnicodeDecodeError:
        broken = True
    if broken or (request.mimetype == "multipart/form-data" and _has_broken_part()):
        abort(400, description=_("The text was not valid UTF-8. Please send it again as plain text."))


def _has_broken_part() -> bool:
    return any("\ufffd" in value or "\0" in value for _name, value in request.form.items(multi=True))


def written_by(app: Flask, prefix: str, write: Writer) -> None:
    """Let `write` answer what is refused at addresses that begin with `prefix`."""
    app.extensions.setdefault(WRITERS, {})[prefix] = write


def _page(status: int, message: Any = None, error: HTTPException | None = None, **context: Any) -> Response:
    for prefix, write in current_app.extensions.get(WRITERS, {}).items():
        if request.path.startswith(prefix):
            return write(status, message, error)
    template = status if status in PAGES else (400 if status < 500 else 500)
    return make_response(render_template(f"errors/{template}.html", message=message, status=status, **context), status)


def _http_error(error: HTTPException) -> Any:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    if isinstance(error, SecurityError):  # a page of ours has links, and for a foreign host there are none
        return Response(_("This site does not answer under this name."), 400, content_type="text/plain; charset=utf-8")
    # A description that a view wrote is a translated sentence; the framework's own is English for programmers.
    written = error.description if error.description != type(error).description else None
    response = _page(error.code, written, error)
    if error.code == 405:
        response.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or [])
    if error.code == 429:
        response.headers["Retry-After"] = str(getattr(error, "retry_after", None) or 900)
    return response


def _csrf_error(_error: CSRFError) -> Any:
    """The form belongs to a sign-in that has ended: lead to where it can be sent again, with everything typed."""
    if kept_forms.keep():
        return redirect(kept_forms.page_of_form(), 303)
    return _page(400, _("This form belongs to an older sign-in. Your text is still in the browser: go back, reload."))


def _rule_broken(broken: RuleBroken) -> Any:
    """Roll back and show the form again with everything typed in it; without a form, a page that says why.

    A form that lost the race against an equal sending of itself gets the answer that one got.
    """
    db.session.rollback()
    if answer := earlier_answer():
        return answer
    if not g.get("form_was_submitted"):
        return _page(409, broken.message)
    g.broken_rule = broken
    return _form_again()


def _form_again() -> Any:
    view = current_app.ensure_sync(current_app.view_functions[request.endpoint or ""])
    try:
        response = make_response(view(**(request.view_args or {})))
    except RuleBroken as broken:
        return _page(409, broken.message)
    except HTTPException as error:
        return _http_error(error)
    response.status_code = 409
    return response


def _stale(_error: StaleDataError) -> Any:
    return _rule_broken(RuleBroken(_("Somebody else saved this at the same moment. Please look and save again.")))


def _integrity(error: IntegrityError) -> Any:
    """Two equal acts at the same moment, or a row that others still refer to."""
    if getattr(error.orig, "sqlstate", None) == "23503" or "FOREIGN KEY" in str(error.orig):
        return _rule_broken(RuleBroken(_("Something else still refers to this. Move or remove that first.")))
    return _rule_broken(RuleBroken(_("This has been entered already.")))


def _without_user() -> None:
    """Let the page be made without asking the database who reads it: it may be the database that failed."""
    db.session.rollback()
    g._login_user = login.anonymous_user()


def _busy(error: OperationalError) -> Any:
    _without_user()
    current_app.logger.error("database unavailable: %s", error.orig)
    response = _page(503)
    response.headers["Retry-After"] = "30"
    return response


def _unexpected(error: Exception) -> Any:
    _without_user()
    reference = secrets.token_hex(4)
    current_app.logger.exception("unexpected error %s", reference, exc_info=error)
    return _page(500, reference=reference)


def install(app: Flask) -> None:
    """Register the checks and the error pages on `app`."""
    app.url_map.converters["int"] = RowId
    app.before_request(allow_files)
    app.before_request(refuse_broken_text)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(RuleBroken, _rule_broken)
    app.register_error_handler(DocumentFailed, lambda e: _page(503, str(e)))
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IntegrityError, _integrity)
    app.register_error_handler(OperationalError, _busy)
    if not app.testing and not app.debug:
        app.register_error_handler(Exception, _unexpected)
