"""What keeps a release from going out: faults that have slipped into real releases, each said in a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from flask_babel import gettext

from jcmevents.errors import RuleBroken
from jcmevents.press.blocks import Kind
from jcmevents.press.facts import Facts
from jcmevents.press.models import Release, ReleaseText, TextBlock

WORD = re.compile(r"\w+")
# Scripts whose letters look like Latin ones or like kana strokes: the real release carried Cyrillic in エクスプレス.
LOOK_ALIKE = {"CYRILLIC", "GREEK"}
NATIVE = {"LATIN", "HIRAGANA", "KATAKANA", "CJK"}


def faults(release: Release) -> list[str]:
    """Every fault of every text of `release`; an empty list means that it may go out."""
    if not release.texts:
        return [gettext("The release has no text yet.")]
    return [fault for text in release.texts for fault in _faults_of(text)]


def _faults_of(text: ReleaseText) -> Iterator[str]:
    facts = Facts(text.release, text.lang)
    if not any(block.kind == Kind.TITLE for block in text.blocks):
        yield gettext("The text in “%(lang)s” has no title.", lang=text.lang)
    for block in text.blocks:
        yield from _unknown_facts(block, facts)
        yield from _links_without_target(block)
        yield from _mixed_scripts(block, facts)
    yield from _overridden_count(text, facts)


def _unknown_facts(block: TextBlock, facts: Facts) -> Iterator[str]:
    for words in (block.title, block.text):
        try:
            facts.filled(words)
        except RuleBroken as unknown:
            yield str(unknown)


def _links_without_target(block: TextBlock) -> Iterator[str]:
    if (block.kind == Kind.LINK or block.link_text) and not block.url:
        yield gettext("The link “%(text)s” leads nowhere. Enter its address.", text=block.link_text or block.text)
    elif block.url and block.link_text and block.link_text not in f"{block.title}\n{block.text}":
        yield gettext("The words of the link, “%(text)s”, do not stand in the text.", text=block.link_text)


def _mixed_scripts(block: TextBlock, facts: Facts) -> Iterator[str]:
    for word in WORD.findall(f"{block.title} {block.text}"):
        scripts = {_script(letter) for letter in word if letter.isalpha()}
        if scripts & LOOK_ALIKE and scripts & NATIVE:
            yield gettext("“%(word)s” mixes letters of different scripts that look alike. Type it again.", word=word)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]


def _overridden_count(text: ReleaseText, facts: Facts) -> Iterator[str]:
    """A count overridden by hand beside a computed list (or the reverse) no longer fits it."""
    keys = {"partners_attending", "partners_attending_of_total", "participants_list"}
    overridden = {key for key in keys if (fact := text.release.fact(key)) and fact.overrides.get(text.lang)}
    if overridden and overridden != keys:
        yield gettext(
            "The number of countries or their list was overridden by hand; they may not fit each other: %(keys)s.",
            keys=", ".join(sorted(overridden)),
        )
