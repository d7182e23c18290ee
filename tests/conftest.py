"""What all tests share: one application on one fresh database per process, emptied after every test."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from argon2 import PasswordHasher
from click.testing import Result
from flask import Flask
from flask.cli import FlaskGroup
from flask.testing import FlaskCliRunner
from hypothesis import settings as examples
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page as ChromiumPage
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from jcmevents.accounts import models as accounts
from jcmevents.countries.loading import load_reference_data
from jcmevents.extensions import db
from jcmevents.factory import create_app
from tests.browser import Browser, elsewhere
from tests.database import drop_database, empty, hurry, new_database, watch_reference_data
from tests.live import PATIENCE, chromium, served, watched
from tests.translations import compile_translations
from tests.understood import noted

# How long an example takes says something about the machine only; and a run that fails must fail again.
examples.register_profile("steady", deadline=None, derandomize=True)
examples.load_profile("steady")

KEPT_SETTINGS = {"JCMEVENTS_TEST_DATABASE_URL", "JCMEVENTS_REQUIRE_BROWSER"}


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations, once for all processes of a run."""
    if not hasattr(config, "workerinput"):
        compile_translations()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a real browser, so that `-m "not browser"` is quick."""
    for item in items:
        if "browser_window" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[dict[str, str]]:
    """The settings of the application under test, in the process's environment for the whole run."""
    folder = tmp_path_factory.mktemp("jcmevents")
    settings = {
        "JCMEVENTS_DATABASE_URL": new_database(worker_id, folder),
        "JCMEVENTS_DATA_DIR": str(folder),
        "JCMEVENTS_SECRET_KEY": "a key for tests, of no use elsewhere",
        "JCMEVENTS_BASE_URL": "http://localhost",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name in filter(lambda n: n.startswith("JCMEVENTS_") and n not in KEPT_SETTINGS, list(os.environ)):
            patch.delenv(name)
        for name, value in settings.items():
            patch.setenv(name, value)
        # Hashing slowly protects passwords, not tests. The stored hash says how it was made, so a server checks it too.
        patch.setattr(accounts, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield settings
        drop_database(settings["JCMEVENTS_DATABASE_URL"])


@pytest.fixture(scope="session")
def app(environment: dict[str, str]) -> Iterator[Flask]:
    """The application on its database, made by the migrations, with the countries loaded."""
    app = create_app({"TESTING": True})
    with app.app_context():
        hurry(db.engine)
        flask_migrate.upgrade()
        load_reference_data(db.session)
        db.session.commit()
        app.extensions["changed reference tables"] = watch_reference_data(db.session)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def not_translated() -> Iterator[set[tuple[str, str]]]:
    """What people from outside were told so far and could not be told in each language."""
    with noted() as lacking:
        yield lacking


@pytest.fixture(autouse=True)
def spoken_to_in_their_language(not_translated: set[tuple[str, str]]) -> Iterator[None]:
    """Fail where a page for people from outside, or a mail, has a text that is not translated into each language."""
    not_translated.clear()
    yield
    assert not_translated == set()


@pytest.fixture
def session(app: Flask) -> Iterator[scoped_session[Session]]:
    """The test's own database session, in an application context; afterwards all tables are empty again."""
    with app.app_context():
        yield db.session
        db.session.rollback()
        db.session.remove()
        changed = app.extensions["changed reference tables"]
        empty(db.engine, reference_too=bool(changed))
        if changed:
            load_reference_data(db.session)
            db.session.commit()
            changed.clear()


@pytest.fixture
def browser(app: Flask, session: scoped_session[Session]) -> Browser:
    """Somebody who has not signed in. Another person is another `Browser(app)`."""
    return Browser(app)


@pytest.fixture
def command(app: Flask, session: scoped_session[Session]) -> Callable[..., Result]:
    """`command("release", "export", "jcm-gp-4")` runs `flask release export jcm-gp-4`."""
    runner = FlaskCliRunner(app)
    flask = FlaskGroup(create_app=lambda: app, load_dotenv=False, set_debug_flag=False)

    def run(*arguments: str, **options: Any) -> Result:
        db.session.commit()
        result = elsewhere(lambda: runner.invoke(flask, list(arguments), **options))
        db.session.expire_all()
        return result

    return run


@pytest.fixture
def queries(session: scoped_session[Session]) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with queries() as statements:` collects the SQL sent inside the block, without transaction control."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
                statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return collect


@pytest.fixture(scope="session")
def live_server(app: Flask, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server on this process's test database: what a test commits is what it shows."""
    log = Path(tmp_path_factory.mktemp("server")) / "gunicorn.log"
    with served(environment, log) as url:
        yield url


@pytest.fixture(scope="module")
def browser_window() -> Iterator[Chromium]:
    with chromium() as window:
        yield window


@pytest.fixture
def page(session: scoped_session[Session], live_server: str, browser_window: Chromium) -> Iterator[ChromiumPage]:
    """A page of a real browser at the live server. Commit before you open one. It fails on script errors."""
    context = browser_window.new_context(base_url=live_server, locale="en-GB", timezone_id="Asia/Tokyo")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faults = watched(page)
    yield page
    context.close()
    assert not faults
