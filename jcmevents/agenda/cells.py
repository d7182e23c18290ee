"""What single values of an agenda file mean, whether they come from YAML or from a sheet."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext

from jcmevents.agenda.kinds import Kind, RecordRule
from jcmevents.errors import RuleBroken
from jcmevents.text import clean

LANGUAGES = ("en", "ja")
LONGEST = 5_000  # characters
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_ONLINE = re.compile(r"\s*\((?:online|オンライン)\)\s*$", re.IGNORECASE)
_KINDS = {
    "q&a": Kind.QUESTIONS,
    "questions_and_answers": Kind.QUESTIONS,
    "coffee_break": Kind.BREAK,
    "group_photo": Kind.PHOTO,
    "opening": Kind.CEREMONY,
    "closing": Kind.CEREMONY,
    "bilateral_talks": Kind.BILATERAL,
}
_RULES = {"chatham_house_rule": RecordRule.CHATHAM_HOUSE, "chatham": RecordRule.CHATHAM_HOUSE}


def line(value: Any) -> str:
    """Text without outer space. Raises RuleBroken for characters that are not kept, and for lists and the like."""
    if value is None:
        return ""
    if isinstance(value, (Mapping, list)):
        raise RuleBroken(gettext("There is a list or a group of values where a text is expected."))
    whole = isinstance(value, float) and value.is_integer()  # a sheet holds 2 as 2.0
    text = clean(str(int(value) if whole else value)).strip()
    if len(text) > LONGEST:
        raise RuleBroken(gettext("A text is longer than %(n)s characters.", n=LONGEST))
    return text


def texts(entry: Mapping[Any, Any], name: str) -> dict[str, str]:
    """The text called `name` by language: a mapping, or `name_en` and `name_ja`, or one text (taken for English)."""
    value = entry.get(name)
    given = dict(value) if isinstance(value, Mapping) else {"en": _joined(value)}
    given |= {lang: entry[f"{name}_{lang}"] for lang in LANGUAGES if entry.get(f"{name}_{lang}")}
    if unknown := sorted(str(lang) for lang in given if lang not in LANGUAGES):
        raise RuleBroken(gettext("Texts are in en and ja here, not in “%(names)s”.", names=", ".join(unknown)))
    return {lang: text for lang in LANGUAGES if (text := line(given.get(lang)))}


def _joined(value: Any) -> Any:
    return "\n".join(line(each) for each in value) if isinstance(value, list) else value


def clock(value: Any) -> time | None:
    """A time of day: 9:30, 09:30, or the minutes since midnight as which YAML reads an unquoted 9:30."""
    if isinstance(value, datetime):
        return value.time().replace(second=0, microsecond=0)
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * 60:
        return time(*divmod(value, 60))
    if isinstance(value, float) and 0 < value < 1:  # a sheet's time without its format: the part of a day
        return time(*divmod(round(value * 24 * 60), 60))
    written = unicodedata.normalize("NFKC", line(value))
    if not written:
        return None
    match = _CLOCK.fullmatch(written)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise RuleBroken(gettext("“%(text)s” is no time. Write it like 09:30.", text=written))
    return time(int(match[1]), int(match[2]))


def day(value: Any) -> date | None:
    """A day: 2024-09-25, or what a sheet holds as a date."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = unicodedata.normalize("NFKC", line(value))
    if not written:
        return None
    try:
        match = _DAY.match(written)
        return date(*map(int, match.groups())) if match else _no_day(written)
    except ValueError:
        return _no_day(written)


def _no_day(written: str) -> date:
    raise RuleBroken(gettext("“%(text)s” is no day. Write it as year-month-day, like 2025-02-17.", text=written))


def number(value: Any) -> int | None:
    """Minutes."""
    written = unicodedata.normalize("NFKC", line(value))
    if not written:
        return None
    if not written.isdecimal() or not 1 <= int(written) <= 12 * 60:
        raise RuleBroken(gettext("“%(text)s” is no number of minutes.", text=written))
    return int(written)


def _key(value: Any) -> str:
    return re.sub(r"[\s-]+", "_", unicodedata.normalize("NFKC", line(value)).lower())


def kind(value: Any) -> Kind | None:
    key = _key(value)
    if key and key not in set(Kind) and key not in _KINDS:
        known = ", ".join(Kind)
        raise RuleBroken(gettext("“%(text)s” is no kind. Known are: %(known)s.", text=key, known=known))
    return (_KINDS.get(key) or Kind(key)) if key else None


def record_rule(value: Any) -> RecordRule:
    key = _key(value)
    if key and key not in set(RecordRule) and key not in _RULES:
        known = ", ".join(RecordRule)
        raise RuleBroken(gettext("“%(text)s” is no record rule. Known are: %(known)s.", text=key, known=known))
    return (_RULES.get(key) or RecordRule(key)) if key else RecordRule.ON_RECORD


def is_online(value: Any) -> bool:
    return value is True or _key(value) in ("online", "true", "yes", "x", "オンライン")


def people(value: Any) -> Iterator[dict[str, Any]]:
    """Columns of `Role`: from a text with "; " between people, a list, or mappings with `name` and `affiliation`."""
    if isinstance(value, list):
        for each in value:
            yield from people(each)
    elif isinstance(value, Mapping):
        yield _described(value)
    else:
        for written in line(value).split(";"):
            if name := _ONLINE.sub("", written).strip():
                yield _person({"en": name}, is_online=bool(_ONLINE.search(written)))


def _described(value: Mapping[Any, Any]) -> dict[str, Any]:
    bodies, behalf = texts(value, "affiliation"), texts(value, "on_behalf_of")
    names = texts(value, "name")
    if not names:
        raise RuleBroken(gettext("A person has no name."))
    return _person(names, bodies, behalf, is_online(value.get("mode")) or is_online(value.get("online")))


def _person(
    names: dict[str, str],
    affiliations: dict[str, str] | None = None,
    on_behalf_of: dict[str, str] | None = None,
    is_online: bool = False,
) -> dict[str, Any]:
    return {
        "names": names,
        "affiliations": affiliations or {},
        "on_behalf_of": on_behalf_of or {},
        "is_online": is_online,
    }
