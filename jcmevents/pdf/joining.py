"""Several PDFs become one, for what is too long to be made in one piece."""

from collections.abc import Iterable
from contextlib import ExitStack
from io import BytesIO

import pikepdf


def joined(parts: Iterable[bytes], *, title: str, lang: str) -> bytes:
    """The pages of `parts` one after the other. The parts' tags are left behind: they say where on which page."""
    whole = BytesIO()
    with ExitStack() as opened, pikepdf.new() as pdf:
        for part in parts:
            pdf.pages.extend(opened.enter_context(pikepdf.open(BytesIO(part))).pages)
        for page in pdf.pages:
            if "/StructParents" in page.obj:
                del page.obj["/StructParents"]
        pdf.docinfo["/Title"] = title
        pdf.Root.Lang = pikepdf.String(lang)
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True, PrintScaling=pikepdf.Name.None_)
        pdf.save(whole, deterministic_id=True)
    return whole.getvalue()
