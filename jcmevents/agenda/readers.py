"""Who reads the agenda, and what that lets them see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import exists, select

from jcmevents.agenda.differences import Difference, differences
from jcmevents.agenda.drafting import draft
from jcmevents.agenda.editions import Edition
from jcmevents.agenda.kinds import STRICTNESS, Audience, RecordRule
from jcmevents.agenda.materials import Material
from jcmevents.agenda.models import Session
from jcmevents.agenda.programme import Handout, Programme, ProgrammeSession
from jcmevents.agenda.reporting import NOTHING, Told, told_at
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State

COMING = (State.CONFIRMED, State.ATTENDED)


def audience_of(user: Any, meeting: Meeting) -> Audience:
    """Staff are organizers here; participants are those whose registration is confirmed."""
    if getattr(user, "is_staff", False):
        return Audience.INTERNAL
    return Audience.PARTICIPANTS if user.is_authenticated and _takes_part(user, meeting) else Audience.PUBLIC


def _takes_part(user: Any, meeting: Meeting) -> bool:
    own = Registration.of_meeting(meeting).where(Registration.user_id == user.id, Registration.state.in_(COMING))
    return bool(db.session.scalar(select(exists(own.with_only_columns(Registration.id)))))


@dataclass(frozen=True)
class Reading:
    """Published versions as `audience` may read them today.

    A record rule that has become stricter and a consent that was withdrawn hold for old versions too. What the
    rapporteur reports is no part of the plan: it is told as soon as it is written.
    """

    audience: Audience
    rules: dict[str, RecordRule]  # by uid of the session
    reports: dict[str, Told]  # by uid of the session
    circles: dict[int, Audience]  # by id of the material

    @classmethod
    def of(cls, meeting: Meeting, audience: Audience) -> Reading:
        sessions = db.session.scalars(Session.of_meeting(meeting)).all()
        told = told_at(meeting)
        materials = db.session.scalars(select(Material).where(Material.meeting_id == meeting.id))
        circles = {material.id: material.audience for material in materials}
        rules = {session.uid: RecordRule(session.record_rule) for session in sessions}
        return cls(audience, rules, {session.uid: told[session.id] for session in sessions}, circles)

    def programme(self, edition: Edition) -> Programme:
        return self.told(edition.programme)

    def told(self, programme: Programme) -> Programme:
        return programme.with_sessions(self._today).told_to(self.audience)

    def changes(self, edition: Edition, before: Edition | None) -> list[Difference]:
        """What `edition` changed in the version before it, as far as the audience may know."""
        known = before is not None and before.content is not None
        return differences(self.programme(before), self.programme(edition)) if known and before else []

    def _today(self, session: ProgrammeSession) -> ProgrammeSession:
        items = tuple(replace(item, materials=self._handed_out(item.materials)) for item in session.items)
        rule = max(session.record_rule, self.rules.get(session.uid, session.record_rule), key=STRICTNESS.index)
        report = self.reports.get(session.uid, NOTHING)
        summaries = {lang: text for lang, text in report.texts.items() if text}
        told = replace(session, record_rule=rule, items=items, summaries=summaries, key_points=report.key_points)
        return replace(told, materials=self._handed_out(session.materials))

    def _handed_out(self, materials: tuple[Handout, ...]) -> tuple[Handout, ...]:
        return tuple(replace(each, audience=self.circles[each.id]) for each in materials if each.id in self.circles)


def programme_for(meeting: Meeting, audience: Audience) -> Programme:
    """What `audience` may read now: organizers the draft, all others the version that was published last."""
    if audience == Audience.INTERNAL:
        return Reading.of(meeting, audience).told(draft(meeting))
    edition = Edition.latest(meeting)
    return Reading.of(meeting, audience).programme(edition) if edition else _nothing_yet(meeting)


def _nothing_yet(meeting: Meeting) -> Programme:
    """The days without what is planned for them, and nobody named."""
    whole = draft(meeting)
    return replace(whole, leaders=(), days=tuple(replace(day, sessions=()) for day in whole.days))
