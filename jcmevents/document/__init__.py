"""Documents handed out: built once from blocks, printed in every format, so that all formats say the same."""

from jcmevents.document.blocks import (
    Block,
    Box,
    Contact,
    Document,
    Entry,
    Figures,
    Heading,
    Image,
    KeyValues,
    ListBlock,
    NamedItem,
    PageBreak,
    Paragraph,
    Reference,
    Table,
    plain_text,
)
from jcmevents.document.cache import kept, rendered
from jcmevents.document.formats import FORMATS, media_type, render
from jcmevents.document.html import body_html
from jcmevents.document.pieces import pdf_of_pieces
from jcmevents.document.runs import Aside, Link, Runs, Strong, Text

__all__ = [
    "FORMATS",
    "Block",
    "Aside",
    "Box",
    "Contact",
    "Document",
    "Entry",
    "Figures",
    "Heading",
    "Image",
    "KeyValues",
    "Link",
    "ListBlock",
    "NamedItem",
    "PageBreak",
    "Paragraph",
    "Reference",
    "Runs",
    "Strong",
    "Table",
    "Text",
    "body_html",
    "kept",
    "media_type",
    "pdf_of_pieces",
    "plain_text",
    "render",
    "rendered",
]
