"""Runs: pieces of text in a line, and what may be in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from flask_babel import gettext

from jcmevents.errors import DocumentFailed

# What XML (hence HTML and DOCX) cannot hold, and the direction overrides, which reorder the words of others.
UNPRINTABLE = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
LINKABLE = ("https://", "http://", "mailto:", "tel:")


def _stored(value: Any) -> Any:
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value.replace("\r\n", "\n"))
    if isinstance(value, list | tuple):
        return tuple(_stored(item) for item in value)
    return value


class Value:
    """Stores sequences as tuples and drops from text what no format can print."""

    def __post_init__(self) -> None:
        for name in (each.name for each in fields(self)):  # type: ignore[arg-type]
            object.__setattr__(self, name, _stored(getattr(self, name)))


@dataclass(frozen=True)
class Text(Value):
    """A run of text; `lang` when it differs from the document's language."""

    text: str
    lang: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Strong(Text):
    """Text of weight."""


@dataclass(frozen=True)
class Aside(Text):
    """Text that stands back: who speaks, below what is spoken about."""


@dataclass(frozen=True)
class Link(Text):
    """Text that leads to `url`; without an address it is printed as text alone."""

    url: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.url and not self.url.lower().startswith(LINKABLE):
            raise DocumentFailed(
                gettext(
                    "The link “%(text)s” leads to an address that cannot be printed: %(url)s",
                    text=self.text,
                    url=self.url,
                )
            )


Runs = str | Text | Sequence[str | Text]


def runs(value: Runs) -> tuple[Text, ...]:
    """The runs of `value`, whichever way it was written."""
    if isinstance(value, str):
        return (Text(value),) if value else ()
    if isinstance(value, Text):
        return (value,)
    return tuple(run if isinstance(run, Text) else Text(run) for run in value)


def flat(value: Runs) -> str:
    """The text of `value` without links and weight."""
    return value if isinstance(value, str) else "".join(run.text for run in runs(value))
