"""The pages of the record: figures and their rule, participants, the summary as a file."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from jcmevents import clock, jobs
from jcmevents.accounts.models import Role
from jcmevents.meetings.models import Meeting
from jcmevents.record import participants_download
from jcmevents.record.list_plan import ListPlan
from jcmevents.sheet import read
from tests.browser import Browser
from tests.factories import NOW, make_attendee, make_delegation, make_meeting, make_organizer, make_session, make_user
from tests.record.samples import a_meeting_held, table

FIGURES = "/meetings/jcm-gp-4/figures"
PARTICIPANTS = "/meetings/jcm-gp-4/participants"
SUMMARY = "/meetings/jcm-gp-4/proposals/summary"


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(make_organizer())


def figures_shown(page: Any) -> dict[str, str]:
    return {stat.one("dt").text: stat.one(".stat-value").text for stat in page.select(".stat")}


def test_figures_are_shown_with_their_rule_and_the_names_of_the_partners(organizer: Browser) -> None:
    a_meeting_held()
    page = organizer.get(FIGURES)
    assert figures_shown(page) == {
        "JCM partner countries": "29",
        "of which took part": "2",
        "of which online only": "0",
        "Nominated": "5",
        "Confirmed": "5",
        "Took part": "5",
        "on site": "5",
        "online": "0",
        "Present, not counted": "1",
        "Women among the participants": "–",
        "Women among heads, deputies, delegates and advisers": "–",
        "Women among the heads of delegation": "–",
    }
    assert "published: about 10" in page.text
    assert "Japan is the other side of every memorandum and never among the partners." in page.texts("li")
    rows = [row for row in page.select("tbody tr") if row.texts(".status")]
    presence = {row.one("th").text: row.one("td").text for row in rows}
    assert len(presence) == 29
    assert (presence["Mongolia"], presence["Kenya"]) == ("took part", "did not take part")


def test_figures_are_given_as_data(organizer: Browser) -> None:
    a_meeting_held()
    data = organizer.client.get(FIGURES + ".json").get_json()
    assert (data["participants"], data["participants_rounded"], data["partners_attending"]) == (5, 10, ["GE", "MN"])


def make_women_and_men(meeting: Meeting) -> None:
    """Georgia with 4 women and 5 men, Mongolia with 1 woman and 6 men, Viet Nam with 7 women and 8 men."""
    for iso2, women, men in (("GE", 4, 5), ("MN", 1, 6), ("VN", 7, 8)):
        delegation = make_delegation(meeting, iso2, seats=20)
        for n in range(women + men):
            make_attendee(delegation, gender="female" if n < women else "male")


def test_small_number_by_gender_is_not_shown_nor_told_by_another(organizer: Browser) -> None:
    make_women_and_men(make_meeting(slug="jcm-gp-4"))
    rows = [row for row in organizer.get(FIGURES).select("tbody tr") if not row.texts(".status")]
    shown = {row.one("th").text: row.texts("td") for row in rows}
    hidden = "–not shown"
    assert shown["Mongolia"] == ["7", hidden, hidden, "0"]
    assert shown["Georgia"] == ["9", hidden, hidden, "0"]
    assert shown["Viet Nam"] == ["15", "7", "8", "0"]
    assert shown["All participants"] == ["31", "12", "19", "0"]


@pytest.mark.parametrize("format", ["csv", "json", "xlsx"])
def test_file_of_figures_holds_no_number_that_the_page_does_not_show(organizer: Browser, format: str) -> None:
    make_women_and_men(make_meeting(slug="jcm-gp-4"))
    answer = organizer.get(f"{FIGURES}.{format}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="jcm-gp-4-figures.{format}"'
    if format == "json":
        rows = {row["of"]: row for row in json.loads(answer.data)["by_delegation"]}
        assert (rows["MN"]["women"], rows["MN"]["others"], rows["GE"]["women"]) == (None, None, None)
        return
    lines = [list(cells) for _number, cells in read(answer.data).rows]
    assert ["Women", "Mongolia", "not shown"] in lines
    assert ["Women", "Viet Nam", "7"] in lines


def test_effect_of_a_rule_is_shown_before_it_is_saved(organizer: Browser) -> None:
    meeting = a_meeting_held()
    make_attendee(make_delegation(meeting, "VN"), mode="online")
    page = organizer.submit(FIGURES + "/rule", online_counts=None, round_to=1, effect="yes")
    effect = {row.one("th").text: row.texts("td") for row in page.select("tbody tr")}
    assert effect["Partner countries that took part"] == ["3", "2"]
    assert effect["Published number of participants"] == ["about 10", "5"]
    assert meeting.counting == {}


def test_saved_rule_changes_the_figures(organizer: Browser) -> None:
    meeting = a_meeting_held()
    answer = organizer.submit(FIGURES + "/rule", not_counted=["press"], round_to=5)
    assert meeting.counting == {"online_counts": True, "not_counted": ["press"], "round_to": 5, "smallest_cell": 3}
    page = organizer.follow(answer)
    assert figures_shown(page)["Took part"] == "6"
    assert "published: about 5" in page.text


def test_rule_with_an_unknown_rounding_is_refused(organizer: Browser) -> None:
    meeting = a_meeting_held()
    page = organizer.post(FIGURES + "/rule", {"round_to": "7", "version": str(meeting.version)})
    assert page.status == 200
    assert page.select(".error-summary")
    assert meeting.counting == {}


def test_rule_saved_by_somebody_else_meanwhile_is_not_overwritten(organizer: Browser) -> None:
    meeting = a_meeting_held()
    opened = organizer.get(FIGURES + "/rule")
    meeting.count_by({"round_to": 50}, by=None, at=NOW)
    answer = organizer.submit(opened, round_to=1)
    assert "Changed by somebody else meanwhile" in answer.text
    assert meeting.counting == {"round_to": 50}


def names_on(page: Any) -> list[str]:
    return page.texts(".person-name")


@pytest.mark.parametrize(
    ("readers", "public", "names", "countries"),
    [
        ("visitor", False, [], ["Georgia", "Mongolia", "Ministry of the Environment", "The Center"]),
        ("visitor", True, ["H.E. Ms. Oyungerel Tsend", "Munkhbat", "SATO Kenji", "Staff Member"], []),
        ("delegate", True, ["H.E. Ms. Oyungerel Tsend", "Munkhbat", "SATO Kenji", "Staff Member"], []),
    ],
)
def test_people_are_named_to_everybody_only_with_consent_and_only_if_the_list_is_public(
    browser: Browser, readers: str, public: bool, names: list[str], countries: list[str]
) -> None:
    a_meeting_held(participants_public=public)
    if readers == "delegate":
        browser.sign_in(make_user())
    page = browser.get(PARTICIPANTS)
    assert (names_on(page), page.texts(".delegation-names li")) == (names, countries)
    assert ("3 people" in page.text) == public
    assert "Nobody Named" not in page.body


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.PRESS])
def test_staff_see_all_names_each_with_a_mark(browser: Browser, role: Role) -> None:
    a_meeting_held()
    page = browser.sign_in(make_user(role)).get(PARTICIPANTS)
    marks = {person.one(".person-name").text: person.one(".status").text for person in page.select(".people li")}
    assert marks["Nobody Named"] == "not named"
    assert marks["Nino Beridze"] == "named to participants"
    assert marks["Munkhbat"] == "named to everybody"


def test_page_says_whether_the_list_is_provisional(browser: Browser) -> None:
    a_meeting_held()
    assert "final" in browser.get(PARTICIPANTS).texts(".status")
    with clock.frozen_at(NOW):
        assert "provisional" in browser.get(PARTICIPANTS).texts(".status")
        assert "provisional" in browser.get(PARTICIPANTS + "?stage=final").texts(".status")  # only staff choose


def test_staff_choose_the_list_and_take_it_along(organizer: Browser) -> None:
    a_meeting_held()
    assert "provisional" in organizer.get(PARTICIPANTS + "?stage=provisional").texts(".status")
    answer = organizer.get(PARTICIPANTS + ".csv?stage=provisional")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="jcm-gp-4-participants-provisional.csv"'
    assert "Munkhbat" in answer.body
    assert "Nobody Named" not in answer.body


@pytest.mark.parametrize(
    ("format", "start"), [("pdf", b"%PDF"), ("docx", b"PK"), ("html", b"<!doctype html>"), ("pdf?lang=ja", b"%PDF")]
)
def test_visitors_get_the_summary_in_every_format(browser: Browser, format: str, start: bytes) -> None:
    a_meeting_held()
    answer = browser.get(f"{SUMMARY}.{format}")
    assert (answer.status, answer.data[: len(start)]) == (200, start)


def test_summary_names_people_to_staff_who_ask_and_to_nobody_else(app: Flask, browser: Browser) -> None:
    a_meeting_held()
    staff = Browser(app).sign_in(make_organizer())
    assert "Munkhbat" in staff.get(SUMMARY + ".html?participants=1").text
    assert "Munkhbat" not in staff.get(SUMMARY + ".html").text
    assert "Munkhbat" not in browser.get(SUMMARY + ".html?participants=1").text


def test_there_is_no_summary_before_something_is_on_the_table(browser: Browser) -> None:
    meeting = make_meeting(slug="jcm-gp-4")
    assert browser.get(SUMMARY + ".pdf").status == 404
    table(meeting, make_session(meeting, record_rule="closed"), "Secret")
    assert browser.get(SUMMARY + ".pdf").status == 404
    table(meeting, make_session(meeting), "Open")
    assert browser.get(SUMMARY + ".pdf").status == 200


def test_figures_lead_to_the_summary_only_where_there_is_one(organizer: Browser) -> None:
    meeting = make_meeting(slug="jcm-gp-4")
    table(meeting, make_session(meeting, record_rule="closed"), "Secret")
    assert SUMMARY not in organizer.get(FIGURES).body
    table(meeting, make_session(meeting), "Open")
    assert SUMMARY in organizer.get(FIGURES).body


def test_summary_of_an_unpublished_meeting_is_for_staff(app: Flask, browser: Browser) -> None:
    a_meeting_held(published=False)
    assert browser.get(SUMMARY + ".html").status == 404
    assert Browser(app).sign_in(make_organizer()).get(SUMMARY + ".html").status == 200


@pytest.mark.parametrize("path", [FIGURES, PARTICIPANTS])
def test_page_takes_as_many_queries_for_one_person_as_for_thirty(
    organizer: Browser, queries: Callable[[], Any], path: str
) -> None:
    meeting: Meeting = make_meeting(slug="jcm-gp-4")
    counts = []
    for iso2, size in (("MN", 1), ("GE", 29)):
        delegation = make_delegation(meeting, iso2, seats=30)
        for _ in range(size):
            make_attendee(delegation, listed=True)
        organizer.get(path)  # commits
        with queries() as statements:
            organizer.get(path)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_what_is_settled_about_the_list_is_kept_and_printed(organizer: Browser) -> None:
    meeting = a_meeting_held()
    page = f"{PARTICIPANTS}/plan"
    organizer.submit(page, order="english", amendments_to="list@example.org", amendments_due_at="2025-02-10T17:00")
    plan = ListPlan.of(meeting)
    assert (plan.order, plan.amendments_to) == ("english", "list@example.org")
    assert plan.amendments_due_at == datetime(2025, 2, 10, 8, tzinfo=UTC)
    assert organizer.get(page).one("#amendments_due_at")["value"] == "2025-02-10T17:00"


def test_long_list_is_made_by_the_worker(app: Flask, organizer: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    a_meeting_held()
    monkeypatch.setattr(participants_download, "MOST_SET_AT_ONCE", 3)
    page = organizer.get(PARTICIPANTS + "?stage=final")
    address = f"{PARTICIPANTS}/final/pdf"
    assert page.one(f"form[action='{address}']")
    assert organizer.get(PARTICIPANTS + ".pdf?stage=final").status == 302
    waiting = organizer.post(address).headers["Location"]
    jobs.drain(app, clock.now() + timedelta(seconds=1))
    ready = organizer.get(waiting)
    assert b"%PDF" in organizer.client.get(ready.one("main a.btn-primary")["href"]).data[:10]
