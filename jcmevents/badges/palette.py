"""The colours of capacities. A label always says the same in words."""

import re

from flask_babel import gettext

from jcmevents.delegations.capacities import Capacity
from jcmevents.errors import RuleBroken

COLOUR = re.compile(r"#[0-9a-f]{6}")
WHITE, BLACK = "#ffffff", "#000000"
READABLE = 4.5  # the contrast that WCAG 2.2 asks of text
SEEN = 3.0  # and of what is no text: the band on white card

USUAL = {
    Capacity.HEAD: "#8c1d40",
    Capacity.DEPUTY: "#a3476b",
    Capacity.DELEGATE: "#0d5c52",
    Capacity.ADVISER: "#2b5c8a",
    Capacity.INTERPRETER: "#5f4593",
    Capacity.SPEAKER: "#a34708",
    Capacity.OBSERVER: "#586663",
    Capacity.SECRETARIAT: "#1c2726",
    Capacity.PRESS: "#b3261e",
}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours like #0d5c52, from 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour: str) -> str:
    """White or black, whichever is read on `colour`; of the two one always is."""
    return WHITE if contrast(colour, WHITE) >= READABLE else BLACK


def require_seen(capacity: Capacity, colour: str) -> None:
    """Refuse what is no colour, and what cannot be told from the white of the card."""
    if not COLOUR.fullmatch(colour) or contrast(colour, WHITE) < SEEN:
        message = gettext("This colour hardly stands out from white card. Choose a darker one.")
        raise RuleBroken(message, field=str(capacity))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
