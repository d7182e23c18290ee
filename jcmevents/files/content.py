"""What a file is, told from its bytes: neither its name nor the sender's word counts."""

from collections.abc import Collection

from flask_babel import gettext, ngettext

from jcmevents.errors import RuleBroken

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
# A PDF must begin as one: readers also take one that begins later, which lets it be something else as well.
_SIGNATURES = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}
_NAMES = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG"}
MEGABYTE = 1024 * 1024


def media_type(content: bytes) -> str | None:
    """PDF, JPEG or PNG, else None."""
    return next((kind for kind, mark in _SIGNATURES.items() if content.startswith(mark)), None)


def check(content: bytes, allowed: Collection[str], max_bytes: int) -> str:
    """The media type of `content`. Raises RuleBroken if it is empty, too large, or none of `allowed`."""
    if not content:
        raise RuleBroken(gettext("This file is empty. Choose the file again."))
    if len(content) > max_bytes:
        size = max(1, max_bytes // MEGABYTE)
        raise RuleBroken(
            ngettext(
                "This file is too large. Choose one of at most %(num)s megabyte.",
                "This file is too large. Choose one of at most %(num)s megabytes.",
                size,
            )
        )
    found = media_type(content)
    if found is None or found not in allowed:
        names = ", ".join(_NAMES[kind] for kind in _NAMES if kind in allowed)
        raise RuleBroken(
            gettext("This file cannot be used here. Choose a file of one of these kinds: %(names)s.", names=names)
        )
    return found
