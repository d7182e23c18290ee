"""What keeps a release from going out: faults that have slipped into real releases, each said in a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from flask_babel import gettext

from jcmevents.document import plain_text
from jcmevents.errors import RuleBroken
from jcmevents.press.blocks import Kind
from jcmevents.press.composing import document_of
from jcmevents.press.facts import Facts
from jcmevents.press.models import Release
from jcmevents.press.texts import ReleaseText, TextBlock

WORD = re.compile(r"\w+")
JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-鿿々]+")
# Scripts whose letters look like Latin ones or like kana strokes: the real release carried Cyrillic in エクスプレス.
LOOK_ALIKE = {"CYRILLIC", "GREEK"}
NATIVE = {"LATIN", "HIRAGANA", "KATAKANA", "CJK"}
# A count and the list of what is counted: overridden by hand, they no longer follow each other.
COUNT_AND_LIST = {"partners_attending", "partners_attending_of_total", "participants_list"}


def faults(release: Release) -> list[str]:
    """Every fault of every text of `release`; an empty list means that it may go out."""
    if not release.texts:
        return [gettext("The release has no text yet.")]
    found = (fault for text in release.texts for fault in _faults_of(text))
    return list(dict.fromkeys(found))


def _faults_of(text: ReleaseText) -> Iterator[str]:
    facts = Facts(text.release, text.lang)
    if not any(block.kind == Kind.TITLE for block in text.blocks):
        yield gettext("The text in %(language)s has no title.", language=text.language)
    for block in text.blocks:
        yield from _unknown_facts(block, facts)
        yield from _unfit_links(block)
    yield from _overridden_count(text)
    words = plain_text(document_of(text.release, text.lang, gaps=True))
    yield from _mixed_scripts(words)
    if text.lang != "ja":
        yield from _left_in_japanese(words, text.language)


def _unknown_facts(block: TextBlock, facts: Facts) -> Iterator[str]:
    try:
        for words in (block.title, block.text, block.link_text):
            facts.filled(words)
        if block.kind == Kind.PROPOSALS and not facts.proposals:
            yield gettext("The text lists the proposals of the meeting, but none is on the table.")
    except RuleBroken as unknown:
        yield str(unknown)


def _unfit_links(block: TextBlock) -> Iterator[str]:
    words = block.linked_words
    if words and not block.url:
        yield gettext("The link “%(text)s” leads nowhere. Enter its address.", text=words)
    elif block.url and not words:
        yield gettext("No words lead to the address %(url)s. Enter the words to be linked.", url=block.url)
    elif words not in f"{block.title}\n{block.text}":
        yield gettext("The words of the link, “%(text)s”, do not stand in the text.", text=words)


def _mixed_scripts(text: str) -> Iterator[str]:
    for word in WORD.findall(text):
        scripts = {_script(letter) for letter in word if letter.isalpha()}
        if scripts & LOOK_ALIKE and scripts & NATIVE:
            yield gettext("“%(word)s” mixes letters of different scripts that look alike. Type it again.", word=word)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]


def _left_in_japanese(text: str, language: str) -> Iterator[str]:
    """The words without a translation, which fall back to Japanese: names, proposals, themes, places."""
    for words in dict.fromkeys(JAPANESE.findall(text)):
        yield gettext("The text in %(language)s still has Japanese words: “%(words)s”.", language=language, words=words)


def _overridden_count(text: ReleaseText) -> Iterator[str]:
    release = text.release
    overridden = {key for key in COUNT_AND_LIST if (fact := release.fact(key)) and fact.overrides.get(text.lang)}
    if overridden and overridden != COUNT_AND_LIST:
        yield gettext(
            "The number of countries or their list was overridden by hand; they may not fit each other: %(keys)s.",
            keys=", ".join(sorted(overridden)),
        )
