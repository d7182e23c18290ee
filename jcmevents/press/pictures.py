"""Pictures of releases: told by their content, turned upright, and stripped of everything a camera adds."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from flask_babel import gettext
from PIL import Image as Picture
from PIL import ImageOps, UnidentifiedImageError
from werkzeug.datastructures import FileStorage

from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken
from jcmevents.files.content import JPEG, MEGABYTE, PNG, check
from jcmevents.files.models import StoredFile

ALLOWED = (JPEG, PNG)
LARGEST = 20 * MEGABYTE
MOST_DOTS = 50_000_000  # of a picture that is taken in; a camera's largest
LONGEST_SIDE = 2400  # dots; as wide as the text at 370 dots per inch


def keep_picture(upload: FileStorage, *, by: User | None, at: datetime) -> StoredFile:
    """Store the picture as it is seen, without EXIF: no place, no camera, no time. Raises RuleBroken."""
    content = upload.stream.read(LARGEST + 1)
    media_type = check(content, ALLOWED, LARGEST)
    return StoredFile.keep_made(
        _seen(content, media_type),
        upload.filename or "picture",
        media_type=media_type,
        sensitive=False,
        at=at,
        uploaded_by_id=by.id if by else None,
    )


def _seen(content: bytes, media_type: str) -> bytes:
    try:
        picture = Picture.open(BytesIO(content), formats=["JPEG", "PNG"])
        if picture.width * picture.height > MOST_DOTS:
            raise RuleBroken(gettext("This picture has too many dots. Make it smaller first."), field="picture")
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as broken:
        raise RuleBroken(gettext("This picture is damaged. Choose another one."), field="picture") from broken
    return _saved(upright, media_type)


def _saved(picture: Picture.Image, media_type: str) -> bytes:
    """The dots alone: a new picture has none of the old one's notes."""
    bare = picture.convert("RGB" if media_type == JPEG else "RGBA")
    bare.info = {}
    saved = BytesIO()
    if media_type == JPEG:
        bare.save(saved, "JPEG", quality=88)
    else:
        bare.save(saved, "PNG", optimize=True)
    return saved.getvalue()
