"""What to put right before a release goes out: what has slipped into real releases, each said in a sentence.

A fault stops the release, a warning does not. Every finding leads to its block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext

from jcmevents.countries.models import HOST, Country
from jcmevents.errors import RuleBroken
from jcmevents.press import proofreading
from jcmevents.press.blocks import Kind
from jcmevents.press.composing import said
from jcmevents.press.facts import PLACEHOLDER, Facts
from jcmevents.press.models import Release
from jcmevents.press.standing import TRUSTED_FOR, content_of, kept_text, said_by
from jcmevents.press.texts import ReleaseText, TextBlock
from jcmevents.press.twins import Pair, pairs_in
from jcmevents.text import current_language, written_date

COUNTS = {"partners_attending", "partners_attending_of_total"}
LIST = "participants_list"
MEMBERS = ("a6ip_countries", "a6ip_institutions")
NUMBER = re.compile(r"\d+")
COUNTED = re.compile(r"(\d+)\s?(?:[カヵヶか]国|countries)")
WARNINGS = {"widths", "counters", "stale", "twins", "overrides"}  # rules whose findings do not stop a release


@dataclass(frozen=True)
class Finding:
    """Something to put right, and where: in which block of the text in which language, if in any."""

    rule: str
    message: str
    lang: str = ""
    block: TextBlock | None = None

    @property
    def block_id(self) -> int | None:
        return self.block.id if self.block else None

    @property
    def place(self) -> str:
        """The kind of the block, as the press office calls it."""
        return Kind(self.block.kind).label if self.block else ""

    @property
    def is_fault(self) -> bool:
        """Whether it stops the release."""
        return self.rule not in WARNINGS


def findings(release: Release) -> list[Finding]:
    """What is to be put right in the texts of `release`, in reading order."""
    if not release.texts:
        return [Finding("texts", gettext("The release has no text yet."))]
    found = (finding for text in release.texts for finding in _findings_of(Proof(text)))
    return list(dict.fromkeys(found))


def findings_in(text: ReleaseText) -> list[Finding]:
    """What is to be put right in one text."""
    return list(dict.fromkeys(_findings_of(Proof(text))))


def faults(release: Release) -> list[str]:
    """The sentences of what stops `release`; an empty list means that it may go out."""
    return list(dict.fromkeys(finding.message for finding in findings(release) if finding.is_fault))


class Proof:
    """One text with what its checks need, each read at most once."""

    def __init__(self, text: ReleaseText):
        self.text = text
        self.release = text.release
        self.lang = text.lang
        self.day = self.release.released_on
        self.strict = Facts(self.release, self.lang)
        self.facts = Facts(self.release, self.lang, gaps=True)

    def words(self, block: TextBlock) -> str:
        """What the block says in the document."""
        return said(block, self.facts)

    @cached_property
    def pairs(self) -> list[Pair]:
        return pairs_in(self.release.texts)

    @cached_property
    def names(self) -> dict[str, str]:
        """ISO code by every name of a country in force on the day of the release."""
        forms = (Country.names(self.lang, "formal", self.day), Country.names(self.lang, "short", self.day))
        return {name: iso2 for form in forms for iso2, name in form.items()}

    @cached_property
    def former_names(self) -> dict[str, str]:
        """The name in force by each one that is not any more."""
        return Country.former_names(self.lang, self.day)


def _findings_of(proof: Proof) -> Iterator[Finding]:
    if not any(block.kind == Kind.TITLE for block in proof.text.blocks):
        title = gettext("The text in %(language)s has no title.", language=proof.text.language)
        yield Finding("title", title, proof.lang)
    for block in proof.text.blocks:
        for rule, check in RULES.items():
            yield from (Finding(rule, message, proof.lang, block) for message in check(block, proof))


def _unknown_facts(block: TextBlock, proof: Proof) -> Iterator[str]:
    try:
        for words in content_of(block):
            proof.strict.filled(words)
        if block.kind == Kind.PROPOSALS and not proof.strict.proposals:
            yield gettext("The text lists the proposals of the meeting, but none is on the table.")
        if block.kind == Kind.SESSIONS and not proof.strict.sessions:
            yield gettext("The text lists what was said in the sessions, but no session has a summary.")
    except RuleBroken as unknown:
        yield str(unknown)


def _stale(block: TextBlock, proof: Proof) -> Iterator[str]:
    """Kept texts and numbers entered by hand that were true too long before the day of the release."""
    if block.standing and (kept := kept_text(block)) and kept.is_stale_on(proof.day):
        day = written_date(kept.as_of, current_language())
        yield gettext("“%(key)s” was true on %(day)s. Check it and keep a new version.", key=kept.key, day=day)
    for key in _numbers_of(block):
        fact = proof.release.fact(key)
        if fact and fact.as_of and proof.day > fact.as_of + TRUSTED_FOR:
            day = written_date(fact.as_of, current_language())
            yield gettext("The number “%(key)s” was true on %(day)s. Ask for the present one.", key=key, day=day)


def _overrides(block: TextBlock, proof: Proof) -> Iterator[str]:
    """Words that were typed in the place of computed ones, with those beside them."""
    for key in dict.fromkeys(PLACEHOLDER.findall("\n".join(said_by(block)))):
        typed, computed = proof.facts.override(key), _computed(key, proof)
        if typed and computed and typed != computed:
            yield gettext(
                "“%(typed)s” was typed for “%(key)s”; the data say “%(computed)s”.",
                typed=typed,
                key=key,
                computed=computed,
            )


def _computed(key: str, proof: Proof) -> str:
    try:
        return proof.facts.computed(key)
    except RuleBroken:
        return ""


def _numbers_of(block: TextBlock) -> Iterator[str]:
    """The facts that the block names, with those on which the number of members rests."""
    for key in PLACEHOLDER.findall("\n".join(said_by(block))):
        yield from MEMBERS if key == "a6ip_members" else (key,)


def _pictures(block: TextBlock, _proof: Proof) -> Iterator[str]:
    if block.kind == Kind.IMAGE and not block.image:
        yield gettext("The picture is missing. Choose a file.")
    if block.kind == Kind.IMAGE and not block.alt:
        yield gettext("The picture has no description for those who do not see it.")


def _twins(block: TextBlock, proof: Proof) -> Iterator[str]:
    for pair in proof.pairs:
        if block in pair.behind:
            other = pair.right if block is pair.left else pair.left
            language = other.text_in_language.language if other else ""
            yield gettext("The text in %(language)s has changed here since both matched.", language=language)


def _links(block: TextBlock, _proof: Proof) -> Iterator[str]:
    if block.standing:
        return
    words = block.linked_words
    if words and not block.url:
        yield gettext("The link “%(text)s” leads nowhere. Enter its address.", text=words)
    elif block.url and not words:
        yield gettext("No words lead to the address %(url)s. Enter the words to be linked.", url=block.url)
    elif words not in f"{block.title}\n{block.text}":
        yield gettext("The words of the link, “%(text)s”, do not stand in the text.", text=words)


def _count_and_list(block: TextBlock, proof: Proof) -> Iterator[str]:
    """The number of partners named in the list of participants against the number that the text gives."""
    if block.kind != Kind.PARTICIPANTS and f"{{{LIST}}}" not in block.text:
        return
    if proof.release.meeting is None or not (listed := _partners_in(proof.words(block), proof)):
        return
    if (given := _numbers_given(proof)) and len(listed) not in given:
        yield gettext(
            "%(listed)s partner countries are listed, but the text counts %(given)s.",
            listed=len(listed),
            given=", ".join(str(number) for number in sorted(given)),
        )


def _partners_in(words: str, proof: Proof) -> set[str]:
    found = set()
    for name in sorted(proof.names, key=len, reverse=True):
        if name in words:
            words = words.replace(name, "\n")
            found.add(proof.names[name])
    return (found & proof.facts.figures.partners) - {HOST}


def _numbers_given(proof: Proof) -> set[int]:
    """The numbers of partners in the text: those of the facts, else those typed before the word for countries."""
    texts = [block.text for block in proof.text.blocks]
    keys = {key for text in texts for key in PLACEHOLDER.findall(text)} & COUNTS
    if keys:
        return {int(number) for key in keys for number in NUMBER.findall(proof.facts.filled(f"{{{key}}}"))}
    return {int(number) for text in texts for number in COUNTED.findall(text)}


def _mixed_scripts(block: TextBlock, proof: Proof) -> Iterator[str]:
    yield from proofreading.mixed_scripts(proof.words(block))


def _left_in_japanese(block: TextBlock, proof: Proof) -> Iterator[str]:
    if proof.lang != "ja":
        yield from proofreading.left_in_japanese(proof.words(block), proof.text.language)


def _weekdays(block: TextBlock, proof: Proof) -> Iterator[str]:
    yield from proofreading.weekdays(proof.words(block), proof.lang, proof.day.year)


def _placeholders(block: TextBlock, proof: Proof) -> Iterator[str]:
    yield from proofreading.placeholders(proof.words(block))


def _country_names(block: TextBlock, proof: Proof) -> Iterator[str]:
    yield from proofreading.country_names(proof.words(block), proof.lang, proof.names, proof.former_names)


def _widths(block: TextBlock, proof: Proof) -> Iterator[str]:
    if proof.lang == "ja":
        yield from proofreading.widths(proof.words(block))


def _counters(block: TextBlock, proof: Proof) -> Iterator[str]:
    """Titles of others, which links quote, keep the word of their house."""
    if proof.lang == "ja" and block.kind != Kind.LINK:
        yield from proofreading.counters(proof.words(block), proof.facts.house.counter("countries"))


RULES: dict[str, Callable[[TextBlock, Proof], Iterator[str]]] = {
    "facts": _unknown_facts,
    "links": _links,
    "count_and_list": _count_and_list,
    "mixed_scripts": _mixed_scripts,
    "left_in_japanese": _left_in_japanese,
    "weekdays": _weekdays,
    "placeholders": _placeholders,
    "country_names": _country_names,
    "widths": _widths,
    "counters": _counters,
    "stale": _stale,
    "overrides": _overrides,
    "pictures": _pictures,
    "twins": _twins,
}
