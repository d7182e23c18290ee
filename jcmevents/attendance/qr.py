"""QR codes for screens."""

import io

import segno
from markupsafe import Markup


def svg(text: str) -> Markup:
    """The QR code of `text` as an image without style of its own, sized by the page."""
    picture = io.BytesIO()
    segno.make(text, error="m").save(picture, kind="svg", xmldecl=False, svgns=True, omitsize=True, light="#fff")
    return Markup(picture.getvalue().decode())  # noqa: S704 - drawn by us, holds no text
