"""What PDFs need from the operating system."""

import ctypes
import shutil
import subprocess

from flask_babel import gettext

FONTS = {
    "BIZ UDPGothic": "fonts-morisawa-bizud-gothic",
    "BIZ UDMincho": "fonts-morisawa-bizud-mincho",
    "Noto Sans Thai": "fonts-noto-core",  # the scripts of most countries
    "Noto Sans CJK JP": "fonts-noto-cjk",  # kanji of JIS X 0213, hangul, simplified Chinese
    "HanaMinB": "fonts-hanazono",  # the rarest kanji
}
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",  # without it Japanese documents take 5 to 39 times as long
}


def missing_parts() -> list[str]:
    """A sentence for every library and font that is missing, with the Debian package that brings it."""
    return [*_missing_libraries(), *_missing_fonts()]


def _missing_libraries() -> list[str]:
    return [
        gettext("The library %(name)s is missing; install %(package)s.", name=name, package=package)
        for name, package in LIBRARIES.items()
        if not _loads(name)
    ]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _missing_fonts() -> list[str]:
    program = shutil.which("fc-list")
    if program is None:
        return [gettext("The program %(name)s is missing; install %(package)s.", name="fc-list", package="fontconfig")]
    found = subprocess.run([program, ":", "family"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    return [
        gettext("The font %(name)s is missing; install %(package)s.", name=name, package=package)
        for name, package in FONTS.items()
        if name not in found
    ]
