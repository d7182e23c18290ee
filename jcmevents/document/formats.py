"""A document in the format asked for."""

from collections.abc import Callable

from jcmevents.document.blocks import Document
from jcmevents.document.docx import docx
from jcmevents.document.html import page_html, pdf
from jcmevents.document.json import as_json
from jcmevents.document.txt import as_txt

RENDERERS: dict[str, tuple[str, Callable[[Document], str | bytes]]] = {
    "pdf": ("application/pdf", pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx),
    "html": ("text/html; charset=utf-8", page_html),
    "txt": ("text/plain; charset=utf-8", as_txt),
    "json": ("application/json", as_json),
}
FORMATS = tuple(RENDERERS)


def media_type(format: str) -> str:
    return RENDERERS[format][0]


def render(document: Document, format: str) -> bytes:
    """The document as a file of `format` (one of FORMATS). Raises DocumentFailed with a sentence for the reader."""
    made = RENDERERS[format][1](document)
    return made.encode() if isinstance(made, str) else made
