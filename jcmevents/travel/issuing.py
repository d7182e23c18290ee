"""Letters that have been issued: number, date, who. The file is sealed; a later letter replaces no earlier one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

from flask_babel import gettext
from sqlalchemy import Column, ForeignKey, Select, String, Table, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.countries.models import HOST
from jcmevents.document import media_type, render
from jcmevents.errors import RuleBroken, refused_by_database
from jcmevents.extensions import Base, db
from jcmevents.files.models import StoredFile
from jcmevents.meetings.models import Meeting
from jcmevents.pdf import missing_glyphs
from jcmevents.registration.states import EXPECTED
from jcmevents.text import joined
from jcmevents.travel.letters import Applicant, Head, LetterKind, letter
from jcmevents.travel.passports import TravelDocument
from jcmevents.travel.signatory import Signatory
from jcmevents.travel.visa import VisaRequest, VisaState

LARGEST = 20_000_000  # bytes of a letter
CAN_BE_WRITTEN = {VisaState.CHECKED, VisaState.ISSUED}

visa_letter_person = Table(
    "visa_letter_person",
    Base.metadata,
    Column("letter_id", ForeignKey("visa_letter.id", ondelete="CASCADE"), primary_key=True),
    Column("request_id", ForeignKey("visa_request.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class VisaLetter(Base):
    """One letter about one person, or a list of several. `file` is gone once the passports have been deleted."""

    __tablename__ = "visa_letter"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    lang: Mapped[str] = mapped_column(String(5))
    number: Mapped[str] = mapped_column(String(30), unique=True)
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), unique=True)

    issued_by: Mapped[User] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    requests: Mapped[list[VisaRequest]] = relationship(
        secondary=visa_letter_person, order_by=VisaRequest.id, back_populates="letters"
    )

    @classmethod
    def issue(
        cls, kind: LetterKind, requests: Sequence[VisaRequest], *, lang: str, by: User, at: datetime
    ) -> VisaLetter:
        """Write a letter about `requests` (one, but for the list of applicants) and keep it."""
        for request in requests:
            _require_ready(request, kind)
        meeting = requests[0].registration.meeting
        signatory = Signatory.of(meeting)
        signatory.require_in(lang)
        number = cls._next_number(at.astimezone(meeting.tz).year)
        head = Head(number, at.astimezone(meeting.tz).date(), (by.name, by.email), signatory)
        content = render(letter(kind, _applicants(requests, number, by=by, at=at), head, lang), "pdf")
        issued = cls(meeting_id=meeting.id, kind=kind, lang=lang, number=number, issued_at=at, issued_by=by)
        issued.requests, issued.file = list(requests), _kept(content, number, by=by, at=at)
        issued._add(by=by, at=at)
        return issued

    def _add(self, *, by: User, at: datetime) -> None:
        db.session.add(self)
        with refused_by_database(RuleBroken(gettext("Another letter was issued this moment. Please do it again."))):
            db.session.flush()
        audit.record("visa_letter.issue", self, by=by, at=at, kind=self.kind, lang=self.lang, number=self.number)
        for request in self.requests:
            request.move_to(VisaState.ISSUED, by=by, at=at)

    @classmethod
    def _next_number(cls, year: int) -> str:
        prefix = f"A6IPC-V-{year}-"
        newest = db.session.scalar(select(func.max(cls.number)).where(cls.number.startswith(prefix)))
        return f"{prefix}{int(newest.removeprefix(prefix)) + 1 if newest else 1:05}"

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[VisaLetter]:
        return select(cls).where(cls.meeting_id == meeting.id).order_by(cls.id.desc())

    @classmethod
    def lists_of(cls, meeting: Meeting) -> Select[VisaLetter]:
        lists = cls.of_meeting(meeting).where(cls.kind == LetterKind.APPLICANTS)
        return lists.options(joinedload(cls.issued_by), selectinload(cls.requests))

    def read(self, *, by: User, at: datetime) -> bytes:
        """The letter as PDF. It shows passports, so everybody named in it has a reading noted."""
        if self.file is None:
            raise RuleBroken(gettext("This letter has been deleted with the passport that it shows."))
        for request in self.requests:
            if document := TravelDocument.of(request.registration):
                document.read(by=by, why=self.number, at=at)
        audit.record("visa_letter.read", self, by=by, at=at, number=self.number)
        return self.file.read()

    def forget(self, *, by: User | None, at: datetime) -> None:
        """Delete the file; that there was a letter stays known."""
        if self.file is not None:
            self.file.delete()
            self.file = None
            audit.record("visa_letter.forget", self, by=by, at=at, number=self.number)

    @property
    def title(self) -> str:
        return LetterKind(self.kind).label

    @property
    def file_name(self) -> str:
        return f"{self.number}-{self.kind}-{self.lang}.pdf"


def _require_ready(request: VisaRequest, kind: LetterKind) -> None:
    """Refuse a letter for somebody about whom it would not be true, or whose name it could not show."""
    registration = request.registration
    name = registration.full_name
    if registration.meeting.country_iso2 != HOST:
        raise RuleBroken(gettext("Visa letters are written for meetings in Japan only."))
    if request.stage not in CAN_BE_WRITTEN:
        raise RuleBroken(gettext("Check the passport and the stay of %(name)s first.", name=name))
    if registration.state not in EXPECTED:
        raise RuleBroken(
            gettext("Letters are written for confirmed people only; %(name)s is not confirmed.", name=name)
        )
    if kind == LetterKind.GUARANTEE and not registration.funded:
        raise RuleBroken(
            gettext(
                "A letter of guarantee is given only where the host pays for the journey; %(name)s has no funded seat.",
                name=name,
            )
        )
    if letters := missing_glyphs(name + registration.function + registration.unit):
        told = joined(letters, "en")
        raise RuleBroken(gettext("No font of this system can print: %(letters)s. Ask the administrator.", letters=told))


def _applicants(requests: Iterable[VisaRequest], number: str, *, by: User, at: datetime) -> list[Applicant]:
    return [Applicant(request, _document(request).read(by=by, why=number, at=at)) for request in requests]


def _document(request: VisaRequest) -> TravelDocument:
    document = TravelDocument.of(request.registration)
    if document is None:
        name = request.registration.full_name
        raise RuleBroken(gettext("The passport of %(name)s is not known (any more).", name=name))
    return document


def _kept(content: bytes, number: str, *, by: User, at: datetime) -> StoredFile:
    pdf = media_type("pdf")
    return StoredFile.keep(
        BytesIO(content),
        f"{number}.pdf",
        allowed={pdf},
        max_bytes=LARGEST,
        sensitive=True,
        at=at,
        uploaded_by_id=by.id,
    )
