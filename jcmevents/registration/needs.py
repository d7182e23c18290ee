"""What a person needs at table and to take part: told by consent, read by few, deleted soon after the meeting."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, LargeBinary, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents.crypto import decrypt_text, encrypt
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Day
from jcmevents.retention import carries_out, rows_changed
from jcmevents.text import clean

KEPT_AFTER_MEETING = timedelta(days=30)


class Part(enum.StrEnum):
    """The two things that are told, each by a consent of its own."""

    DIET = "diet"
    ACCESS = "access"


DIETS = {
    "vegetarian": _l("vegetarian"),
    "vegan": _l("vegan"),
    "halal": _l("halal"),
    "kosher": _l("kosher"),
    "no_pork": _l("no pork"),
    "no_beef": _l("no beef"),
    "no_seafood": _l("no fish or seafood"),
    "no_alcohol": _l("no alcohol, in dishes either"),
    "gluten_free": _l("gluten-free"),
    "lactose_free": _l("lactose-free"),
    "nut_allergy": _l("allergy to nuts"),
    "egg_allergy": _l("allergy to eggs"),
    "shellfish_allergy": _l("allergy to shellfish"),
}
ACCESS = {
    "wheelchair": _l("place for a wheelchair"),
    "step_free": _l("way without steps"),
    "short_ways": _l("short ways, a seat near the door"),
    "hearing_loop": _l("hearing loop or amplifier"),
    "captions": _l("captions"),
    "sign_language": _l("sign language interpretation"),
    "large_print": _l("large print"),
    "screen_reader": _l("documents for a screen reader"),
    "companion": _l("seat for a companion or assistant"),
    "quiet_room": _l("quiet room for rest, prayer or nursing"),
}
CHOICES = {Part.DIET: DIETS, Part.ACCESS: ACCESS}


class Needs(Base):
    """The needs of one person. The notes are sealed; who reads them has asked for them by name."""

    __tablename__ = "needs"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    diets: Mapped[list[str]] = mapped_column(JSON, default=list)  # keys of DIETS
    diet_note: Mapped[bytes | None] = mapped_column(LargeBinary)
    access: Mapped[list[str]] = mapped_column(JSON, default=list)  # keys of ACCESS
    access_note: Mapped[bytes | None] = mapped_column(LargeBinary)

    @classmethod
    def of(cls, registration: Any) -> Needs | None:
        return db.session.scalar(select(cls).where(cls.registration_id == registration.id))

    @classmethod
    def tell(cls, registration: Any, part: Part, chosen: Iterable[str], note: str) -> None:
        """Note what the person tells about `part`, in place of what was told before."""
        needs = cls.of(registration) or cls(registration_id=registration.id, diets=[], access=[])
        db.session.add(needs)
        kept = [key for key in CHOICES[part] if key in set(chosen)]
        note = clean(note).strip()
        needs._keep(part, kept, encrypt(note, row=needs._place(part)) if note else None)

    @classmethod
    def forget(cls, registration: Any, part: Part) -> None:
        if needs := cls.of(registration):
            needs._keep(part, [], None)

    def _keep(self, part: Part, chosen: list[str], sealed: bytes | None) -> None:
        if part == Part.DIET:
            self.diets, self.diet_note = chosen, sealed
        else:
            self.access, self.access_note = chosen, sealed
        db.session.flush()

    def _place(self, part: Part) -> str:
        return f"needs:{self.registration_id}:{part}"

    def chosen(self, part: Part) -> list[str]:
        return self.diets if part == Part.DIET else self.access

    def note(self, part: Part) -> str:
        """What the person wrote about `part`, or an empty text."""
        sealed = self.diet_note if part == Part.DIET else self.access_note
        return decrypt_text(sealed, row=self._place(part)) if sealed else ""


class NeedsOfMeeting:
    """What `of` (their needs) comes to: how many people need what, and what they wrote, without their names."""

    def __init__(self, of: Iterable[Needs]):
        self._all = list(of)

    def people(self, part: Part) -> int:
        return sum(1 for needs in self._all if needs.chosen(part) or needs.note(part))

    def counts(self, part: Part) -> Iterator[tuple[str, int]]:
        """(what, how many people) in the order of the list, without zeros."""
        found = Counter(key for needs in self._all for key in needs.chosen(part))
        return ((str(label), found[key]) for key, label in CHOICES[part].items() if found[key])

    def notes(self, part: Part) -> list[str]:
        """By the alphabet, so that their order tells nothing."""
        return sorted(note for needs in self._all if (note := needs.note(part)))


@carries_out("needs")
def forget_needs(at: datetime) -> int:
    """Delete the needs of people whose meeting ended long enough ago."""
    registration = Base.metadata.tables["registration"]
    over = Day.meetings_over_before((at - KEPT_AFTER_MEETING).date())
    people = select(registration.c.id).where(registration.c.meeting_id.in_(over))
    return rows_changed(delete(Needs).where(Needs.registration_id.in_(people)))
