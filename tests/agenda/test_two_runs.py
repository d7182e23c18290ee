"""A programme that is run twice, at times that suit two parts of the world, with other speakers in each run."""

import json
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from jcmevents.agenda.agenda_file import read_plan
from jcmevents.agenda.arranging import copy_day, ripple
from jcmevents.agenda.data import as_data, from_data
from jcmevents.agenda.drafting import draft
from jcmevents.agenda.importing import enter_plan
from jcmevents.agenda.models import Session
from jcmevents.agenda.runs import Run
from jcmevents.agenda.undoing import undo
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from tests.agenda.test_exports import events_of, words_of
from tests.browser import Browser
from tests.factories import NOW, make_edition, make_item, make_meeting, make_organizer, make_session

TRAINING = Path(__file__).parent / "data" / "agenda-expert-training.yaml"
LATER = 7 * 60  # minutes: from the morning in Japan to the morning in Europe and Africa


@pytest.fixture
def meeting(browser: Browser) -> Meeting:
    """The expert training on its first day, and once more in the afternoon of the second, others speaking."""
    meeting = make_meeting(slug="training", start=date(2024, 9, 25), end=date(2024, 9, 26))
    enter_plan(meeting, read_plan(TRAINING.read_bytes(), TRAINING.name), replace=False, by=None, at=NOW)
    first, second = meeting.days
    for session in copy_day(first, second, shift=LATER, with_people=False, by=None, at=NOW):
        for item in session.items:
            if item.title == "Article 6 rules":
                item.revise(people=[{"names": {"en": "Expert from Nairobi"}}], by=None, at=NOW)
    make_edition(meeting)
    return meeting


def sessions_of(meeting: Meeting, day: int) -> list[Session]:
    of_day = Session.of_meeting(meeting).where(Session.day_id == meeting.days[day].id)
    return list(db.session.scalars(of_day))


def test_both_runs_have_the_same_programme_at_other_times(meeting: Meeting) -> None:
    runs = [
        [(entry.item.title, entry.start) for session in sessions_of(meeting, day) for entry in session.timed_items()]
        for day in (0, 1)
    ]
    assert [title for title, _start in runs[0]] == [title for title, _start in runs[1]]
    apart = {
        (second - first).total_seconds() for (_, first), (_, second) in zip(*runs, strict=True) if first and second
    }
    assert apart == {(24 * 60 + LATER) * 60}
    uids = [session.uid for day in (0, 1) for session in sessions_of(meeting, day)]
    assert len(set(uids)) == len(uids)


def test_the_page_tells_each_run_with_its_speakers_and_in_the_readers_zone(meeting: Meeting, browser: Browser) -> None:
    page = browser.get("/meetings/training/agenda?zone=Africa/Nairobi")
    days = page.select("section:has(.agenda-day)")
    speakers = [[line.text for line in day.select(".agenda-speaker")] for day in days]
    assert "Director of the A6IP Center (Online)" in speakers[0]
    assert "Expert from Nairobi" not in speakers[0]
    assert speakers[1] == ["Expert from Nairobi"]
    told = [[row.text for row in day.select(".agenda-elsewhere")] for day in days]
    assert told[0][0] == "02:30–02:45 EAT (UTC+3)"
    assert told[1][0] == "09:30–09:45 EAT (UTC+3)"


RUNS_SHEET = """day,run,session,start,minutes,title_en
2024-09-25,Morning,Rules,09:00,20,Talk
2024-09-25,午後,Rules,16:00,20,Talk
"""


def with_runs() -> Meeting:
    meeting = make_meeting(slug="training", start=date(2024, 9, 25), end=date(2024, 9, 26))
    for en, ja in (("Morning", "午前"), ("Afternoon", "午後")):
        Run.plan(meeting, {"en": en, "ja": ja}, "Asia/Tokyo", by=None, at=NOW)
    return meeting


def imported(meeting: Meeting, sheet: str) -> list[str]:
    """What stands against the file; without anything, it is entered in the place of what is there."""
    plan = read_plan(sheet.encode(), "runs.csv")
    return [fault.sentence for fault in enter_plan(meeting, plan, replace=True, by=None, at=NOW).faults]


def test_file_names_the_run_of_each_session_and_finds_it_again(session: Any) -> None:
    meeting = with_runs()
    uids = []
    for _again in range(2):
        assert imported(meeting, RUNS_SHEET) == []
        sessions = sessions_of(meeting, 0)
        assert [(each.title, each.run and each.run.name) for each in sessions] == [
            ("Rules", "Morning"),
            ("Rules", "Afternoon"),
        ]
        uids.append([each.uid for each in sessions])
    assert uids[0] == uids[1]


def test_file_with_a_run_that_nobody_has_entered_is_refused(session: Any) -> None:
    sheet = RUNS_SHEET.replace("Morning", "Evening")
    assert imported(with_runs(), sheet) == [
        "No run of this meeting is called “Evening”. Enter it among the runs first.",
    ]


def test_sheets_at_the_doors_name_the_run(browser: Browser, tmp_path: Path) -> None:
    meeting = with_runs()
    assert imported(meeting, RUNS_SHEET) == []
    make_edition(meeting)
    words = words_of(browser.get("/meetings/training/agenda/doors.pdf?lang=en").data, tmp_path)
    assert (words.count("Morning"), words.count("Afternoon")) == (1, 1)


def test_files_tell_each_run(meeting: Meeting, browser: Browser, tmp_path: Path) -> None:
    at = "/meetings/training/agenda"
    words = " ".join(words_of(browser.get(f"{at}.pdf").data, tmp_path).split())
    assert "09:20–09:50 Article 6 rules Director of the A6IP Center (Online)" in words
    assert "16:20–16:50 Article 6 rules Expert from Nairobi" in words

    events: list[Any] = events_of(browser.get(f"{at}.ics").data)
    days = {event.DTSTART.date() for event in events}
    assert days == {date(2024, 9, 25), date(2024, 9, 26)}
    starts = [[e.DTSTART.time() for e in events if e.DTSTART.date() == day][0] for day in sorted(days)]
    assert starts == [time(8, 30), time(15, 30)]
    (rules,) = [e for e in events if "Expert from Nairobi" in e.get("description", "")]
    assert rules.DTSTART.date() == date(2024, 9, 26)

    told = json.loads(browser.get(f"{at}.json").data)["days"]
    people = [json.dumps([session["items"] for session in day["sessions"]]) for day in told]
    assert ["Director of the A6IP Center" in each for each in people] == [True, False]
    assert ["Expert from Nairobi" in each for each in people] == [False, True]


@pytest.fixture
def two(browser: Browser) -> Meeting:
    """A talk in Tokyo in the morning, and once more in the evening for the Americas, where it is the same morning."""
    meeting = make_meeting(slug="twice")
    held = make_session(meeting, titles={"en": "Rules"}, starts=time(9), ends=time(10))
    make_item(held, titles={"en": "Talk"}, minutes=30, people=[{"names": {"en": "Mori"}}])
    asia = Run.plan(meeting, {"en": "Asia and the Pacific", "ja": "アジア太平洋"}, "Asia/Tokyo", by=None, at=NOW)
    america = Run.plan(meeting, {"en": "The Americas", "ja": "米州"}, "America/New_York", by=None, at=NOW)
    day = meeting.days[0]
    copies = copy_day(day, day, shift=13 * 60, with_people=False, source_run=asia, run=america, by=None, at=NOW)
    copies[0].items[0].revise(people=[{"names": {"en": "Hughes"}}], by=None, at=NOW)
    make_edition(meeting)
    return meeting


def test_an_organizer_names_two_runs_and_copies_a_day_into_the_second(browser: Browser) -> None:
    meeting = make_meeting(slug="new")
    make_session(meeting, titles={"en": "Rules"}, starts=time(9), ends=time(10))
    browser.sign_in(make_organizer())
    at = "/meetings/new/agenda"
    assert browser.get(f"{at}/copies/new").select(f"a[href='{at}/runs/new']")
    for name, zone in (("Asia and the Pacific", "Asia/Tokyo"), ("The Americas", "America/New_York")):
        browser.submit(f"{at}/runs/new", name_en=name, zone=zone)
    asia, america = db.session.scalars(Run.of_meeting(meeting))
    day = meeting.days[0].id
    browser.submit(
        f"{at}/copies/new", source=str(day), target=str(day), shift="780", source_run=str(asia.id), run=str(america.id)
    )
    found = [(session.starts, session.run) for session in db.session.scalars(Session.of_meeting(meeting))]
    assert found == [(time(9), asia), (time(22), america)]
    edit = browser.get(f"{at}/sessions/{sessions_of(meeting, 0)[0].id}/edit")
    assert edit.one("[name=run] [selected]").text == "Asia and the Pacific"


def test_a_visitor_chooses_a_run_and_reads_it_in_its_zone(two: Meeting, browser: Browser) -> None:
    page = browser.get("/meetings/twice/agenda")
    assert page.texts(".agenda-note")[0].startswith("Asia and the Pacific · ")
    assert page.texts(".agenda-elsewhere") == [
        "08:00–09:00 EST (UTC−5)",
        "08:00–08:30 EST (UTC−5)",
    ]
    (link,) = [each for each in page.select(".agenda-filters a") if each.text == "The Americas"]
    chosen = browser.get(link["href"])
    assert [row.texts(".agenda-title") for row in chosen.select(".agenda-row")] == [["Rules"]]
    assert chosen.texts(".agenda-speaker") == ["Hughes"]
    (calendar,) = [each["href"] for each in chosen.select(".downloads a") if "This run for" in each.text]
    (event,) = events_of(browser.get(calendar).data)
    assert event["description"].startswith("The Americas · ")  # type: ignore[index]
    assert "米州" in browser.get("/meetings/twice/agenda?lang=ja").texts(".agenda-filters a")
    assert (
        browser.get("/meetings/twice/agenda?zone=Asia/Seoul").texts(".agenda-elsewhere")[0] == "09:00–10:00 KST (UTC+9)"
    )


def test_the_printed_agenda_and_the_data_name_the_runs(two: Meeting, browser: Browser, tmp_path: Path) -> None:
    words = " ".join(words_of(browser.get("/meetings/twice/agenda.pdf").data, tmp_path).split())
    assert "22:00–23:00 Rules 08:00–09:00 EST (UTC−5) The Americas · Discussion" in words.replace(
        "discussion", "Discussion"
    )
    told = json.loads(browser.get("/meetings/twice/agenda.json").data)
    runs = [session["run"] for session in told["days"][0]["sessions"]]
    assert [(run["names"]["en"], run["zone"]) for run in runs] == [
        ("Asia and the Pacific", "Asia/Tokyo"),
        ("The Americas", "America/New_York"),
    ]


def test_versions_from_before_there_were_runs_are_read(two: Meeting) -> None:
    whole = draft(two)
    assert from_data(as_data(whole)) == whole
    data = as_data(whole)
    for session in data["days"][0]["sessions"]:
        del session["run"]
    assert from_data(data).runs == ()


def test_copies_must_not_meet_what_is_there(two: Meeting) -> None:
    day = two.days[0]
    for shift, sentence in ((0, "other hours"), (30, "at these hours already")):
        with pytest.raises(RuleBroken, match=sentence):
            copy_day(day, day, shift=shift, with_people=False, by=None, at=NOW)


def test_what_follows_in_another_run_is_not_moved(two: Meeting) -> None:
    first, second = sessions_of(two, 0)
    assert ripple(first, 10, stretch=False, everywhere=True, by=None, at=NOW) == [first]
    assert second.starts == time(22)


def test_a_session_is_in_a_run_of_its_own_meeting_and_undone_out_of_it(two: Meeting) -> None:
    held, elsewhere = sessions_of(two, 0)[0], make_meeting()
    foreign = Run.plan(elsewhere, {"en": "Elsewhere"}, "UTC", by=None, at=NOW)
    db.session.commit()
    with pytest.raises(RuleBroken, match="runs of this meeting"):
        held.revise(starts=held.starts, ends=held.ends, run=foreign, by=None, at=NOW)
    db.session.rollback()
    user, before = make_organizer(), held.run
    held.revise(starts=held.starts, ends=held.ends, run=None, by=user, at=NOW)
    db.session.commit()
    undo(two, by=user, at=NOW)
    assert held.run is before
