"""What kinds of questions there are, and how personal an answer is."""

from __future__ import annotations

import enum

from flask_babel import lazy_gettext as _l


class Kind(enum.StrEnum):
    """The kind of a field. In parentheses the shape of its answer, as it is stored and handed about (JSON).

    A field without an answer has none at all; only a consent is also kept when it is not given.
    """

    TEXT = "text"  # str, one line
    LONG_TEXT = "long_text"  # str
    CHOICE = "choice"  # str: key of an option
    MULTI_CHOICE = "multi_choice"  # list[str]: keys of options
    DATE = "date"  # str: 2025-02-17
    COUNTRY = "country"  # str: ISO 3166-1 alpha-2
    PHONE = "phone"  # str: E.164, +81312345678
    FILE = "file"  # int: id of a StoredFile
    CONSENT = "consent"  # bool

    @property
    def label(self) -> str:
        return str(KIND_LABELS[self])


class DataClass(enum.StrEnum):
    """As in the register of data; the answers to sensitive questions are stored encrypted."""

    PERSONAL = "personal"
    SENSITIVE = "sensitive"


KIND_LABELS = {
    Kind.TEXT: _l("Text in one line"),
    Kind.LONG_TEXT: _l("Long text"),
    Kind.CHOICE: _l("One of several"),
    Kind.MULTI_CHOICE: _l("Any of several"),
    Kind.DATE: _l("Date"),
    Kind.COUNTRY: _l("Country"),
    Kind.PHONE: _l("Telephone number"),
    Kind.FILE: _l("File (PDF, JPEG, PNG)"),
    Kind.CONSENT: _l("Consent (a box to tick)"),
}
CLASS_LABELS = {
    DataClass.PERSONAL: _l("personal"),
    DataClass.SENSITIVE: _l("sensitive (health, faith, diet): stored encrypted"),
}
WITH_OPTIONS = (Kind.CHOICE, Kind.MULTI_CHOICE)
TEXTS = (Kind.TEXT, Kind.LONG_TEXT)
