from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jcmevents.audit import AuditEntry
from jcmevents.countries.ordering import OrderPolicy
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Series
from tests.factories import NOW, make_meeting, make_organizer, make_session, make_user

pytestmark = pytest.mark.usefixtures("session")


def days(meeting):
    return [day.held_on.isoformat() for day in meeting.days]


def revise(meeting, **changes):
    details = {"start": meeting.start_on, "end": meeting.end_on, "by": None, "at": NOW} | changes
    meeting.revise(**details)


def test_a_meeting_has_a_day_for_each_day_of_the_calendar():
    assert days(make_meeting(start=date(2024, 2, 28), end=date(2024, 3, 1))) == [
        "2024-02-28",
        "2024-02-29",
        "2024-03-01",
    ]
    assert days(make_meeting(start=date(2025, 2, 17), end=date(2025, 2, 17))) == ["2025-02-17"]


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (date(2025, 2, 17), date(2025, 2, 16), "end"),
        (date(2025, 2, 17), date(2025, 3, 20), "end"),
        (date(25, 2, 17), date(25, 2, 19), "start"),
        (date(1999, 12, 31), date(2000, 1, 1), "start"),
        (date(2100, 12, 31), date(2101, 1, 1), "end"),
        (date(9999, 12, 31), date(9999, 12, 31), "start"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(start, end, field):
    with pytest.raises(RuleBroken) as broken:
        make_meeting(start=start, end=end)
    assert broken.value.field == field


def test_the_longest_meeting_lasts_a_month():
    assert len(days(make_meeting(start=date(2025, 1, 1), end=date(2025, 1, 31)))) == 31


def test_an_address_in_use_is_refused():
    make_meeting(slug="jcm-gp-4")
    with pytest.raises(RuleBroken, match="another one") as broken:
        make_meeting(slug="jcm-gp-4")
    assert broken.value.field == "slug"


@pytest.mark.parametrize("zone", ["Tokyo", "Asia/Atlantis", "", "../../etc/passwd"])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(RuleBroken, match="Asia/Tokyo") as broken:
        make_meeting(zone=zone)
    assert broken.value.field == "zone"


def test_a_series_key_in_use_is_refused():
    Series.start("jcm-gp", {"en": "JCM Global Partnership"})
    with pytest.raises(RuleBroken) as broken:
        Series.start("jcm-gp", {"en": "Another"})
    assert broken.value.field == "key"


def test_two_meetings_of_a_series_may_bear_the_same_number():
    series = Series.start("jcm-gp", {"en": "JCM Global Partnership"})
    meetings = [make_meeting(series=series, ordinal=5), make_meeting(series=series, ordinal=5)]
    db.session.flush()
    assert meetings[0].id != meetings[1].id


def test_days_that_stay_are_the_same_rows_when_the_meeting_gets_longer():
    meeting = make_meeting()
    before = {day.held_on: day.id for day in meeting.days}
    revise(meeting, start=date(2025, 2, 18), end=date(2025, 2, 21))
    assert days(meeting) == ["2025-02-18", "2025-02-19", "2025-02-20", "2025-02-21"]
    assert [day.id for day in meeting.days[:2]] == [before[date(2025, 2, 18)], before[date(2025, 2, 19)]]


@pytest.mark.parametrize("start", [date(2025, 2, 16), date(2025, 2, 18), date(2026, 2, 2)])
def test_a_postponed_meeting_keeps_the_sessions_of_each_day(start):
    meeting = make_meeting()
    session = make_session(meeting, day=meeting.days[1])
    before = [day.id for day in meeting.days]
    revise(meeting, start=start, end=start + timedelta(days=2))
    assert [day.id for day in meeting.days] == before
    assert session.day.held_on == start + timedelta(days=1)


def test_new_days_alone_raise_the_version():
    meeting = make_meeting()
    db.session.commit()
    before = meeting.version
    revise(meeting, end=date(2025, 2, 20))
    db.session.commit()
    assert meeting.version == before + 1


def test_saving_the_same_again_changes_nothing():
    meeting = make_meeting()
    db.session.commit()
    before = meeting.version
    revise(meeting, titles=dict(meeting.titles), zone="Asia/Tokyo")
    db.session.commit()
    assert meeting.version == before
    assert "meeting.revise" not in actions()


def test_a_day_with_sessions_does_not_fall_away():
    meeting = make_meeting()
    make_session(meeting)
    db.session.commit()
    for other_days in ({"start": date(2025, 2, 18)}, {"start": date(2026, 2, 2), "end": date(2026, 2, 6)}):
        with pytest.raises(RuleBroken, match="still has sessions") as broken:
            revise(meeting, **other_days)
        assert broken.value.field == "end"
        db.session.rollback()


def test_the_record_names_the_fields_that_changed():
    meeting = make_meeting()
    db.session.commit()
    revise(meeting, end=date(2025, 2, 20), venues={"en": "Hall"})
    db.session.commit()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "meeting.revise")).one()
    assert entry.detail == {"changed": ["days", "venues"]}


def test_another_order_discards_the_moves_of_the_old_one():
    meeting = make_meeting()
    meeting.reorder(policy="gojuon", moves=[["TN", "after", "CL"]], by=None, at=NOW)
    revise(meeting, titles={"en": "New"}, order_policy="gojuon")
    assert meeting.order_moves == [["TN", "after", "CL"]]
    revise(meeting, order_policy="en_un")
    assert (meeting.order_policy, meeting.order_moves) == (OrderPolicy.EN_UN, [])


def test_publishing_twice_keeps_the_first_time():
    meeting = make_meeting(published=False)
    meeting.publish(by=None, at=NOW)
    meeting.publish(by=None, at=NOW + timedelta(days=1))
    db.session.commit()
    assert meeting.published_at == NOW
    assert actions().count("meeting.publish") == 1


def actions():
    return list(db.session.scalars(select(AuditEntry.action)))


def seen_by(user, at=NOW):
    return sorted(db.session.scalars(Meeting.visible_to(user, at)), key=lambda meeting: meeting.id)


def test_visitors_and_delegates_see_what_is_published_and_staff_everything():
    published, hidden = make_meeting(), make_meeting(published=False)
    withdrawn = make_meeting()
    withdrawn.withdraw_from_public(by=None, at=NOW)
    assert seen_by(None) == seen_by(make_user()) == [published]
    assert seen_by(make_organizer()) == [published, hidden, withdrawn]


def test_what_is_to_be_published_later_is_not_seen_before():
    meeting = make_meeting(published=False)
    meeting.publish(by=None, at=NOW)
    assert seen_by(None, NOW - timedelta(seconds=1)) == []
    assert seen_by(None, NOW) == [meeting]
