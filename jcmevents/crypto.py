"""Encryption of stored data, random tokens and signed links. All keys are derived from SECRET_KEY.

A new SECRET_KEY goes to the front and the old one to SECRET_KEY_FALLBACKS: what is written or signed from then on
uses the new key, what the old one wrote or signed can still be read.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from jcmevents import clock

FORMAT = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12
TOKEN_BYTES = 24  # 192 bits


class DecryptionFailed(Exception):
    """The data were altered, belong to another row, or their key is no longer in the key ring."""


def encrypt(plain: str | bytes, *, row: str) -> bytes:
    """`plain` under AES-256-GCM, readable only together with `row`, the identity of its place ("table:id")."""
    key = _encryption_keys()[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    data = plain.encode() if isinstance(plain, str) else plain
    head = FORMAT + _key_id(key)
    return head + nonce + AESGCM(key).encrypt(nonce, data, head + row.encode())


def decrypt(sealed: bytes, *, row: str) -> bytes:
    """What `encrypt` was given for the same `row`. Raises DecryptionFailed."""
    head, rest = sealed[: 1 + KEY_ID_BYTES], sealed[1 + KEY_ID_BYTES :]
    key = next((k for k in _encryption_keys() if FORMAT + _key_id(k) == head), None)
    if key is None:
        raise DecryptionFailed("no key of the key ring has written this")
    try:
        return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head + row.encode())
    except (InvalidTag, ValueError) as error:
        raise DecryptionFailed("altered, or moved from another row") from error


def decrypt_text(sealed: bytes, *, row: str) -> str:
    """As `decrypt`, for what was text. Raises DecryptionFailed."""
    return decrypt(sealed, row=row).decode()


def new_token() -> str:
    """An unguessable token for a link or a badge. Store `token_digest` of it, never the token."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> str:
    """What is stored and looked up in place of `token`: 64 hex digits. No salt: the token itself is random."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign(value: Any, purpose: str) -> str:
    """`value` (JSON) as a URL-safe signed text that only `unsign` with the same purpose accepts. Not encrypted."""
    return str(_serializer(purpose).dumps(value))


def unsign(token: str, purpose: str, max_age: timedelta, at: datetime) -> Any:
    """The value that was signed. Raises itsdangerous' SignatureExpired (too old) or BadSignature (its base)."""
    value, signed_at = _serializer(purpose).loads(token, return_timestamp=True)
    if at - signed_at > max_age:
        raise SignatureExpired("signature too old", payload=value, date_signed=signed_at)
    return value


class _ClockSigner(TimestampSigner):
    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    # itsdangerous signs with the last key of its list and accepts them all.
    keys = [_derived(secret, "signature") for secret in reversed(_secrets())]
    return URLSafeTimedSerializer(keys, salt=purpose, signer=_ClockSigner)


def _secrets() -> list[str]:
    return [current_app.config["SECRET_KEY"], *(current_app.config.get("SECRET_KEY_FALLBACKS") or [])]


def _encryption_keys() -> list[bytes]:
    return [_derived(secret, "encryption") for secret in _secrets()]


def _derived(secret: str, use: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"jcmevents {use}".encode()).derive(secret.encode())


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key id" + key).digest()[:KEY_ID_BYTES]


__all__ = [
    "BadSignature",
    "DecryptionFailed",
    "SignatureExpired",
    "decrypt",
    "decrypt_text",
    "encrypt",
    "new_token",
    "sign",
    "token_digest",
    "unsign",
]
