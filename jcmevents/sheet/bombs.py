"""Is a workbook safe to unpack? Told from the directory of the zip file, before anything is unpacked."""

import struct
import zipfile
from io import BytesIO

from flask_babel import gettext

from jcmevents.errors import RuleBroken

MEGABYTE = 1024 * 1024
MOST_ENTRIES = 2_000
MOST_DIRECTORY = MEGABYTE  # bytes
MOST_UNPACKED = 512 * MEGABYTE  # a workbook of 100,000 people with 24 columns has 140
MOST_PART = 256 * MEGABYTE
MOST_TIMES = 100  # a part may grow so many times; ordinary ones grow ten to thirty times
HARMLESS = MEGABYTE  # below this size nobody asks how much a part grows
_END = struct.Struct("<4s4H2LH")  # end of the central directory
_LONGEST_COMMENT = 0xFFFF


def refuse_bomb(content: bytes) -> None:
    """Raise RuleBroken with a sentence if `content` is no ordinary workbook."""
    try:
        _refuse_large_directory(content)
        with zipfile.ZipFile(BytesIO(content)) as file:
            parts = file.infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, UnicodeDecodeError):
        raise RuleBroken(_no_workbook(), field="file") from None
    if "[Content_Types].xml" not in {part.filename for part in parts}:
        raise RuleBroken(_no_workbook(), field="file")
    if any(part.flag_bits & 1 for part in parts):
        raise RuleBroken(gettext("This workbook is protected by a password. Save it without one."), field="file")
    if sum(part.file_size for part in parts) > MOST_UNPACKED or any(map(_explodes, parts)):
        raise RuleBroken(_too_large(), field="file")


def _refuse_large_directory(content: bytes) -> None:
    """The directory itself can be the bomb: its size and number of entries are told at the end of the file."""
    tail = content[-(_END.size + _LONGEST_COMMENT) :]
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise zipfile.BadZipFile
    entries, size = _END.unpack_from(tail, at)[4:6]
    if entries > MOST_ENTRIES or size > MOST_DIRECTORY:
        raise RuleBroken(_too_large(), field="file")


def _explodes(part: zipfile.ZipInfo) -> bool:
    if part.file_size > MOST_PART:
        return True
    return part.file_size > HARMLESS and part.file_size > MOST_TIMES * max(part.compress_size, 1)


def _no_workbook() -> str:
    return gettext("This is no spreadsheet that can be read here. Save it as XLSX or CSV.")


def _too_large() -> str:
    return gettext(
        "This workbook unpacks to far more than a list of people needs, so it was not opened. "
        "Copy the rows into a new workbook and save that."
    )
