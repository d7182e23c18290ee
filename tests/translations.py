"""The catalogues of the translations, compiled as `bin/setup` compiles them."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).parents[1] / "translations"


def compile_translations() -> None:
    """Compile every catalogue that has been edited since it was compiled."""
    for catalogue in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        compiled = catalogue.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= catalogue.stat().st_mtime:
            continue
        with catalogue.open("rb") as written, compiled.open("wb") as file:
            write_mo(file, read_po(written))
