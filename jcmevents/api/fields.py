"""What the schemas of the interface are made of. Every message is a sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf, Range

from jcmevents.config import ROOT
from jcmevents.errors import RuleBroken
from jcmevents.text import clean

Check = Callable[[Any], None]
MOST_AT_ONCE, USUAL_AT_ONCE = 100, 50  # rows of a page
LONGEST_CURSOR = 500
TEXTS: dict[str, Any] = {"keys": fields.String(), "values": fields.String()}  # by language, for `fields.Dict`
# English is the source of the translations, the others are folders of them.
LANGUAGES = ("en", *sorted(path.name for path in (ROOT / "translations").iterdir() if path.is_dir()))
INVALID: Any = _l("This is not a value of the kind that is asked for.")


class Told:
    """Errors in our own words."""

    default_error_messages: dict[str, Any] = {
        "required": _l("This field is required."),
        "null": _l("This may be left out, but not be null."),
        **dict.fromkeys(("invalid", "invalid_utf8", "too_large", "format", "type"), INVALID),
    }


class Line(Told, fields.String):
    """Text as it would be stored: in NFC, without outer space; characters that may not be stored are refused."""

    def __init__(self, *, longest: int, shortest: int = 0, check: Check | None = None, **options: Any):
        length = Length(min=shortest, max=longest, error=_l("From {min} to {max} characters, please."))
        super().__init__(validate=[length, check] if check else length, **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options)
        try:
            return " ".join(clean(text).split("\n")).strip()
        except RuleBroken as broken:
            raise ValidationError([str(broken)]) from broken


class Whole(Told, fields.Integer):
    """A whole number."""

    def __init__(self, *, least: int, most: int, **options: Any):
        between = Range(min=least, max=most, error=_l("From {min} to {max}, please."))
        super().__init__(validate=between, **options)


class Calendar(Told, fields.Date):
    """A day, like 2025-02-17."""


class YesNo(Told, fields.Boolean):
    """True or false, and nothing that stands for it."""

    truthy, falsy = {True}, {False}

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class OneWord(Told, fields.String):
    """One of a few words."""

    def __init__(self, words: Iterable[str], **options: Any):
        known = OneOf([str(word) for word in words], error=_l("One of these, please: {choices}."))
        super().__init__(validate=known, **options)


class UtcInstant(fields.DateTime):
    """An instant, written in UTC with a Z: 2025-02-17T00:30:00Z. Takes datetimes and their ISO text.

    `of`: where the value is, if another field tells it too.
    """

    def __init__(self, *, of: str | None = None, **options: Any):
        super().__init__(**options)
        self.of = of

    def get_value(self, obj: Any, attr: str, *arguments: Any, **options: Any) -> Any:
        return super().get_value(obj, self.of or attr, *arguments, **options)

    def _serialize(self, value: Any, attr: Any, obj: Any, **options: Any) -> str | None:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


class Listed(Schema):
    """Of input and output alike: these fields and no others."""

    error_messages = {  # noqa: RUF012
        "unknown": _l("There is no such field here."),
        "type": _l("An object with fields is asked for."),
    }

    class Meta:
        unknown = RAISE


def language_field(description: str, **options: Any) -> OneWord:
    """The code of a language that the application speaks."""
    return OneWord(LANGUAGES, metadata={"description": description, "example": "ja"}, **options)


class Query(Listed):
    """What every address takes."""

    lang = language_field("The language of names and sentences; else Accept-Language decides.")


class PageQuery(Query):
    """What every list takes."""

    cursor = Line(longest=LONGEST_CURSOR, metadata={"description": "Where to go on: `next` of the page before."})
    limit = Whole(least=1, most=MOST_AT_ONCE, load_default=USUAL_AT_ONCE, metadata={"description": "How many at most."})


def page_of(schema: type[Listed], **further: Any) -> type[Listed]:
    """The schema of a page of things of `schema`, with fields about all of them beside it."""
    following = fields.String(allow_none=True, metadata={"description": "The cursor of the next page, or null."})
    members = {"items": fields.List(fields.Nested(schema)), "next": following, **further}
    return Listed.from_dict(members, name=f"{schema.__name__}Page")  # type: ignore[return-value]
