"""What PDFs of badges say, for tests."""

import re
import subprocess
from io import BytesIO

import pikepdf

WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
UNSEEN = re.compile(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def letters(text):
    """Without white space and marks of direction."""
    return UNSEEN.sub("", text)


def said(content, page=None, *, raw=False):
    """The letters of the PDF, or of one of its pages (from 1); `raw`: in the order in which they were drawn.

    Only otherwise are words from right to left in their order.
    """
    pages = ["-f", str(page), "-l", str(page)] if page else []
    command = ["pdftotext", *(["-raw"] if raw else []), *pages, "-", "-"]
    return letters(subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode())


def places(content):
    """Left, top, right and bottom edge of every word of the PDF in points, and the word."""
    command = ["pdftotext", "-bbox", "-", "-"]
    told = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    return [(*map(float, found.groups()[:4]), found[5]) for found in WORD.finditer(told)]


def pages(content):
    with pikepdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)
