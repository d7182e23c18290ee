"""Who does what in the programme: leads through the meeting, moderates a session, speaks in an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from jcmevents.agenda.kinds import Duty
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.text import localized

MOST_PEOPLE = 12  # in one place of the programme; the form has a row for each
LANGUAGES = ("en", "ja")


class Role(Base):
    """What one person does, in a session, in an item, or (with neither) in the whole meeting.

    Somebody who is registered needs no name here: the registration has it. Names and affiliations are per language.
    """

    __tablename__ = "agenda_role"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    duty: Mapped[str] = mapped_column(String(20), default=Duty.SPEAKER)
    position: Mapped[int]
    names: Mapped[dict[str, str]] = mapped_column(default=dict)
    affiliations: Mapped[dict[str, str]] = mapped_column(default=dict)
    on_behalf_of: Mapped[dict[str, str]] = mapped_column(default=dict)
    is_online: Mapped[bool] = mapped_column(default=False)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)

    meeting: Mapped[Meeting] = relationship()
    registration: Mapped[Registration | None] = relationship(lazy="selectin")

    @classmethod
    def leading(cls, meeting: Meeting) -> Select[Role]:
        """Those who lead through the whole meeting, in their order."""
        of_meeting = select(cls).where(cls.meeting_id == meeting.id, cls.session_id.is_(None), cls.item_id.is_(None))
        return of_meeting.order_by(cls.position)

    @property
    def name(self) -> str:
        return localized(self.told_names)

    @property
    def told_names(self) -> dict[str, str]:
        """The name by language; of somebody registered as on lists, in Japanese as written in full."""
        if self.names or not self.registration:
            return self.names
        return {"en": self.registration.name_for_list, "ja": self.registration.full_name}

    @property
    def told_affiliations(self) -> dict[str, str]:
        """Function and body by language; of somebody registered function and delegation."""
        if self.affiliations or not self.registration:
            return self.affiliations
        return {lang: _function_and_delegation(self.registration, lang) for lang in LANGUAGES}


class Leaders:
    """Those who lead through a meeting, as a row of the agenda that has roles. Its version is that of the meeting."""

    __tablename__ = "meeting"

    def __init__(self, meeting: Meeting):
        self.meeting, self.id = meeting, meeting.id

    @property
    def version(self) -> int:
        return self.meeting.version

    @property
    def title(self) -> str:
        return gettext("Masters of ceremonies")

    @property
    def roles(self) -> list[Role]:
        return list(db.session.scalars(Role.leading(self.meeting)))

    def name_people(self, people: Sequence[Mapping[str, Any]]) -> None:
        """Let these lead, in this order."""
        before = self.roles
        roles = list(before)
        cast(roles, [{**each, "duty": Duty.MC} for each in people], self.meeting)
        for role in set(before) - set(roles):
            db.session.delete(role)
        db.session.add_all(roles)
        flag_modified(self.meeting, "zone")  # two people who change only the leaders must meet on its version
        db.session.flush()


def _function_and_delegation(person: Registration, lang: str) -> str:
    delegation: Delegation = person.delegation
    return ", ".join(filter(None, (person.function, delegation.name(lang))))


def cast(roles: list[Role], people: Sequence[Mapping[str, Any]], meeting: Meeting) -> None:
    """Let `roles` be these people in this order, each a mapping of columns. Those already named keep their rows.

    Refuses more than MOST_PEOPLE.
    """
    if len(people) > MOST_PEOPLE:
        raise RuleBroken(gettext("At most %(n)s people can be named here. Divide it into two.", n=MOST_PEOPLE))
    present: dict[tuple[Any, ...], Role | None] = {
        _identity(role.duty, role.registration_id, role.names): role for role in roles
    }
    columns = [{**each, "duty": Duty(each.get("duty", Duty.SPEAKER))} for each in people]
    roles[:] = [present.pop(_key(each), None) or Role(meeting=meeting) for each in columns]
    for position, (role, details) in enumerate(zip(roles, columns, strict=True), start=1):
        for name, value in {**details, "position": position}.items():
            setattr(role, name, value)


def _key(columns: Mapping[str, Any]) -> tuple[Any, ...]:
    return _identity(columns["duty"], columns.get("registration_id"), columns.get("names", {}))


def _identity(duty: str, registration_id: int | None, names: Mapping[str, str]) -> tuple[Any, ...]:
    return (str(duty), registration_id or tuple(sorted(names.items())))
