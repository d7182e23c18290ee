import pytest

from jcmevents.errors import RuleBroken
from jcmevents.files.content import JPEG, MEGABYTE, PDF, PNG, check, media_type

pytestmark = pytest.mark.usefixtures("session")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", PDF),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", JPEG),
        (b"\x89PNG\r\n\x1a\n...", PNG),
        (b"<html>%PDF-1.7", None),
        (b"MZ\x90\x00", None),
        (b"PK\x03\x04", None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_kind_is_told_from_the_first_bytes(content: bytes, kind: str | None) -> None:
    assert media_type(content) == kind


def test_allowed_content_of_the_largest_size_is_taken() -> None:
    assert check(b"%PDF-1.7", {PDF}, max_bytes=8) == PDF


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty"),
        (b"%PDF-" + b"x" * MEGABYTE, "too large. Choose one of at most 1 megabyte."),
        (b"\x89PNG\r\n\x1a\n", "one of these kinds: PDF, JPEG."),
        (b"MZ\x90\x00", "one of these kinds: PDF, JPEG."),
    ],
)
def test_other_content_is_refused_with_the_reason(content: bytes, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        check(content, {JPEG, PDF}, max_bytes=MEGABYTE)
