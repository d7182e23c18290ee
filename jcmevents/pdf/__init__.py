"""HTML becomes PDF, in a process of its own that can be stopped."""

from flask_babel import gettext

from jcmevents.errors import DocumentFailed
from jcmevents.pdf.glyphs import missing_glyphs
from jcmevents.pdf.pool import ask

__all__ = ["missing_glyphs", "render_pdf"]


def render_pdf(html: str, *, lang: str, timeout: float = 60, memory_mb: int = 1024) -> bytes:
    """The page as a tagged PDF; title, author and date are taken from its <head>, the same page is the same bytes.

    `lang` stands in when <html> names no language. Of addresses in the page only `asset:<file in static/print>` and
    data: pictures are loaded. Raises DocumentFailed after `timeout` seconds, or when the page is beyond us.
    """
    try:
        answer = ask(html, lang, timeout, memory_mb << 20)
    except TimeoutError:
        raise DocumentFailed(
            gettext("The document was not ready within %(n)d seconds. Make it shorter or divide it.", n=timeout)
        ) from None
    except (EOFError, OSError):
        raise DocumentFailed(
            gettext(
                "The PDF program stopped while it made the document; it may have needed more "
                "than %(n)d MB of memory. Make the document shorter or divide it.",
                n=memory_mb,
            )
        ) from None
    if answer.startswith(b"%PDF"):
        return answer
    raise DocumentFailed(_sentence(answer, memory_mb))


def _sentence(reason: bytes, memory_mb: int) -> str:
    if reason == b"memory":
        return gettext("The document needs more than %(n)d MB of memory. Make it shorter or divide it.", n=memory_mb)
    if reason == b"nesting":
        return gettext("The document could not be made: its parts are nested too deeply.")
    return gettext("The document could not be made: the PDF program could not make sense of the page.")
