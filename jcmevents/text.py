"""Text: what may be stored, how it is read in a language, how dates and ranges are written."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date, get_locale, gettext

from jcmevents.errors import RuleBroken

# Directional overrides and isolates can disguise what a name says;
# ZWJ, ZWNJ and the LRM/RLM marks stay: Persian, Sinhala and mixed-script names need them.
_DISGUISES = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_LINE_BREAKS = {"\n", "\r", "\t"}
# What search takes for one another though Unicode does not decompose it: strokes, ligatures, the two kana.
_ALIKE = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"}) | {
    kana: kana + 0x60 for kana in (*range(0x3041, 0x3097), 0x309D, 0x309E)
}
_BROKEN = {"\ufffd", "\ufffe", "\uffff"}  # what remains of text that was decoded wrongly; no XML may hold the last two


def clean(text: str) -> str:
    """`text` in NFC with line ends as LF; refuse control characters and direction overrides with a reason."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    for character in text:
        if character in _DISGUISES:
            raise RuleBroken(gettext("This text holds a hidden character that changes the writing direction."))
        if character in _BROKEN:
            raise RuleBroken(gettext("This text holds a broken character."))
        if _is_control(character):
            raise RuleBroken(gettext("This text holds a hidden control character."))
    return text


def without_refused(text: str) -> str:
    """`text` without the characters that `clean` refuses, to be shown to its writer again."""
    return "".join(c for c in text if not (c in _DISGUISES or c in _BROKEN or _is_control(c)))


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") and character not in _LINE_BREAKS


def folded(text: str) -> str:
    """`text` as search compares it: without case, width or diacritics, hiragana as katakana.

    Never stored in place of the text.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_ALIKE)
    return "".join(c for c in decomposed if not unicodedata.combining(c) or "\u3099" <= c <= "\u309a")


def current_language() -> str:
    """Two-letter code of the language this reader gets; English outside a request."""
    locale = get_locale()
    return locale.language if locale else "en"


def localized(texts: Mapping[str, str] | None, lang: str | None = None) -> str:
    """The text in `lang` (default: the reader's), else in English, else in whichever language there is."""
    if not texts:
        return ""
    return texts.get(lang or current_language()) or texts.get("en") or next((t for t in texts.values() if t), "")


def written_date(day: date, lang: str) -> str:
    """`day` as running text writes it: 2025年2月17日, 17 February 2025."""
    if lang == "ja":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {format_date(day, 'MMMM', rebase=False)} {day.year}" if lang != "en" else _english(day)


def short_date(day: date, lang: str) -> str:
    """`day` as lists write it, without the year: 2月17日, 17 Feb, 17 févr."""
    if lang == "ja":
        return f"{day.month}月{day.day}日"
    return str(format_date(day, "d MMM", rebase=False))


def _english(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def written_range(start: date, end: date, lang: str) -> str:
    """A range of days with the shared year and month written once.

    Japanese joins with U+FF5E as the release of 6 March 2025 does: 2025年2月17日～19日.
    """
    if start == end:
        return written_date(start, lang)
    same_month = (start.year, start.month) == (end.year, end.month)
    if lang == "ja":
        if same_month:
            return f"{written_date(start, 'ja')}～{end.day}日"
        tail = f"{end.month}月{end.day}日" if start.year == end.year else written_date(end, "ja")
        return f"{written_date(start, 'ja')}～{tail}"
    if same_month:
        return f"{start.day}\u2013{written_date(end, lang)}"
    head = written_date(start, lang)
    return f"{head.removesuffix(f' {end.year}')} \u2013 {written_date(end, lang)}"


def written_instant(moment: datetime, zone: ZoneInfo, lang: str) -> str:
    """`moment` as the clock in `zone` shows it: 17 February 2025, 18:00 (UTC+09:00)."""
    local = moment.astimezone(zone)
    day, offset = written_date(local.date(), lang), f"UTC{local.isoformat()[-6:]}"
    return f"{day} {local:%H:%M}（{offset}）" if lang == "ja" else f"{day}, {local:%H:%M} ({offset})"


def in_a_row(sentences: Iterable[str], lang: str) -> str:
    """Sentences one after the other; in Japanese no space parts them."""
    return ("" if lang == "ja" else " ").join(filter(None, sentences))


def joined(words: Iterable[str], lang: str) -> str:
    """Words in a row as running text sets them: A, B, C; in Japanese A、B、C."""
    return ("、" if lang == "ja" else ", ").join(words)


def joined_names(names: Iterable[str], lang: str) -> str:
    """As `joined`; where a name holds a comma itself (Ministry of the Environment, Japan) they are parted by “;”."""
    listed = list(names)
    return "; ".join(listed) if lang != "ja" and any("," in name for name in listed) else joined(listed, lang)
