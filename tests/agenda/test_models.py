from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession
from sqlalchemy.orm import scoped_session

from jcmevents.agenda.leading import name_leaders
from jcmevents.agenda.models import Item, Session
from jcmevents.agenda.removal import KEPT, erase_removed
from jcmevents.agenda.roles import Role
from jcmevents.agenda.rooms import Room
from jcmevents.agenda.running_order import step
from jcmevents.audit import AuditEntry
from jcmevents.errors import RuleBroken
from tests.factories import NOW, make_item, make_meeting, make_proposal, make_registration, make_session

Db = scoped_session[DbSession]


def revised(session: Session, **values: Any) -> None:
    session.revise(**{"starts": session.starts, "ends": session.ends, "by": None, "at": NOW, **values})


def clock_of(session: Session) -> list[tuple[str, str | None, str | None]]:
    def text(moment: datetime | None) -> str | None:
        return f"{moment:%H:%M}" if moment else None

    return [(item.title, text(start), text(end)) for item, start, end in session.timed_items()]


def session_with(*items: tuple[str, time | None, int | None]) -> Session:
    """A session from 9:30 to 11:00 with items given as (title, own time, minutes)."""
    session = make_session(starts=time(9, 30), ends=time(11, 0))
    for title, starts, minutes in items:
        make_item(session, titles={"en": title}, starts=starts, minutes=minutes)
    return session


def test_items_with_durations_follow_one_another(session: Db) -> None:
    programme = session_with(("A", None, 20), ("Break", None, 15), ("B", None, 30))
    assert clock_of(programme) == [("A", "09:30", "09:50"), ("Break", "09:50", "10:05"), ("B", "10:05", "10:35")]


def test_an_own_time_wins_and_later_items_follow_it(session: Db) -> None:
    programme = session_with(("A", None, 10), ("B", time(10, 0), 20), ("C", None, 5))
    assert clock_of(programme) == [("A", "09:30", "09:40"), ("B", "10:00", "10:20"), ("C", "10:20", "10:25")]


def test_an_item_without_duration_lasts_until_the_next_and_the_last_until_the_end(session: Db) -> None:
    programme = session_with(("A", None, None), ("B", time(10, 0), None))
    assert clock_of(programme) == [("A", "09:30", "10:00"), ("B", "10:00", "11:00")]


def test_nothing_is_invented_where_no_time_can_be_known(session: Db) -> None:
    programme = session_with(("A", None, None), ("B", None, 10))
    assert clock_of(programme) == [("A", "09:30", None), ("B", None, "11:00")]


def test_a_session_without_items_has_no_times_to_tell(session: Db) -> None:
    assert make_session().timed_items() == []


@pytest.mark.parametrize("minutes", [60, 61, 600])
def test_an_item_that_would_run_past_midnight_is_refused(session: Db, minutes: int) -> None:
    late = make_session(starts=time(23, 0), ends=time(23, 59))
    with pytest.raises(RuleBroken, match="past midnight"):
        make_item(late, minutes=minutes)


def test_an_item_up_to_the_last_minute_of_the_day_is_accepted(session: Db) -> None:
    late = make_session(starts=time(23, 0), ends=time(23, 59))
    make_item(late, titles={"en": "A"}, minutes=59)
    assert clock_of(late) == [("A", "23:00", "23:59")]


@pytest.mark.parametrize("starts", [time(9, 29), time(11, 0), time(12, 0)])
def test_an_item_outside_its_session_is_refused(session: Db, starts: time) -> None:
    with pytest.raises(RuleBroken, match=r"outside the session \(09:30 to 11:00\)") as refusal:
        session_with(("A", starts, 10))
    assert refusal.value.field == "starts"


@pytest.mark.parametrize(("starts", "ends"), [(time(10), time(9)), (time(10), time(10))])
def test_a_session_that_ends_before_it_starts_is_refused(session: Db, starts: time, ends: time) -> None:
    with pytest.raises(RuleBroken, match="ends before it starts"):
        make_session(starts=starts, ends=ends)


def test_a_day_or_room_of_another_meeting_is_refused(session: Db) -> None:
    meeting, other = make_meeting(), make_meeting()
    with pytest.raises(RuleBroken, match="days of this meeting"):
        make_session(meeting, day=other.days[0])
    with pytest.raises(RuleBroken, match="rooms of this meeting"):
        make_session(meeting, room=Room.open(other, {"en": "Hall"}, by=None, at=NOW))


@pytest.mark.parametrize(
    ("zone", "day", "starts"),
    [
        ("Europe/Zurich", date(2027, 3, 28), time(2, 30)),
        ("America/New_York", date(2027, 3, 14), time(2, 0)),
        ("Australia/Lord_Howe", date(2027, 10, 3), time(2, 15)),  # half an hour is skipped there
    ],
)
def test_an_hour_that_the_clocks_skip_is_refused(session: Db, zone: str, day: date, starts: time) -> None:
    meeting = make_meeting(zone=zone, start=day, end=day)
    with pytest.raises(RuleBroken, match=f"skip {starts:%H:%M}"):
        make_session(meeting, starts=starts, ends=time(9))


def test_a_session_that_moves_takes_its_items_along(session: Db) -> None:
    programme = session_with(("A", None, 10), ("B", time(10, 0), 20))
    revised(programme, day=programme.meeting.days[1], starts=time(14, 0), ends=time(15, 30))
    assert clock_of(programme) == [("A", "14:00", "14:10"), ("B", "14:30", "14:50")]


def test_a_session_that_is_stretched_leaves_its_items_where_they_are(session: Db) -> None:
    programme = session_with(("A", None, 10), ("B", time(10, 0), 20))
    revised(programme, starts=time(9, 0), ends=time(11, 0))
    assert clock_of(programme) == [("A", "09:00", "09:10"), ("B", "10:00", "10:20")]
    with pytest.raises(RuleBroken, match="“B” begins at 10:00"):
        revised(programme, starts=time(9, 0), ends=time(10, 0))


def test_items_change_places_and_the_clock_follows(session: Db) -> None:
    programme = session_with(("A", None, 10), ("B", None, 30), ("C", None, 5))
    a, b, c = programme.items
    step(c, "up", by=None, at=NOW)
    step(a, "up", by=None, at=NOW)  # first already
    step(b, "down", by=None, at=NOW)  # last already
    session.commit()
    session.expire_all()
    assert clock_of(programme) == [("A", "09:30", "09:40"), ("C", "09:40", "09:45"), ("B", "09:45", "10:15")]


def test_a_dropped_item_leaves_no_gap(session: Db) -> None:
    programme = session_with(("A", None, 10), ("B", None, 30), ("C", None, 5))
    programme.drop_item(programme.items[1], by=None, at=NOW)
    session.commit()
    session.expire_all()
    assert clock_of(programme) == [("A", "09:30", "09:40"), ("C", "09:40", "09:45")]


def named(*names: str, **details: Any) -> list[dict[str, Any]]:
    return [{"names": {"en": name}, **details} for name in names]


def test_people_named_again_keep_their_rows_in_the_new_order(session: Db) -> None:
    item = make_item(people=named("Ana", "Bo"))
    session.flush()
    ana = item.roles[0].id
    item.revise(people=named("Caro") + named("Ana", is_online=True), by=None, at=NOW)
    session.commit()
    session.expire_all()
    assert [(role.position, role.name, role.is_online) for role in item.roles] == [(1, "Caro", False), (2, "Ana", True)]
    assert item.roles[1].id == ana
    assert session.query(Role).count() == 2


def test_two_speakers_of_one_name_are_two_people(session: Db) -> None:
    item = make_item()
    item.revise(people=named("Ana", "Ana"), by=None, at=NOW)
    assert [role.name for role in item.roles] == ["Ana", "Ana"]
    assert item.roles[0] is not item.roles[1]


def test_a_change_of_people_alone_is_a_new_version(session: Db) -> None:
    item = make_item()
    session.flush()
    before, session_before = item.version, item.session.version
    item.revise(people=named("Ana"), by=None, at=NOW)
    revised(item.session, people=named("Bo", duty="moderator"))
    session.flush()
    assert (item.version, item.session.version) == (before + 1, session_before + 1)
    assert [role.name for role in item.session.moderators] == ["Bo"]


def test_more_people_than_the_form_has_rows_are_refused(session: Db) -> None:
    with pytest.raises(RuleBroken, match="At most 12 people"):
        make_item(people=named(*"ABCDEFGHIJKLM"))


def test_a_registered_speaker_is_named_as_registered(session: Db) -> None:
    person = make_registration(full_name="山田 春", list_name="YAMADA Haru", function="Director")
    item = make_item(make_session(person.meeting), people=[{"registration_id": person.id}])
    session.commit()
    session.expire_all()
    (role,) = item.roles
    assert role.told_names == {"en": "YAMADA Haru", "ja": "山田 春"}
    assert role.told_affiliations == {"en": "Director, Mongolia", "ja": "Director, モンゴル"}


def test_masters_of_ceremonies_belong_to_the_whole_meeting(session: Db) -> None:
    meeting = make_meeting()
    make_session(meeting, people=named("Moderator", duty="moderator"))
    name_leaders(meeting, named("Ana", "Bo"), by=None, at=NOW)
    name_leaders(meeting, named("Bo"), by=None, at=NOW)
    assert [(role.duty, role.name) for role in session.scalars(Role.leading(meeting))] == [("mc", "Bo")]


def test_a_removed_session_takes_its_items_with_it(session: Db) -> None:
    item = make_item(people=named("Ana"))
    session.flush()
    item.session.remove(by=None, at=NOW)
    assert Session.count_in(item.meeting) == 0
    erase_removed(NOW + 2 * KEPT)
    session.commit()
    assert [session.query(table).count() for table in (Session, Item, Role)] == [0, 0, 0]
    assert "session.remove" in session.scalars(select(AuditEntry.action)).all()


def test_a_session_for_which_something_is_recorded_stays(session: Db) -> None:
    held = make_session()
    make_proposal(held.meeting).table(held, by=None, at=NOW)
    session.commit()
    with pytest.raises(RuleBroken, match="Something is recorded for this session"):
        held.remove(by=None, at=NOW)


def test_a_new_session_never_has_the_calendar_name_of_a_removed_one(session: Db) -> None:
    first = make_session()
    session.commit()
    uid, number = first.uid, first.id
    first.remove(by=None, at=NOW)
    erase_removed(NOW + 2 * KEPT)
    session.commit()
    second = make_session()
    assert (second.id == number, second.uid == uid) in {(True, False), (False, False)}


@pytest.mark.parametrize(
    ("rule", "points", "names"),
    [("on_record", True, True), ("chatham_house", True, False), ("closed", False, False)],
)
def test_the_record_rule_says_what_may_be_told(session: Db, rule: str, points: bool, names: bool) -> None:
    held = make_session(record_rule=rule)
    assert (held.reveals_points, held.reveals_names) == (points, names)


def test_rooms_come_in_the_order_in_which_they_were_opened(session: Db) -> None:
    meeting = make_meeting()
    for name in ("Large hall", "Annex"):
        Room.open(meeting, {"en": name}, by=None, at=NOW)
    Room.open(make_meeting(), {"en": "Elsewhere"}, by=None, at=NOW)
    assert [room.name for room in session.scalars(Room.of_meeting(meeting))] == ["Large hall", "Annex"]
