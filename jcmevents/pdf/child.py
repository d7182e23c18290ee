"""The process that makes PDFs, run as `python -m jcmevents.pdf.child` with its wire as standard input.

It alone imports WeasyPrint. It is told what to do by an order (JSON: html, lang, memory in bytes, seconds) and answers
with the PDF, or with the name of what went wrong; it ends when the application closes the wire.
"""

import gc
import json
import logging
import resource
import signal
import socket
from hashlib import sha256

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from jcmevents.pdf import reading
from jcmevents.pdf.assets import ClosedFetcher
from jcmevents.pdf.wire import receive, send

GRACE = 5  # seconds after which a process whose application has died ends itself
FONTS = FontConfiguration()


def main() -> None:
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    reading.install()
    wire = socket.socket(fileno=0)
    _write("<p>暖 warm</p>", "ja")  # loads fonts and libraries before the first order
    gc.freeze()  # what is loaded stays: collecting it again and again costs a quarter of the time
    gc.set_threshold(50_000, 20, 20)
    send(wire, b"ready")
    while True:
        try:
            order = receive(wire)
        except EOFError:
            return
        send(wire, _answer(json.loads(order)))


def _answer(order: dict) -> bytes:
    _, ceiling = resource.getrlimit(resource.RLIMIT_AS)
    memory = order["memory"] if ceiling == resource.RLIM_INFINITY else min(order["memory"], ceiling)
    resource.setrlimit(resource.RLIMIT_AS, (memory, ceiling))
    signal.setitimer(signal.ITIMER_REAL, order["seconds"] + GRACE)
    try:
        return _write(order["html"], order["lang"])
    except (MemoryError, SystemError):  # the latter when not even the MemoryError could be made
        return b"memory"
    except RecursionError:
        return b"nesting"
    except Exception:  # any input may be sent here; whatever WeasyPrint stumbles over, the process goes on
        logging.getLogger(__name__).exception("A document could not be made")
        return b"malformed"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _write(html: str, lang: str) -> bytes:
    page = HTML(string=html, base_url="asset:", url_fetcher=ClosedFetcher())
    page.etree_element.set("lang", page.etree_element.get("lang") or lang)
    return page.write_pdf(
        font_config=FONTS,
        pdf_variant="pdf/ua-1",
        pdf_identifier=sha256(html.encode()).digest()[:16],  # the same document is the same file, byte for byte
    )


if __name__ == "__main__":
    main()
