"""From the blocks of a text and the facts of its release to a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count, groupby

from flask_babel import force_locale, gettext

from jcmevents.document import (
    Block,
    Box,
    Contact,
    Document,
    Heading,
    Image,
    Link,
    ListBlock,
    NamedItem,
    Paragraph,
    Reference,
    Runs,
)
from jcmevents.document.blocks import lines
from jcmevents.document.runs import flat, runs
from jcmevents.errors import RuleBroken
from jcmevents.press.blocks import Kind
from jcmevents.press.facts import Facts
from jcmevents.press.house import House
from jcmevents.press.letterhead import masthead
from jcmevents.press.models import Release
from jcmevents.press.standing import Content, content_of
from jcmevents.press.texts import TextBlock
from jcmevents.text import localized

PARAGRAPH_ROLES = {
    Kind.DATE: "date",
    Kind.LABEL: "label",
    Kind.ISSUER: "issuer",
    Kind.LEAD: "lead",
    Kind.PARA: "",
    Kind.PARTICIPANTS: "",
    Kind.CLOSING: "closing",
}
NUMBERED = {Kind.LEAD, Kind.PARA, Kind.CLOSING}  # by houses that number paragraphs
HEADINGS = {Kind.TITLE: 1, Kind.H2: 2, Kind.H3: 3}


def document_of(release: Release, lang: str, *, gaps: bool = False, house: str | None = None) -> Document:
    """The release in `lang` as a document, in the style and on the paper of its publishers, or of `house`.

    Raises RuleBroken when there is no such text or a fact is unknown; with `gaps` the latter shows as a gap.
    """
    text = release.text_in(lang)
    if text is None:
        raise RuleBroken(gettext("This release has no text in this language yet."))
    facts = Facts(release, lang, gaps=gaps, house=house)
    houses = [House.of(key, lang) for key in ([house] if house else release.publishers)]
    title = next((b.text for b in text.blocks if b.kind == Kind.TITLE), release.slug)
    with force_locale(lang):
        return Document(
            title=facts.filled(title),
            lang=lang,
            blocks=tuple(_joined_links(_laid_out(text.blocks, facts))),
            kind="release",
            author=facts.house.listed([each.author for each in houses], style="authors"),
            masthead=masthead(houses),
            accent=facts.house.colour,
            created=release.released_on,
        )


def _laid_out(blocks: Iterable[TextBlock], facts: Facts) -> Iterator[Block]:
    """The blocks as the house sets them: paragraphs with their numbers, headings with their mark."""
    numbers = count(1)
    for each in blocks:
        for block in composed(each, facts):
            if isinstance(block, Heading) and block.level == 2:
                yield replace(block, text=facts.house.heading(flat(block.text)))
            elif isinstance(block, Paragraph) and each.kind in NUMBERED and facts.house.numbers_paragraphs:
                yield replace(block, text=[facts.house.paragraph_mark(next(numbers)), *runs(block.text)])
            else:
                yield block


def composed(block: TextBlock, facts: Facts) -> Iterator[Block]:
    """The document's blocks for one block of the text; those of the data make several."""
    kind, content = Kind(block.kind), _content(block, facts)
    title, text = facts.filled(content.title), facts.filled(content.text)
    linked = _linked(text, content, facts)
    if kind in PARAGRAPH_ROLES:
        yield Paragraph(linked, role=PARAGRAPH_ROLES[kind])  # type: ignore[arg-type]
    elif kind in HEADINGS:
        yield Heading(text, HEADINGS[kind])
    elif kind in FROM_DATA:
        yield from FROM_DATA[kind](facts)
    elif kind in (Kind.ITEM, Kind.ITEMS, Kind.LINK):
        yield _item(kind, title, linked)
    else:
        yield from _set_apart(block, content, title, linked, facts)


def _item(kind: Kind, title: str, linked: Runs) -> Block:
    if kind == Kind.ITEM:
        return NamedItem(title, linked)
    return ListBlock([linked] if kind == Kind.LINK else [line for line in flat(linked).split("\n") if line])


def _set_apart(block: TextBlock, content: Content, title: str, linked: Runs, facts: Facts) -> Iterator[Block]:
    """What is no part of the running text: whom to ask, background, the issuer, quotations, pictures."""
    kind, text = Kind(block.kind), flat(linked)
    if kind == Kind.CONTACT:
        yield Contact(title, text.split("\n"))
    elif kind == Kind.REF:
        yield Reference(title, [_linked(paragraph, content, facts) for paragraph in text.split("\n\n")])
    elif kind == Kind.BOILERPLATE:
        yield Box([Heading(_linked(title, content, facts), 2), Paragraph(linked)], role="boilerplate")
    elif kind == Kind.QUOTE:
        yield Box([Paragraph(linked), Paragraph(title, role="note")], role="quote")
    elif kind == Kind.IMAGE and block.image:
        yield Image(alt=block.alt, data=block.image.read(), caption=_captioned(text, block.credit))


def _content(block: TextBlock, facts: Facts) -> Content:
    """What the block says; with `gaps`, a kept text that is gone leaves one."""
    try:
        return content_of(block)
    except RuleBroken:
        if not facts.gaps:
            raise
        return Content("", f"[{block.standing}]", "", "")


def _captioned(caption: str, credit: str) -> str:
    """A caption with whose picture it is, in the language of the document."""
    if not credit:
        return caption
    whose = gettext("(Photo: %(credit)s)", credit=credit)
    return f"{caption} {whose}".strip()


def said(block: TextBlock, facts: Facts) -> str:
    """What one block says, as the document has it, a line for each piece."""
    return "\n".join(line for each in composed(block, facts) for line in lines(each))


def _proposals(facts: Facts) -> Iterator[NamedItem]:
    for proposal in facts.proposals:
        yield NamedItem(localized(proposal.titles, facts.lang), localized(proposal.summaries, facts.lang))


def _sessions(facts: Facts) -> Iterator[NamedItem]:
    for session in facts.sessions:
        yield NamedItem(localized(session.titles, facts.lang), localized(session.summaries, facts.lang))


FROM_DATA = {Kind.PROPOSALS: _proposals, Kind.SESSIONS: _sessions}


def _linked(text: str, content: Content, facts: Facts) -> Runs:
    """`text` with the last occurrence of the block's linked words made a link."""
    words = facts.filled(content.linked)
    if not (content.url and words and words in text):
        return text
    before, _link, after = text.rpartition(words)
    return [before, Link(words, url=content.url), after]


def _joined_links(blocks: Iterator[Block]) -> Iterator[Block]:
    """Links that stand together are one list."""
    for are_links, group in groupby(blocks, key=lambda block: isinstance(block, ListBlock)):
        if are_links:
            yield ListBlock([item for links in group if isinstance(links, ListBlock) for item in links.items])
        else:
            yield from group
