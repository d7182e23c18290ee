"""create_app: settings, extensions, blueprints, refusals, commands."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, negotiate_locale
from flask import Flask, current_app, g, has_request_context, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import AnonymousUserMixin, current_user
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.urls import iri_to_uri

from jcmevents import audit, clock, config, headers, kept_forms, refusals
from jcmevents.accounts.access import check_access, is_open_to
from jcmevents.accounts.bearer import is_for_programs, load_bearer
from jcmevents.accounts.models import SignIn, User
from jcmevents.api import interface
from jcmevents.cli import register_commands
from jcmevents.extensions import babel, csrf, db, login, migrate, prepare_sqlite, read_only
from jcmevents.forms import earlier_answer
from jcmevents.meetings import scope
from jcmevents.meetings.door import Door
from jcmevents.meetings.door import door as door_of
from jcmevents.slices import SLICES
from jcmevents.text import current_language, joined, localized, written_date, written_instant, written_range

LANGUAGE_COOKIE = "lang"
FIRST_LANGUAGES = ("en", "ja", "fr", "es")
READING = {"GET", "HEAD", "OPTIONS"}
# The pages of a meeting in the order of its navigation: label, endpoint.
MEETING_PAGES = (
    (_l("Overview"), "meetings.show"),
    (_l("Agenda"), "agenda.index"),
    (_l("Proposals"), "proposals.index"),
    (_l("Participants"), "record.participants"),
    (_l("Release"), "press.of_meeting"),
    (_l("Register"), "application.new"),
)
MEETING_STAFF_PAGES = (
    (_l("Delegations"), "board.index"),
    (_l("Questions"), "questionnaire.index"),
    (_l("Roster"), "roster.index"),
    (_l("Travel"), "travel.index"),
    (_l("Needs"), "organizers.needs"),
    (_l("Timetable"), "agenda.grid"),
    (_l("Attendance"), "attendance.board"),
    (_l("Figures"), "record.figures"),
)


class Visitor(AnonymousUserMixin):
    """Somebody who has not signed in."""

    is_staff = False

    def has_role(self, *_roles: str) -> bool:
        return False


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """The application. `settings` override what the environment says (tests). Raises config.ConfigurationError."""
    app = Flask("jcmevents", template_folder=str(config.ROOT / "templates"), static_folder=str(config.ROOT / "static"))
    app.config.from_mapping(config.from_environment())
    app.config.update(settings or {})
    if app.config["PRODUCTION"]:
        # One proxy of ours stands before the server; what a client writes into these headers is passed over.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    # The order is the order of checks: broken text is refused before the CSRF check reads the form.
    _open_transactions(app)
    refusals.install(app)
    _bind_extensions(app)
    _prepare_requests(app)
    headers.protect(app)
    for blueprint_module in SLICES:
        app.register_blueprint(blueprint_module.bp)
    interface.install(app)
    scope.install(app)
    _prepare_templates(app)
    register_commands(app)
    return app


def languages() -> list[tuple[str, str]]:
    """(code, own name) of every language that has a catalogue: English is the source, the others are folders."""
    folders = Path(config.ROOT / "translations").glob("*/LC_MESSAGES/messages.po")
    codes = sorted(["en", *(path.parent.parent.name for path in folders)], key=_place_of_language)
    return [(code, (Locale.parse(code).get_display_name(code) or code).capitalize()) for code in codes]


def _place_of_language(code: str) -> tuple[int, str]:
    """Those of the secretariat first, then those of delegations, then any other."""
    return (FIRST_LANGUAGES.index(code) if code in FIRST_LANGUAGES else len(FIRST_LANGUAGES), code)


def _bind_extensions(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        prepare_sqlite(db.engine)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    app.extensions["languages"] = languages()
    babel.init_app(app, locale_selector=_select_language)
    login.init_app(app)
    login.anonymous_user = Visitor
    login.session_protection = None  # the server-side sign-in decides; the address may change on a phone
    login.user_loader(_load_user)
    login.request_loader(load_bearer)
    login.unauthorized_handler(_lead_to_sign_in)
    audit.install(db.session)


def _lead_to_sign_in() -> Any:
    if request.method not in READING:
        kept_forms.keep()
    return redirect(url_for("accounts.sign_in", next=iri_to_uri(kept_forms.page_of_form())))


def _load_user(token: str) -> User | None:
    if is_for_programs():
        return None
    return SignIn.user_of(token, clock.now())


def _select_language() -> str | None:
    """By `?lang=` (then kept in a cookie), else the cookie, else Accept-Language."""
    if not has_request_context():
        return None
    codes = [code for code, _name in current_app.extensions["languages"]]
    for wanted in (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wanted in codes:
            return wanted
    wishes = [wish for wish, quality in request.accept_languages if quality]
    return negotiate_locale(wishes, codes, sep="-") or "en"


def _open_transactions(app: Flask) -> None:
    @app.before_request
    def open_transaction() -> None:
        g.read_only_token = read_only.set(request.method in READING)
        audit.acting.set(None)

    @app.teardown_request
    def close_transaction(_error: BaseException | None) -> None:
        if token := g.pop("read_only_token", None):
            db.session.rollback()
            read_only.reset(token)


def _prepare_requests(app: Flask) -> None:
    app.before_request(check_access)
    app.before_request(kept_forms.let_go)
    app.before_request(earlier_answer)

    @app.after_request
    def keep_language(response: Any) -> Any:
        if request.args.get("lang") == current_language() and not is_for_programs():
            kept = {"max_age": 365 * 86400, "samesite": "Lax", "httponly": True, "secure": app.config["PRODUCTION"]}
            response.set_cookie(LANGUAGE_COOKIE, current_language(), **kept)
        response.headers["Content-Language"] = current_language()
        response.vary.update(("Accept-Language", "Cookie"))
        return response


@cache
def _fingerprint(path: str, _modified: float) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def _is_offered(endpoint: str) -> bool:
    """Registration is offered while it is open; somebody who knows the address is told when it is."""
    return endpoint != "application.new" or door_of(g.meeting, clock.now()) == Door.OPEN


def _links(pages: tuple[tuple[Any, str], ...]) -> list[tuple[str, str, str]]:
    """(label, address, endpoint) of the pages for the meeting of this request, of those that are open to its user."""
    installed = [(label, name) for label, name in pages if name in current_app.view_functions and _is_offered(name)]
    return [(str(label), url_for(name), name) for label, name in installed if is_open_to(current_user, name)]


def _prepare_templates(app: Flask) -> None:
    @app.url_defaults
    def name_static_by_content(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            path = Path(app.static_folder or "") / values.get("filename", "")
            if path.is_file():
                values["v"] = _fingerprint(str(path), path.stat().st_mtime)

    @app.context_processor
    def shared() -> dict[str, Any]:
        return {
            "lang": current_language(),
            "languages": app.extensions["languages"],
            "current_user": current_user,
            "now": clock.now(),
            "has_own_registrations": lambda: is_open_to(current_user, "own.index") and not current_user.is_staff,
            "meeting_pages": lambda: _links(MEETING_PAGES),
            "meeting_staff_pages": lambda: _links(MEETING_STAFF_PAGES) if current_user.is_staff else (),
        }

    app.jinja_env.filters["localized"] = localized
    app.jinja_env.filters["joined"] = joined
    app.jinja_env.globals["written_date"] = written_date
    app.jinja_env.globals["written_instant"] = written_instant
    app.jinja_env.globals["written_range"] = written_range
