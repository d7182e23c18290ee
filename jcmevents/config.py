"""Settings from the environment only (JCMEVENTS_*), checked before the application starts."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
WEAK_KEYS = {"", "dev", "secret", "change-me", "changeme", "default"}
SHORTEST_KEY = 32  # characters; a 16-byte key in hex
MAX_BODY = 2 * 1024 * 1024  # bytes of any request that is not an upload


class ConfigurationError(RuntimeError):
    """A setting is missing or unsafe; the message says which and what to do."""


def from_environment(environ: dict[str, str] | None = None) -> dict[str, Any]:
    """Flask settings read from `environ` (default: the process's). Raises ConfigurationError."""
    env = dict(os.environ if environ is None else environ)
    data_dir = _data_dir(env.get("JCMEVENTS_DATA_DIR"))
    base_url = (env.get("JCMEVENTS_BASE_URL") or "http://127.0.0.1:8000").rstrip("/")
    production = urlsplit(base_url).hostname not in LOOPBACK
    return {
        "DATA_DIR": str(data_dir),
        "BASE_URL": base_url,
        "PRODUCTION": production,
        "SECRET_KEY": _secret_key(env.get("JCMEVENTS_SECRET_KEY"), data_dir, production),
        "SECRET_KEY_FALLBACKS": [k for k in env.get("JCMEVENTS_SECRET_KEY_FALLBACKS", "").split(",") if k],
        "SQLALCHEMY_DATABASE_URI": _database_url(env.get("JCMEVENTS_DATABASE_URL"), data_dir),
        "SMTP_URL": env.get("JCMEVENTS_SMTP_URL") or "smtp://127.0.0.1:1025",
        "MAIL_FROM": env.get("JCMEVENTS_MAIL_FROM") or "JCM Events <no-reply@jcm-events.example>",
        "FILES_URL": env.get("JCMEVENTS_FILES_URL") or f"file://{data_dir / 'files'}",
        "REDIS_URL": env.get("JCMEVENTS_REDIS_URL"),
        "TRUSTED_HOSTS": [urlsplit(base_url).hostname, *LOOPBACK] if production else None,
        "REGISTRATIONS_PER_ADDRESS": int(env.get("JCMEVENTS_REGISTRATIONS_PER_ADDRESS") or 300),
        "MAX_CONTENT_LENGTH": MAX_BODY,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY,
        "WTF_CSRF_TIME_LIMIT": None,  # a long form must survive lunch
        "SESSION_COOKIE_NAME": "__Host-session" if production else "session",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "BABEL_DEFAULT_LOCALE": "en",
    }


def _data_dir(path: str | None) -> Path:
    folder = Path(path or ROOT / "var").resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The folder {folder} cannot be made ({error.strerror}). Let JCMEVENTS_DATA_DIR name another one."
        ) from error
    return folder


def _database_url(url: str | None, data_dir: Path) -> str:
    if not url:
        return f"sqlite:///{data_dir / 'jcmevents.sqlite'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _secret_key(key: str | None, data_dir: Path, production: bool) -> str:
    if production or key is not None:
        if (key or "") in WEAK_KEYS or len(key or "") < SHORTEST_KEY:
            raise ConfigurationError(
                f"JCMEVENTS_SECRET_KEY is missing, known or shorter than {SHORTEST_KEY} characters. "
                "Set it to a long random value and keep it: it signs sign-ins and encrypts stored data."
            )
        return key or ""
    return _local_key(data_dir / "secret_key")


def _local_key(path: Path) -> str:
    """The key of an installation that answers on this machine only, made at its first start."""
    if not path.exists():
        own = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):  # of several processes starting at once the first one's key holds
            os.link(own, path)
        own.unlink()
    return path.read_text().strip()
