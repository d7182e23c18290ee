"""Whether people from outside are spoken to in their language: noted while the tests use the product.

`translations/for-delegates.txt` says which files hold texts for delegates, focal points and visitors; somebody has to
think of it. Here every text is noted that was needed for their pages or for a mail, and is not in all catalogues.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_babel
import pytest
from babel.messages.pofile import read_po
from flask import g, has_request_context, request

import jcmevents

PACKAGE = f"{Path(jcmevents.__file__).parent}/"
TRANSLATIONS = Path(__file__).parents[1] / "translations"
LANGUAGES = ("fr", "es")  # those of which only a part is translated
# Where helpers, co-organizers, rapporteurs and programs are spoken to in English and Japanese, as the staff is; and
# documents, which have the languages of their meeting.
NOT_FOR_DELEGATES = (
    "agenda.doors",
    "api",
    "downloads.",
    "minutes.",
    "press.outside.approval",
    "record.summary",
    "reporting.",
    "station.",
    "summaries.",
)
LOOKED_BACK = 40  # frames


def _translated() -> set[str]:
    """The texts that all catalogues have; of a text with a plural, its singular."""
    catalogues = []
    for lang in LANGUAGES:
        with (TRANSLATIONS / lang / "LC_MESSAGES" / "messages.po").open("rb") as file:
            texts = (message.id for message in read_po(file, ignore_obsolete=True) if message.id and message.string)
            catalogues.append({text if isinstance(text, str) else text[0] for text in texts})
    return set.intersection(*catalogues)


def _reader() -> str | None:
    """Who reads the text that is being looked up: the page of somebody from outside, or a mail; None for the staff."""
    frame, depth = sys._getframe(3), 0
    while frame and depth < LOOKED_BACK:
        path = frame.f_code.co_filename
        if frame.f_code.co_name == "update_template_context":
            return None  # offered to every template of a slice, whether it tells it or not
        place = path.removeprefix(PACKAGE)
        if place != path and (place.startswith("mail/") or place.endswith(("/mails.py", "/invitation.py"))):
            return f"mail, {place}"
        frame, depth = frame.f_back, depth + 1
    user = g.get("_login_user") if has_request_context() else None
    if user is None or user.is_staff or not request.endpoint or request.endpoint.startswith(NOT_FOR_DELEGATES):
        return None
    return request.endpoint


@contextmanager
def noted() -> Iterator[set[tuple[str, str]]]:
    """(text, reader) of every text that somebody from outside was told and that one of the catalogues lacks."""
    translated, lacking = _translated(), set[tuple[str, str]]()

    def watch(name: str, place: int) -> Any:
        original = getattr(flask_babel.Domain, name)

        def look_up(domain: Any, *arguments: Any, **values: Any) -> Any:
            text = arguments[place]
            if text not in translated and (reader := _reader()):
                lacking.add((text, reader))
            return original(domain, *arguments, **values)

        return look_up

    with pytest.MonkeyPatch.context() as patch:
        for name, place in (("gettext", 0), ("ngettext", 0), ("pgettext", 1), ("npgettext", 1)):
            patch.setattr(flask_babel.Domain, name, watch(name, place))
        yield lacking
