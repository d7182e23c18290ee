"""A document as HTML: for the site (`body_html`), as a page of its own (`page_html`), and on its way to PDF (`pdf`)."""

import re
from base64 import b64encode
from pathlib import Path

from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup, escape

from jcmevents.document.blocks import Document, Image
from jcmevents.document.runs import Aside, Link, Runs, Strong, Text, flat, runs
from jcmevents.pdf import render_pdf

STYLES = Path(__file__).parents[2] / "static" / "print"
SHEETS = ("page.css", "document.css")

# Words a heading must not break: a number with its counter, a run of katakana, a short run of kanji, each with the
# brackets and stops that cling to it.
KEPT = re.compile(
    r"[「『（(【]*"
    r"(?:第?\s?[0-9０-９]+(?:\s?[カヵヶ]?[一-鿿々]{1,4})?|[ァ-ヺー]{2,16}|[一-鿿々]{2,6})"
    r"[」』）)】、。]*"
)

LONGEST_WORD, PIECE = 200, 20  # letters
ENDLESS = re.compile(rf"[!-~\u00a1-\u2fff]{{{LONGEST_WORD + 1},}}")  # scripts that do not break between letters


def body_html(document: Document) -> Markup:
    """The document as one <article>, to stand in a page of the site. Its look is in static/print/document.css."""
    with force_locale(document.lang):
        return Markup(render_template("print/body.html", **_context(document)))  # noqa: S704 - an escaping template


def part_html(document: Document) -> Markup:
    """The blocks of the document alone, in its look, to stand in a page of the site."""
    with force_locale(document.lang):
        blocks = Markup(render_template("print/blocks.html", blocks=document.blocks, **_words()))  # noqa: S704 - escapes
    return Markup('<div class="document {}" lang="{}">{}</div>').format(document.kind, document.lang, blocks)


def page_html(document: Document) -> str:
    """A page that stands alone: its styles are in it."""
    styles = "\n".join((STYLES / sheet).read_text() for sheet in SHEETS)
    return _page(document, styles=Markup(styles))  # noqa: S704 - our own style sheets


def pdf(document: Document) -> bytes:
    return render_pdf(_page(document, sheets=SHEETS), lang=document.lang)


def _page(document: Document, sheets: tuple[str, ...] = (), styles: str = "") -> str:
    with force_locale(document.lang):
        return render_template("print/document.html", sheets=sheets, styles=styles, **_context(document))


def _context(document: Document) -> dict[str, object]:
    return {"document": document, **_words()}


def _words() -> dict[str, object]:
    return {"inline": inline, "unbroken": unbroken, "flat": flat, "data_uri": _data_uri}


def inline(value: Runs) -> Markup:
    """Runs as HTML; text is escaped, line feeds become <br>."""
    return Markup("").join(_run(run, Markup("<br>").join(map(_cut, run.text.split("\n")))) for run in runs(value))


def _cut(line: str) -> Markup:
    """The line, with places to break in words that are longer than any page is wide.

    Setting a word without such places takes time that grows with the square of its length.
    """
    pieces, end = [], 0
    for match in ENDLESS.finditer(line):
        word = match[0]
        parts = (escape(word[n : n + PIECE]) for n in range(0, len(word), PIECE))
        pieces += [escape(line[end : match.start()]), Markup("<wbr>").join(parts)]
        end = match.end()
    return Markup("").join([*pieces, escape(line[end:])])


def unbroken(value: Runs) -> Markup:
    """Runs as HTML, with the words kept whole that a line must not break; line feeds become <br>."""
    return Markup("").join(_run(run, Markup("<br>").join(map(_kept, run.text.split("\n")))) for run in runs(value))


def _run(run: Text, content: Markup) -> Markup:
    lang = Markup(' lang="{}"').format(run.lang) if run.lang else ""
    match run:
        case Link(url=url) if url:
            return Markup('<a href="{}"{}>{}</a>').format(url, lang, content)
        case Strong():
            return Markup("<strong{}>{}</strong>").format(lang, content)
        case Aside():
            return Markup('<span class="aside"{}>{}</span>').format(lang, content)
    return Markup("<span{}>{}</span>").format(lang, content) if lang else content


def _kept(text: str) -> Markup:
    pieces, end = [], 0
    for match in KEPT.finditer(text):
        pieces += [escape(text[end : match.start()]), Markup('<span class="keep">{}</span>').format(match[0])]
        end = match.end()
    return Markup("").join([*pieces, escape(text[end:])])


def _data_uri(image: Image) -> str:
    return f"data:{image.media_type};base64,{b64encode(image.data).decode()}"
