"""Enter a plan: sessions, items, people and rooms of a meeting at once, or say what stands against it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.edits import note_made
from jcmevents.agenda.items import Item
from jcmevents.agenda.models import Session
from jcmevents.agenda.plan import Fault, Plan, Planned
from jcmevents.agenda.rooms import RoomsByName
from jcmevents.agenda.runs import Run
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Day, Meeting
from jcmevents.text import written_range


@dataclass
class Import:
    """What came of entering a plan. With faults nothing may be committed."""

    faults: list[Fault]
    sessions: list[Session] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)  # titles of sessions that the file no longer has

    @property
    def items(self) -> int:
        return sum(len(session.items) for session in self.sessions)


def enter_plan(meeting: Meeting, plan: Plan, *, replace: bool, by: User | None, at: datetime) -> Import:
    """Enter `plan`, for the caller to commit or to roll back.

    With `replace` the plan takes the place of what its days hold: a session of the same day and title stays itself,
    so that calendars know it again. Without it, days that hold sessions are refused.
    """
    entering = _Entering(meeting, replace=replace, by=by, at=at, result=Import([*plan.faults]))
    entering.check_zone(plan.zone)
    for planned in plan.sessions:
        entering.enter(planned)
    entering.finish()
    if not plan.sessions and not entering.result.faults:
        entering.fault(gettext("The file"), gettext("There is no session in this file."))
    audit.record("agenda.import", meeting, by=by, at=at, sessions=len(entering.result.sessions))
    return entering.result


@dataclass
class _Entering:
    meeting: Meeting
    replace: bool
    by: User | None
    at: datetime
    result: Import

    def __post_init__(self) -> None:
        self.days = {day.held_on: day for day in self.meeting.days}
        self.rooms = self._rooms()
        runs = db.session.scalars(Run.of_meeting(self.meeting))
        self.runs = {name.casefold(): run for run in runs for name in run.names.values()}
        self.present = list(db.session.scalars(Session.of_meeting(self.meeting)))
        self.planned_days: set[int] = set()

    def _rooms(self) -> RoomsByName:
        return RoomsByName(self.meeting, self.by, self.at)

    def fault(self, where: str, sentence: str) -> None:
        self.result.faults.append(Fault(where, sentence))

    def check_zone(self, zone: str) -> None:
        if zone and zone != self.meeting.zone:
            sentence = gettext(
                "Its times are in %(theirs)s, those of the meeting in %(ours)s.", theirs=zone, ours=self.meeting.zone
            )
            self.fault(gettext("Head of the file"), sentence)

    def enter(self, planned: Planned) -> None:
        try:
            with db.session.begin_nested():
                self.result.sessions.append(self._entered(planned))
        except RuleBroken as broken:
            self.fault(planned.where, str(broken))
            self.rooms = self._rooms()  # one that was opened for it is rolled back with it

    def _entered(self, planned: Planned) -> Session:
        day, room = self._day(planned), self.rooms.called(planned.room)
        details = _columns(planned) | {"day": day, "room": room, "by": self.by, "at": self.at}
        run = self._run(planned.run) if planned.run else None
        if run:
            details["run"] = run
        there = self._taken_over(day, run, planned)
        session = there or Session.schedule(self.meeting, **details)
        if there:
            session.clear(by=self.by, at=self.at)
            session.revise(**details)
        for item in planned.items:
            added = _add(session, item)
            if there:
                note_made(added, by=self.by, at=self.at)
        return session

    def _day(self, planned: Planned) -> Day:
        held_on = planned.day or (self.meeting.start_on if len(self.days) == 1 else None)
        if held_on is None:
            raise RuleBroken(gettext("The day is missing."))
        if held_on not in self.days:
            days = written_range(self.meeting.start_on, self.meeting.end_on, "en")
            sentence = gettext("%(day)s is no day of this meeting (%(days)s).", day=held_on.isoformat(), days=days)
            raise RuleBroken(sentence)
        return self.days[held_on]

    def _run(self, name: str) -> Run:
        if name.casefold() not in self.runs:
            sentence = gettext("No run of this meeting is called “%(name)s”. Enter it among the runs first.", name=name)
            raise RuleBroken(sentence)
        return self.runs[name.casefold()]

    def _taken_over(self, day: Day, run: Run | None, planned: Planned) -> Session | None:
        """The present session of that day, title and (where the file names one) run, which becomes the planned one."""
        there = [session for session in self.present if session.day_id == day.id]
        if there and not self.replace:
            raise RuleBroken(
                gettext("There are sessions on %(day)s already. Replace or remove them.", day=day.held_on.isoformat())
            )
        self.planned_days.add(day.id)
        titled = (session for session in there if session.titles.get("en") == planned.titles.get("en"))
        same = next((session for session in titled if not run or session.run == run), None)
        if same:
            self.present.remove(same)
        return same

    def finish(self) -> None:
        """Take away what the replaced days held beside the planned sessions."""
        for session in self.present if self.replace else ():
            if session.day_id in self.planned_days:
                self._remove(session)

    def _remove(self, session: Session) -> None:
        title = session.title
        try:
            with db.session.begin_nested():
                session.remove(by=self.by, at=self.at)
        except RuleBroken as broken:
            self.fault(title, str(broken))
        else:
            self.result.removed.append(title)


def _columns(planned: Planned) -> dict[str, Any]:
    names = ("titles", "kind", "starts", "ends", "code", "record_rule", "abstracts", "questions", "people")
    return {name: getattr(planned, name) for name in names}


def _add(session: Session, item: Planned) -> Item:
    names = ("titles", "kind", "starts", "minutes", "abstracts", "questions", "people")
    try:
        return session.add_item(**{name: getattr(item, name) for name in names})
    except RuleBroken as broken:
        raise RuleBroken(f"{item.where}: {broken}") from broken
