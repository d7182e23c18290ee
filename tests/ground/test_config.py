import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jcmevents.config import ConfigurationError, from_environment

GOOD_KEY = "kq8v0wq1c7x2m9s4t6y3b5n8h1j0r7d2"
PUBLIC = "https://events.example.org"


def settings(folder: Path, **environ: str) -> dict:
    return from_environment(
        {"JCMEVENTS_DATA_DIR": str(folder), **{f"JCMEVENTS_{name}": value for name, value in environ.items()}}
    )


@pytest.mark.parametrize("key", [None, "", "dev", "secret", "change-me", "changeme", "default", "short", "x" * 31])
def test_production_refuses_a_missing_known_or_short_key(tmp_path: Path, key: str | None) -> None:
    given = {} if key is None else {"SECRET_KEY": key}
    with pytest.raises(ConfigurationError, match="JCMEVENTS_SECRET_KEY"):
        settings(tmp_path, BASE_URL=PUBLIC, **given)
    assert not (tmp_path / "secret_key").exists()


def test_a_given_key_is_never_weak_even_on_this_machine(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        settings(tmp_path, SECRET_KEY="dev")


def test_production_starts_with_a_good_key_and_closed_cookies(tmp_path: Path) -> None:
    found = settings(tmp_path, BASE_URL=PUBLIC, SECRET_KEY=GOOD_KEY)
    assert found["PRODUCTION"] is True
    assert found["SECRET_KEY"] == GOOD_KEY
    assert found["SESSION_COOKIE_NAME"] == "__Host-session"
    assert found["SESSION_COOKIE_SECURE"] is True
    assert "events.example.org" in found["TRUSTED_HOSTS"]


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:9"])
def test_an_installation_of_this_machine_makes_its_own_key_and_keeps_it(tmp_path: Path, address: str) -> None:
    first = settings(tmp_path, BASE_URL=address)["SECRET_KEY"]
    assert len(first) == 64
    assert settings(tmp_path, BASE_URL=address)["SECRET_KEY"] == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_processes_that_start_at_once_have_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as processes:
        keys = set(processes.map(lambda _n: settings(tmp_path)["SECRET_KEY"], range(64)))
    assert len(keys) == 1
    assert os.listdir(tmp_path) == ["secret_key"]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_is_reached_by_the_driver_we_have(tmp_path: Path, scheme: str) -> None:
    found = settings(tmp_path, DATABASE_URL=f"{scheme}://jcmevents@/jcmevents")
    assert found["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://jcmevents@/jcmevents"


def test_without_a_database_address_the_data_folder_holds_one(tmp_path: Path) -> None:
    assert settings(tmp_path)["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'jcmevents.sqlite'}"
