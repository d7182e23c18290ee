"""Frozen versions of the summary and of the final list of participants: numbered, every file as it was, for ever."""

from __future__ import annotations

import enum
import hashlib
from datetime import datetime, timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, and_, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from jcmevents import audit, jobs
from jcmevents.accounts.models import User
from jcmevents.comparison import Piece, compared
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.files.models import StoredFile
from jcmevents.meetings.models import Meeting

JOB = "summary"
LEASE = timedelta(minutes=5)  # so long nothing may be heard from a worker before another one begins anew
MOST_ATTEMPTS = 3
BODY = "body"  # the format of what stands within a page of the site


class Subject(enum.StrEnum):
    """What is frozen; each subject of a meeting has its own numbers."""

    SUMMARY = "summary"
    PARTICIPANTS = "participants"


class Stand(enum.StrEnum):
    """Where a version stands. A frozen one never changes."""

    WAITING = "waiting"
    MAKING = "making"
    FROZEN = "frozen"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return str(STAND_LABELS[self])


STAND_LABELS = {
    Stand.WAITING: _l("waiting for its turn"),
    Stand.MAKING: _l("being made"),
    Stand.FROZEN: _l("frozen"),
    Stand.FAILED: _l("could not be made"),
}


class SummaryFile(Base):
    """One file of a version: its form (long, short or list), language ("en", "ja", "en-ja" side by side) and format."""

    __tablename__ = "summary_file"
    __table_args__ = (UniqueConstraint("version_id", "form", "lang", "format"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("summary_version.id", ondelete="CASCADE"))
    form: Mapped[str] = mapped_column(String(10))
    lang: Mapped[str] = mapped_column(String(11))
    format: Mapped[str] = mapped_column(String(10))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))

    file: Mapped[StoredFile] = relationship(lazy="joined")


class SummaryVersion(Base):
    """A version of its `subject`. `digest` is made of the hashes of its files; `done` of `total` files are made."""

    __tablename__ = "summary_version"
    __table_args__ = (UniqueConstraint("meeting_id", "subject", "number"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(20), default=Subject.SUMMARY, server_default="summary")
    number: Mapped[int]
    stand: Mapped[str] = mapped_column(String(10), default=Stand.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(500), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")
    names_people: Mapped[bool] = mapped_column(default=False)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime]
    heard_of_at: Mapped[datetime]
    frozen_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship()
    files: Mapped[list[SummaryFile]] = relationship(order_by="SummaryFile.id", cascade="all, delete-orphan")

    @classmethod
    def freeze(
        cls, meeting: Meeting, *, subject: Subject = Subject.SUMMARY, by: User | None, at: datetime
    ) -> SummaryVersion:
        """Have the worker make the next version of all that is chosen now. Refuses while another is being made."""
        earlier = list(db.session.scalars(cls.of_meeting(meeting, subject)))
        if any(each.is_under_way for each in earlier):
            raise RuleBroken(gettext("A version is being made already. Please wait for it."))
        number = 1 + max((each.number for each in earlier), default=0)
        version = cls(meeting=meeting, number=number, asked_by_id=by.id if by else None, asked_at=at, heard_of_at=at)
        version.subject = subject
        version.stand, version.files = Stand.WAITING, []
        db.session.add(version)
        db.session.flush()
        jobs.enqueue(JOB, version)
        audit.record("summary_version.freeze", version, by=by, at=at, number=number)
        return version

    def publish(self, *, by: User | None, at: datetime) -> None:
        """Let everybody read it. Not one that names people: their consent is for the participants."""
        if self.stand != Stand.FROZEN:
            raise RuleBroken(gettext("Only a frozen version can be published."))
        if self.names_people:
            raise RuleBroken(gettext("This version holds the list of participants and stays with the staff."))
        if self.published_at is None:
            self.published_at = at
            audit.record("summary_version.publish", self, by=by, at=at)

    @classmethod
    def of_meeting(cls, meeting: Meeting, subject: Subject = Subject.SUMMARY) -> Select[SummaryVersion]:
        """The newest first."""
        here = (cls.meeting_id == meeting.id, cls.subject == subject)
        return select(cls).where(*here).order_by(cls.number.desc())

    @classmethod
    def numbered(cls, meeting: Meeting, number: int, subject: Subject = Subject.SUMMARY) -> SummaryVersion | None:
        return db.session.scalar(cls.of_meeting(meeting, subject).where(cls.number == number))

    @classmethod
    def published(cls, meeting: Meeting) -> SummaryVersion | None:
        """The newest that everybody may read."""
        return db.session.scalar(cls.of_meeting(meeting).where(cls.published_at.is_not(None)).limit(1))

    @classmethod
    def due(cls, at: datetime) -> ColumnElement[bool]:
        """Waits, or has been left by its worker."""
        left = and_(cls.stand == Stand.MAKING, cls.heard_of_at < at - LEASE)
        return or_(cls.stand == Stand.WAITING, left)

    @classmethod
    def claim(cls, version_id: int, at: datetime) -> SummaryVersion | None:
        """The version, if it is due and nobody else makes it. To be committed before it is made."""
        taken = {"stand": Stand.MAKING, "attempts": cls.attempts + 1, "heard_of_at": at, "done": 0}
        claimed = db.session.scalar(
            update(cls).where(cls.id == version_id, cls.due(at)).values(taken).returning(cls.id)
        )
        return db.session.get(cls, claimed, populate_existing=True) if claimed else None

    def keep(self, files: dict[tuple[str, str, str], tuple[bytes, str]], at: datetime) -> None:
        """Freeze the files: (form, language, format) -> (content, media type)."""
        digest = hashlib.sha256()
        for (form, lang, format), (content, media_type) in files.items():
            name = f"{self.meeting.slug}-{self.subject}-{self.number}-{form}.{lang}.{format}"
            file = StoredFile.keep_made(content, name, media_type=media_type, sensitive=self.names_people, at=at)
            db.session.flush()
            self.files.append(SummaryFile(form=form, lang=lang, format=format, file=file, file_id=file.id))
            digest.update(f"{name} {file.sha256}\n".encode())
        self.digest, self.frozen_at, self.stand, self.done = digest.hexdigest(), at, Stand.FROZEN, len(files)

    def note_failure(self, sentence: str, *, final: bool) -> None:
        """Say why it was not made. It is tried again unless that is `final`."""
        self.problem = sentence[:500]
        self.stand = Stand.FAILED if final else Stand.WAITING

    @property
    def stand_now(self) -> Stand:
        return Stand(self.stand)

    @property
    def is_under_way(self) -> bool:
        return self.stand in (Stand.WAITING, Stand.MAKING)

    def file(self, form: str, lang: str, format: str) -> StoredFile | None:
        same = (each.file for each in self.files if (each.form, each.lang, each.format) == (form, lang, format))
        return next(same, None)

    def language_for(self, lang: str) -> str:
        """`lang`, if the version has that language; else its first."""
        langs = [each.lang for each in self.files]
        return lang if lang in langs else langs[0]

    @property
    def both_languages(self) -> str:
        """The languages that stand side by side; of a version in one language, that one."""
        langs = dict.fromkeys(each.lang for each in self.files)
        return next((lang for lang in langs if "-" in lang), next(iter(langs)))

    def changes_since(self, earlier: SummaryVersion, lang: str) -> list[Piece]:
        """What the summary or the list says differently in `lang`, line by line, without the lines that stayed."""
        form = "long" if self.subject == Subject.SUMMARY else "list"
        texts = [version.file(form, lang, "txt") for version in (earlier, self)]
        old, new = (file.read().decode() if file else "" for file in texts)
        return [piece for piece in compared(old, new, by_lines=True) if piece.kind != "same"]
