"""Text in calendar files (RFC 5545)."""

import re

from icalendar import vText

PRODUCT = "-//A6IP Center//JCM Events//EN"
# Readers differ on which characters besides LF end a line of the file.
LINE_ENDS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class CalendarText(vText):
    """Text of an event. The library's own takes a typed backslash with a capital N for the end of a line."""

    def to_ical(self) -> bytes:
        return self.translate(ESCAPES).encode()


def one_line(text: str) -> str:
    """`text` on one line."""
    return LINE_ENDS.sub(" ", text).strip()
