"""Drafts and published versions: who sees what, what is different, who is written to."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import time
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from jcmevents.agenda.data import as_data, from_data
from jcmevents.agenda.drafting import draft
from jcmevents.agenda.editions import Edition, unpublished
from jcmevents.agenda.exports import agenda_file
from jcmevents.agenda.models import Session
from jcmevents.agenda.rooms import Room
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.meetings.models import Meeting
from tests.browser import Browser
from tests.factories import (
    NOW,
    make_delegation,
    make_edition,
    make_item,
    make_material,
    make_meeting,
    make_organizer,
    make_registration,
    make_session,
)


def revised(session: Session, **values: Any) -> None:
    session.revise(**{"starts": session.starts, "ends": session.ends, "by": None, "at": NOW, **values})


def changes(meeting: Meeting) -> list[str]:
    db.session.commit()
    db.session.expire_all()
    return [change.described for change in unpublished(meeting)]


def events(meeting: Meeting) -> dict[str, tuple[str, int, str]]:
    """Title, number and status of the published events, by their names."""
    db.session.commit()
    calendar = Calendar.from_ical(agenda_file(meeting, "ics", lang="en", at=NOW).decode())
    return {
        str(event["uid"]): (str(event["summary"]), int(event["sequence"]), str(event.get("status", "")))
        for event in calendar.walk("VEVENT")
    }


def test_what_is_written_down_is_read_back_the_same(browser: Browser) -> None:
    meeting = make_meeting(zone="Europe/Zurich")
    people = [{"duty": "moderator", "names": {"en": "Ana"}}]
    held = make_session(meeting, people=people, room=Room.open(meeting, {"en": "Hall"}, by=None, at=NOW), ends=None)
    make_material(make_item(held, minutes=20, questions={"en": "Why?"}))
    db.session.commit()
    assert from_data(as_data(draft(meeting))) == draft(meeting)


def test_a_draft_is_seen_by_organizers_only(browser: Browser) -> None:
    held = make_session(titles={"en": "Secret plan"})
    address = f"/meetings/{held.meeting.slug}/agenda"
    for ending in ("", ".ics", ".json"):
        assert "Secret plan" not in browser.get(address + ending).body
    page = browser.sign_in(make_organizer()).get(address)
    assert "Secret plan" in page.text
    assert "Nobody else sees it until it is published" in page.text


def test_what_is_published_stays_until_the_next_version(browser: Browser) -> None:
    held = make_session(titles={"en": "Opening"})
    make_edition(held.meeting)
    revised(held, titles={"en": "Grand opening"})
    address = f"/meetings/{held.meeting.slug}/agenda"
    assert "Grand" not in browser.get(address).text
    make_edition(held.meeting)
    assert "Grand opening" in browser.get(address).text
    old = browser.get(f"{address}/versions/1")
    assert "Grand" not in old.text
    assert "It is out of date" in old.text


def test_moved_added_cancelled_and_changed_are_told_apart(browser: Browser) -> None:
    meeting = make_meeting()
    moved, gone, told = (make_session(meeting, titles={"en": title}) for title in ("Moved", "Gone", "Told"))
    make_item(moved, titles={"en": "Goes along"}, minutes=10)
    make_item(told, titles={"en": "Dropped"}, minutes=10)
    make_edition(meeting)
    revised(moved, starts=time(14), ends=time(15, 30))
    gone.remove(by=None, at=NOW)
    told.drop_item(told.items[0], by=None, at=NOW)
    make_item(told, titles={"en": "Longer"}, minutes=20)
    make_session(meeting, titles={"en": "Fresh"}, starts=time(17), ends=time(18))
    assert changes(meeting) == [
        "New: “Longer”, 17 Feb 09:30–09:50",
        "Cancelled: “Dropped”, 17 Feb 09:30–09:40",
        "Moved: “Moved”, 17 Feb 09:30–11:00 → 17 Feb 14:00–15:30",
        "New: “Fresh”, 17 Feb 17:00–18:00",
        "Cancelled: “Gone”, 17 Feb 09:30–11:00",
    ]


def test_new_people_and_texts_are_a_change(browser: Browser) -> None:
    held = make_session(titles={"en": "Opening"})
    item = make_item(held, titles={"en": "Talk"}, minutes=10)
    make_edition(held.meeting)
    item.revise(people=[{"names": {"en": "Ana"}}], by=None, at=NOW)
    assert changes(held.meeting) == ["Changed: “Talk”, 17 Feb 09:30–09:40"]
    revised(held, people=[{"duty": "moderator", "names": {"en": "Bo"}}])
    item.revise(people=[], by=None, at=NOW)
    assert changes(held.meeting) == ["Changed: “Opening”, 17 Feb 09:30–11:00"]


def test_a_summary_written_afterwards_is_no_change_of_the_agenda(browser: Browser) -> None:
    held = make_session()
    make_edition(held.meeting)
    revised(held, summaries={"en": "It was said."})
    assert changes(held.meeting) == []
    with pytest.raises(RuleBroken, match="Nothing has changed"):
        make_edition(held.meeting)


def test_an_agenda_without_sessions_is_not_published(browser: Browser) -> None:
    with pytest.raises(RuleBroken, match="no session yet"):
        make_edition(make_meeting())


def test_a_new_zone_alone_is_published(browser: Browser) -> None:
    held = make_session()
    meeting = held.meeting
    make_edition(meeting)
    before = events(meeting)
    meeting.revise(start=meeting.start_on, end=meeting.end_on, zone="Europe/Zurich", by=None, at=NOW)
    make_edition(meeting)
    assert [after[1] - was[1] for after, was in zip(events(meeting).values(), before.values(), strict=True)] == [1]


def test_calendars_are_told_what_changed_and_what_is_cancelled(browser: Browser) -> None:
    meeting = make_meeting()
    kept, moved, gone = (make_session(meeting, titles={"en": title}) for title in ("Kept", "Moved", "Gone"))
    make_edition(meeting)
    before = events(meeting)
    names = [f"{session.uid}@jcm-events" for session in (kept, moved, gone)]
    revised(moved, starts=time(14), ends=time(15))
    gone.remove(by=None, at=NOW)
    make_edition(meeting)
    after = events(meeting)
    assert set(after) == set(before)
    assert [after[name][1] - before[name][1] for name in names] == [0, 1, 1]
    assert [after[name][2] for name in names] == ["", "", "CANCELLED"]
    revised(kept, starts=time(8))
    make_edition(meeting)
    assert events(meeting)[names[2]] == after[names[2]]


@pytest.mark.parametrize("rule", ["chatham_house", "closed"])
def test_a_rule_that_became_stricter_holds_for_what_is_out_already(browser: Browser, rule: str) -> None:
    held = make_session(people=[{"duty": "moderator", "names": {"en": "Ana Alba"}}])
    make_edition(held.meeting)
    addresses = [f"/meetings/{held.meeting.slug}/agenda{end}" for end in ("", "/versions/1")]
    assert ["Ana Alba" in browser.get(address).text for address in addresses] == [True, True]
    revised(held, record_rule=rule)
    assert ["Ana Alba" in browser.get(address).text for address in addresses] == [False, False]


def test_changes_within_a_closed_session_are_not_told_to_outsiders(browser: Browser) -> None:
    held = make_session(record_rule="closed", titles={"en": "Closed talks"})
    make_edition(held.meeting)
    make_item(held, titles={"en": "Secret item"}, minutes=10)
    make_edition(held.meeting)
    address = f"/meetings/{held.meeting.slug}/agenda"
    assert "Secret item" not in browser.get(address).text + browser.get(f"{address}/versions/").text


def people_of(meeting: Meeting) -> None:
    """Somebody confirmed, a speaker who is nominated, somebody nominated, somebody who withdrew."""
    delegation = make_delegation(meeting, seats=9)
    ana, bo, _cai, dan, eva = (
        make_registration(delegation, full_name=name, email=f"{name}@example.org", lang=lang)
        for name, lang in (("ana", "en"), ("bo", "ja"), ("cai", "en"), ("dan", "en"), ("eva", "en"))
    )
    for person in (ana, dan, eva):
        person.confirm(by=None, at=NOW)
    dan.withdraw(by=None, at=NOW)
    eva.email = "ANA@example.org"  # a shared address gets one mail
    speaking = [{"registration_id": person.id} for person in (ana, bo)]
    make_item(make_session(meeting, titles={"en": "Opening", "ja": "開会"}), people=speaking)


def mails() -> list[OutgoingMail]:
    return list(db.session.scalars(select(OutgoingMail).where(OutgoingMail.template == "agenda_published")))


def test_those_concerned_get_one_mail_each_with_the_differences(browser: Browser) -> None:
    meeting = make_meeting()
    people_of(meeting)
    make_edition(meeting)
    held = db.session.query(Session).one()
    revised(held, starts=time(14), ends=time(15))
    browser.sign_in(make_organizer())
    page = browser.get(f"/meetings/{meeting.slug}/agenda/publication")
    assert page.texts(".changes li") == ["Moved: “Opening”, 17 Feb 09:30–11:00 → 17 Feb 14:00–15:00"]
    assert browser.submit(page, note_en="The minister arrives later.").status == 302
    told = {mail.to_address: mail for mail in mails()}
    assert sorted(told) == ["ana@example.org", "bo@example.org"]
    assert "Moved: “Opening”, 17 Feb 09:30–11:00 → 17 Feb 14:00–15:00" in told["ana@example.org"].body_text
    assert "The minister arrives later." in told["ana@example.org"].body_text
    assert "「開会」" in told["bo@example.org"].body_text or "開会" in told["bo@example.org"].body_text


def test_organizers_may_publish_without_writing_to_anybody(browser: Browser) -> None:
    meeting = make_meeting()
    people_of(meeting)
    browser.sign_in(make_organizer()).submit(f"/meetings/{meeting.slug}/agenda/publication", notify=False)
    assert (db.session.query(Edition).count(), mails()) == (1, [])


def test_visitors_see_what_was_updated(browser: Browser) -> None:
    meeting = make_meeting()
    held, _other = (make_session(meeting, titles={"en": title}) for title in ("Opening", "Closing"))
    make_edition(meeting)
    revised(held, starts=time(14), ends=time(15))
    make_edition(meeting, notes={"en": "The minister arrives later."})
    page = browser.get(f"/meetings/{meeting.slug}/agenda")
    assert page.texts(".agenda-title") == ["Closing", "Opening Moved"]
    assert "The minister arrives later." in page.one(".what-changed").text
    versions = browser.get(f"/meetings/{meeting.slug}/agenda/versions/")
    assert [text.split()[:2] for text in versions.texts(".page-content h2")] == [["Version", "2"], ["Version", "1"]]


def test_many_versions_take_no_more_queries_than_two(
    browser: Browser, queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def counted(number: int) -> int:
        held = make_session()
        for n in range(number):
            revised(held, code=str(n))
            make_edition(held.meeting)
        db.session.commit()
        with queries() as statements:
            browser.get(f"/meetings/{held.meeting.slug}/agenda/versions/")
        return len(statements)

    assert counted(2) == counted(9)


def test_an_agenda_that_was_public_before_there_were_versions_stays_so(browser: Browser) -> None:
    held = make_session(titles={"en": "Opening"})
    db.session.add(Edition(meeting=held.meeting, number=1, published_at=NOW, notes={}))
    address = f"/meetings/{held.meeting.slug}/agenda"
    assert "Opening" in browser.get(address).text
    assert make_edition(held.meeting).number == 2
    revised(held, titles={"en": "Later"})
    assert "Later" not in browser.get(address).text
