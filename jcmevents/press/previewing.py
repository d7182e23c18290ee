"""A block as it will stand in the release, from what is being typed."""

from collections.abc import Mapping

from jcmevents.document import Document
from jcmevents.document.html import part_html
from jcmevents.document.runs import LINKABLE
from jcmevents.press.blocks import Kind
from jcmevents.press.composing import composed
from jcmevents.press.facts import Facts
from jcmevents.press.models import Release
from jcmevents.press.standing import StandingText
from jcmevents.press.texts import TextBlock
from jcmevents.text import localized


def preview_html(release: Release, lang: str, kind: Kind, typed: Mapping[str, str]) -> str:
    """The HTML of a block of this kind with the words `typed`, with gaps where facts are missing. Stores nothing."""
    words = {name: typed.get(name, "").replace("\r\n", "\n") for name in ("title", "text", "link_text", "url")}
    if kept := StandingText.in_force(typed.get("standing", ""), release.released_on):
        title = localized(kept.titles, lang)
        words = {"title": title, "text": localized(kept.texts, lang), "url": kept.url, "link_text": title}
    if not words["url"].lower().startswith(LINKABLE):
        words["url"] = ""
    block = TextBlock(kind=kind, standing="", alt="", credit="", **words)
    blocks = tuple(composed(block, Facts(release, lang, gaps=True)))
    return str(part_html(Document("", lang, blocks, kind="release", author="", created=release.released_on)))
