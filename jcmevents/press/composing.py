"""From the blocks of a text and the facts of its release to a document."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from flask_babel import force_locale, gettext

from jcmevents.document import (
    Block,
    Box,
    Contact,
    Document,
    Heading,
    Link,
    ListBlock,
    NamedItem,
    Paragraph,
    Reference,
    Runs,
)
from jcmevents.errors import RuleBroken
from jcmevents.press.blocks import Kind
from jcmevents.press.facts import Facts
from jcmevents.press.models import Release
from jcmevents.press.texts import TextBlock
from jcmevents.text import localized

PARAGRAPH_ROLES = {
    Kind.DATE: "date",
    Kind.LABEL: "label",
    Kind.LEAD: "lead",
    Kind.PARA: "",
    Kind.PARTICIPANTS: "",
    Kind.CLOSING: "closing",
}
HEADINGS = {Kind.TITLE: 1, Kind.H2: 2, Kind.H3: 3}


def document_of(release: Release, lang: str, *, gaps: bool = False) -> Document:
    """The release in `lang` as a document.

    Raises RuleBroken when there is no such text or a fact is unknown; with `gaps` the latter shows as a gap.
    """
    text = release.text_in(lang)
    if text is None:
        raise RuleBroken(gettext("This release has no text in this language yet."))
    facts = Facts(release, lang, gaps=gaps)
    title = next((b.text for b in text.blocks if b.kind == Kind.TITLE), release.slug)
    with force_locale(lang):
        return Document(
            title=facts.filled(title),
            lang=lang,
            blocks=tuple(_joined_links(block for each in text.blocks for block in _composed(each, facts))),
            kind="release",
            author=facts.house.author,
            created=release.released_on,
        )


def _composed(block: TextBlock, facts: Facts) -> Iterator[Block]:
    """The document's blocks for one block of the text; `proposals` makes several."""
    kind, title, text = Kind(block.kind), facts.filled(block.title), facts.filled(block.text)
    if kind in PARAGRAPH_ROLES:
        yield Paragraph(_linked(text, block, facts), role=PARAGRAPH_ROLES[kind])  # type: ignore[arg-type]
    elif kind in HEADINGS:
        yield Heading(text, HEADINGS[kind])
    elif kind == Kind.PROPOSALS:
        yield from _proposals(facts)
    elif kind == Kind.ITEM:
        yield NamedItem(title, _linked(text, block, facts))
    elif kind == Kind.LINK:
        yield ListBlock([_linked(text, block, facts)])
    elif kind == Kind.CONTACT:
        yield Contact(title, text.split("\n"))
    elif kind == Kind.REF:
        yield Reference(title, [_linked(paragraph, block, facts) for paragraph in text.split("\n\n")])
    elif kind == Kind.BOILERPLATE:
        yield Box(
            [Heading(_linked(title, block, facts), 2), Paragraph(_linked(text, block, facts))], role="boilerplate"
        )


def _proposals(facts: Facts) -> Iterator[NamedItem]:
    for proposal in facts.proposals:
        yield NamedItem(localized(proposal.titles, facts.lang), localized(proposal.summaries, facts.lang))


def _linked(text: str, block: TextBlock, facts: Facts) -> Runs:
    """`text` with the last occurrence of the block's linked words made a link."""
    words = facts.filled(block.linked_words)
    if not (block.url and words and words in text):
        return text
    before, _link, after = text.rpartition(words)
    return [before, Link(words, url=block.url), after]


def _joined_links(blocks: Iterator[Block]) -> Iterator[Block]:
    """Links that stand together are one list."""
    for are_links, group in groupby(blocks, key=lambda block: isinstance(block, ListBlock)):
        if are_links:
            yield ListBlock([item for links in group if isinstance(links, ListBlock) for item in links.items])
        else:
            yield from group
