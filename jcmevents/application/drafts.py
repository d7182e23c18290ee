"""What somebody has typed so far: kept as typed, sealed, for him alone, until it is sent or forgotten."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, request, url_for
from sqlalchemy import ForeignKey, LargeBinary, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from jcmevents import clock
from jcmevents.crypto import BadSignature, decrypt_text, encrypt, sign, unsign
from jcmevents.extensions import Base, db
from jcmevents.files.models import StoredFile
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.retention import carries_out

KEPT = timedelta(days=30)  # after the last change
COOKIE = "registration_draft"
NOT_TYPED = {"csrf_token", "once", "go"}


class Draft(Base):
    """An unfinished form: of somebody new, or the changes that a registered person has begun (one at a time)."""

    __tablename__ = "draft"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # {"steps": {step: {input: [texts]}}, "files": {key: id}}
    saved_at: Mapped[datetime]

    @classmethod
    def begin(cls, meeting: Meeting, registration: Registration | None, *, at: datetime) -> Draft:
        draft = cls(meeting_id=meeting.id, registration_id=registration.id if registration else None, saved_at=at)
        draft.sealed = b""
        db.session.add(draft)
        db.session.flush()  # what is sealed is bound to the row
        return draft

    @classmethod
    def of(cls, registration: Registration) -> Draft | None:
        return cls._held(select(cls).where(cls.registration_id == registration.id))

    @classmethod
    def found_in(cls, meeting: Meeting, draft_id: int) -> Draft | None:
        """The draft of somebody new with this id at this meeting."""
        new = select(cls).where(cls.id == draft_id, cls.meeting_id == meeting.id, cls.registration_id.is_(None))
        return cls._held(new)

    @staticmethod
    def _held(query: Any) -> Draft | None:
        """The row; where it may be changed, nobody else changes or sends it before this transaction ends."""
        found: Draft | None = db.session.scalar(query if request.method == "GET" else query.with_for_update())
        return found if found and clock.now() < found.saved_at + KEPT else None

    @property
    def _content(self) -> dict[str, Any]:
        if not self.sealed:
            return {"steps": {}, "files": {}}
        content: dict[str, Any] = json.loads(decrypt_text(self.sealed, row=f"draft:{self.id}"))
        return content

    def _seal(self, content: dict[str, Any], at: datetime) -> None:
        self.sealed, self.saved_at = encrypt(json.dumps(content), row=f"draft:{self.id}"), at

    def keep(self, step: str, typed: MultiDict[str, str], *, at: datetime) -> None:
        """Keep what was typed into a step, right or wrong, in place of what was typed there before."""
        content = self._content
        content["steps"][step] = {name: texts for name, texts in typed.lists() if name not in NOT_TYPED}
        self._seal(content, at)

    def keep_files(self, files: dict[str, int | None], *, at: datetime) -> None:
        """Keep the ids of stored files by key of their question; a file that is replaced is deleted.

        None: the question is to have no file, also if one was given with the registration.
        """
        content = self._content
        for key, file_id in files.items():
            if content["files"].get(key) not in (None, file_id):
                _delete_file(content["files"][key])
            content["files"][key] = file_id
        self._seal(content, at)

    def typed(self, step: str) -> MultiDict[str, str] | None:
        """What was typed into the step, None if nothing was."""
        texts = self._content["steps"].get(step)
        return None if texts is None else MultiDict(texts)

    @property
    def files(self) -> dict[str, int | None]:
        files: dict[str, int | None] = self._content["files"]
        return files

    @property
    def cookie(self) -> str:
        """What shows that a browser has begun this draft."""
        return sign(self.id, f"{COOKIE}:{self.meeting_id}")

    def discard(self) -> None:
        """Forget it with the files that were given for it."""
        for file_id in filter(None, self.files.values()):
            _delete_file(file_id)
        db.session.delete(self)


def _delete_file(file_id: int) -> None:
    if file := db.session.get(StoredFile, file_id):
        file.delete()


def remembered(meeting: Meeting) -> Draft | None:
    """The draft that this browser has begun for `meeting`."""
    try:
        signed = unsign(request.cookies.get(COOKIE, ""), f"{COOKIE}:{meeting.id}", KEPT, clock.now())
    except BadSignature:
        return None
    return Draft.found_in(meeting, signed)


def remember(response: Response, draft: Draft) -> None:
    """Let this browser find the draft again, without a sign-in and after one."""
    kept = {"max_age": KEPT, "httponly": True, "samesite": "Lax", "secure": current_app.config["PRODUCTION"]}
    response.set_cookie(COOKIE, draft.cookie, path=_path(), **kept)


def forget(response: Response) -> None:
    response.delete_cookie(COOKIE, path=_path())


def _path() -> str:
    return url_for("application.new").removesuffix("/new")


@carries_out("draft")
def forget_old(at: datetime) -> int:
    """Delete the drafts that nobody has touched for long."""
    old = db.session.scalars(select(Draft).where(Draft.saved_at <= at - KEPT)).all()
    for draft in old:
        draft.discard()
    return len(old)
