"""Who is invited, and the delegations that come."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Select, String, UniqueConstraint, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.countries.models import Country, Form
from jcmevents.errors import RuleBroken, refused_by_database
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.organizations.models import Organization
from jcmevents.text import current_language

DEFAULT_SEATS = 5
MOST_SEATS = 999


class InvitationState(enum.StrEnum):
    NOT_INVITED = "not_invited"
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self])

    @property
    def tone(self) -> str:
        """Tone of the badge that shows the state: neutral, info, good, warn or bad."""
        return STATE_TONES[self]


STATE_LABELS = {
    InvitationState.NOT_INVITED: _l("not invited"),
    InvitationState.INVITED: _l("invited"),
    InvitationState.ACCEPTED: _l("accepted"),
    InvitationState.DECLINED: _l("declined"),
}
STATE_TONES = {
    InvitationState.NOT_INVITED: "neutral",
    InvitationState.INVITED: "info",
    InvitationState.ACCEPTED: "good",
    InvitationState.DECLINED: "bad",
}


class Delegation(Base, Versioned):
    """A country or a body at a meeting. `rank` is the protocol rank of its head, the lower the higher."""

    __tablename__ = "delegation"
    __table_args__ = (
        UniqueConstraint("meeting_id", "country_iso2"),
        UniqueConstraint("meeting_id", "organization_id"),
        CheckConstraint("(country_iso2 IS NULL) <> (organization_id IS NULL)", name="country_or_organization"),
        CheckConstraint("seats >= 0", name="seats_not_negative"),
        CheckConstraint("funded_seats >= 0 AND funded_seats <= seats", name="funded_seats_among_seats"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    country_iso2: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    seats: Mapped[int] = mapped_column(default=DEFAULT_SEATS)
    funded_seats: Mapped[int] = mapped_column(default=0)  # of the seats, those whose journey the host pays
    invitation: Mapped[str] = mapped_column(String(20), default=InvitationState.NOT_INVITED)
    invited_at: Mapped[datetime | None]
    focal_point_name: Mapped[str] = mapped_column(String(200), default="")
    focal_point_email: Mapped[str] = mapped_column(String(254), default="")
    focal_point_lang: Mapped[str] = mapped_column(String(5), default="en")
    alternate_name: Mapped[str] = mapped_column(String(200), default="")  # of the focal point
    alternate_email: Mapped[str] = mapped_column(String(254), default="")
    alternate_lang: Mapped[str] = mapped_column(String(5), default="en")
    rank: Mapped[int | None]
    created_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship()
    country: Mapped[Country | None] = relationship(lazy="joined")
    organization: Mapped[Organization | None] = relationship(lazy="joined")

    @classmethod
    def admit(
        cls,
        meeting: Meeting,
        *,
        country: Country | None = None,
        organization: Organization | None = None,
        seats: int = DEFAULT_SEATS,
        funded_seats: int = 0,
        by: User | None,
        at: datetime,
    ) -> Delegation:
        """The delegation of a country or a body at `meeting`. Refuses a second one of the same."""
        require_one(country, organization)
        require_seats(seats, funded_seats)
        same = cls.country == country if country else cls.organization == organization
        already = RuleBroken(
            gettext("This delegation is on the list of the meeting already."),
            field="country" if country else "organization",
        )
        if db.session.scalar(cls.of_meeting(meeting).where(same)):
            raise already
        delegation = cls(meeting=meeting, country=country, organization=organization, created_at=at)
        delegation.seats, delegation.funded_seats = seats, funded_seats
        db.session.add(delegation)
        with refused_by_database(already):
            db.session.flush()
        audit.record("delegation.admit", delegation, by=by, at=at)
        return delegation

    def revise(self, *, by: User | None, at: datetime, **details: Any) -> None:
        """Change seats, focal point or rank; columns by name."""
        require_seats(details.get("seats", self.seats), details.get("funded_seats", self.funded_seats))
        for name, value in details.items():
            setattr(self, name, value)
        changed = sorted(a.key for a in inspect(self).attrs if a.history.has_changes())
        if changed:
            audit.record("delegation.revise", self, by=by, at=at, changed=changed)

    def invite(self, *, by: User | None, at: datetime) -> None:
        """Note that the invitation has gone out. A second time changes nothing."""
        if self.invitation == InvitationState.DECLINED:
            raise RuleBroken(gettext("This delegation has declined. If it comes after all, note its acceptance."))
        if self.invitation == InvitationState.ACCEPTED:
            raise RuleBroken(gettext("This delegation has accepted already."))
        if self.invitation == InvitationState.NOT_INVITED:
            self.invitation, self.invited_at = InvitationState.INVITED, at
            audit.record("delegation.invite", self, by=by, at=at)

    def accept(self, *, by: User | None, at: datetime) -> None:
        """Note that the delegation comes, whatever it said before."""
        if self.invitation != InvitationState.ACCEPTED:
            self.invitation = InvitationState.ACCEPTED
            audit.record("delegation.accept", self, by=by, at=at)

    def decline(self, *, by: User | None, at: datetime) -> None:
        """Note that the delegation does not come, whatever it said before."""
        if self.invitation != InvitationState.DECLINED:
            self.invitation = InvitationState.DECLINED
            audit.record("delegation.decline", self, by=by, at=at)

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Delegation]:
        return select(cls).where(cls.meeting_id == meeting.id)

    @classmethod
    def found_in(cls, meeting: Meeting, delegation_id: int) -> Delegation | None:
        """The delegation with this id at this meeting; None for another meeting's."""
        return db.session.scalar(cls.of_meeting(meeting).where(cls.id == delegation_id))

    @property
    def invitation_state(self) -> InvitationState:
        return InvitationState(self.invitation)

    @property
    def body_iso2(self) -> str | None:
        """The country this delegation belongs to: its own, or that of its body."""
        return self.country_iso2 or (self.organization.country_iso2 if self.organization else None)

    def name(self, lang: str | None = None, form: Form = "short") -> str:
        """Name in `lang` (default: the reader's); `form` is "short" or "formal"."""
        if self.country:
            return self.country.name(lang or current_language(), form, on=self.meeting.start_on)
        assert self.organization is not None  # noqa: S101 - held by the table's check
        return self.organization.name(lang) if form == "formal" else self.organization.short_name(lang)


def require_one(country: Country | None, organization: Organization | None) -> None:
    if country and organization:
        raise RuleBroken(gettext("Choose either a country or an organization, not both."), field="organization")
    if not country and not organization:
        raise RuleBroken(gettext("Choose a country or an organization."), field="country")


def require_seats(seats: int, funded_seats: int) -> None:
    if not 0 <= seats <= MOST_SEATS:
        raise RuleBroken(gettext("A delegation has from 0 to %(most)s seats.", most=MOST_SEATS), field="seats")
    if not 0 <= funded_seats <= seats:
        raise RuleBroken(gettext("Of the seats, from 0 to all can be funded."), field="funded_seats")
