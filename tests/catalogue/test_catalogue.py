"""The proposals of all meetings: what is found, what visitors never see, files, the chart."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from jcmevents.agenda.kinds import RecordRule
from jcmevents.catalogue.catalogue import Catalogue
from jcmevents.catalogue.themes import ThemesOverMeetings
from jcmevents.catalogue.wanted import Wanted
from jcmevents.delegations.models import Delegation
from jcmevents.discussion.models import FollowUp, Theme
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import State
from jcmevents.sheet import read
from tests.browser import Browser
from tests.factories import (
    NOW,
    make_delegation,
    make_meeting,
    make_organization,
    make_organizer,
    make_proposal,
    make_session,
    make_tabled_proposal,
    make_theme,
)

pytestmark = pytest.mark.usefixtures("session")


def titled(title: str, meeting: Meeting | None = None, rule: str = RecordRule.ON_RECORD, **values: Any) -> Proposal:
    """A proposal on the table."""
    session = make_session(meeting or make_meeting(), record_rule=rule)
    return make_tabled_proposal(session, titles={"en": title}, **values)


def found(user: Any = None, **wanted: str) -> list[str]:
    db.session.flush()
    return [entry.title for entry in Catalogue(Wanted.understood(wanted), user, NOW).each()]


def sponsored(proposal: Proposal, iso2: str) -> Delegation:
    delegation = make_delegation(proposal.meeting, iso2)
    proposal.sponsor(delegation)
    return delegation


def make_theme_of(*proposals: Proposal, label: str = "rice") -> Theme:
    theme = Theme.enter({"en": label, "ja": "稲作"}, None)
    for proposal in proposals:
        proposal.tag([*proposal.themes, theme])
    db.session.flush()
    return theme


def test_words_are_found_in_every_language_however_they_are_written() -> None:
    titled("Forest", summaries={"ja": "ｸﾚｼﾞｯﾄの発行", "es": "Metodología nueva"})
    titled("Other")
    assert found(search="クレジット") == found(search="METODOLOGIA forest") == ["Forest"]
    assert found(search="methodology") == []


def test_name_of_a_theme_is_found_as_a_word() -> None:
    make_theme_of(titled("On rice"))
    titled("On wind")
    assert found(search="稲作") == found(theme="rice") == ["On rice"]


def test_outcome_that_is_noted_later_is_found() -> None:
    proposal = titled("Forest")
    proposal.conclude(State.ADOPTED, {"en": "A handbook"}, by=None, at=NOW)
    assert found(search="handbook") == found(outcome="adopted") == ["Forest"]
    assert found(outcome="noted") == []


def test_pages_go_on_where_the_one_before_ended() -> None:
    for year in (2021, 2022, 2023):
        session = make_session(make_meeting(start=date(year, 2, 3), end=date(year, 2, 3)))
        for n in range(3):
            make_tabled_proposal(session, titles={"en": f"{year} {n}"})
    catalogue = Catalogue(Wanted(), None, NOW)
    all_of_them = [f"{year} {n}" for year in (2023, 2022, 2021) for n in range(3)]
    assert [entry.title for offset in (0, 2, 4, 6, 8) for entry in catalogue.some(offset, 2)] == all_of_them
    assert [entry.title for entry in catalogue.each()] == all_of_them
    assert catalogue.some(9, 2) == []


def test_meeting_and_kind_narrow_the_search() -> None:
    meeting = make_meeting()
    titled("Study", meeting, kind="case_study")
    titled("Elsewhere", kind="case_study")
    titled("Proposal", meeting)
    assert found(meeting=meeting.slug, kind="case_study") == ["Study"]


def test_newest_meeting_comes_first_and_its_table_in_order() -> None:
    old, new = (make_meeting(start=date(year, 2, 3), end=date(year, 2, 3)) for year in (2023, 2024))
    for title, meeting in (("Old", old), ("First", new), ("Second", new)):
        titled(title, meeting)
    assert found() == ["First", "Second", "Old"]


def test_country_finds_what_it_tables_itself_or_through_a_body_of_its_own() -> None:
    sponsored(titled("By Mongolia"), "MN")
    through = titled("By its agency")
    body = make_organization(country_iso2="MN")
    through.sponsor(make_delegation(through.meeting, organization=body))
    sponsored(titled("By Georgia"), "GE")
    assert sorted(found(country="MN")) == ["By Mongolia", "By its agency"]


def test_country_that_was_asked_and_has_not_agreed_is_not_among_those_who_table() -> None:
    proposal = titled("Forest")
    proposal.sponsor(make_delegation(proposal.meeting, "MN"), asked_at=NOW)
    assert found(country="MN") == []


@pytest.mark.parametrize("staff", [False, True])
def test_chatham_house_session_lets_nobody_find_or_read_who_tables(staff: bool) -> None:
    user = make_organizer() if staff else None
    sponsored(titled("Under the rule", rule=RecordRule.CHATHAM_HOUSE), "MN")
    assert found(user) == ["Under the rule"]
    assert found(user, country="MN") == []
    [entry] = Catalogue(Wanted(), user, NOW).each()
    assert entry.sponsors == []


def test_visitors_never_see_drafts_withdrawn_or_closed_proposals_or_unpublished_meetings() -> None:
    make_proposal(titles={"en": "Draft"})
    withdrawn = make_proposal(titles={"en": "Withdrawn"})
    withdrawn.conclude(State.WITHDRAWN, {}, by=None, at=NOW)
    titled("Closed", rule=RecordRule.CLOSED)
    titled("Unpublished", make_meeting(published=False))
    titled("Open")
    assert found() == ["Open"]
    assert sorted(found(make_organizer())) == ["Closed", "Draft", "Open", "Unpublished", "Withdrawn"]


def test_draft_of_a_delegation_that_is_not_handed_in_is_not_seen_by_staff_either() -> None:
    meeting = make_meeting()
    make_proposal(meeting, titles={"en": "Private"}, entered_by_id=make_delegation(meeting).id)
    assert found(make_organizer()) == []


def test_follow_up_is_found_unless_a_closed_session_asked_for_it() -> None:
    open_one, secret = titled("Open task"), titled("Secret task")
    closed = make_session(secret.meeting, record_rule=RecordRule.CLOSED)
    for proposal, session in ((open_one, None), (secret, closed)):
        FollowUp.ask_for(proposal.meeting, {"en": "Do it"}, proposal_id=proposal.id, raised_in=session, by=None, at=NOW)
    assert found(follow_up="open") == ["Open task"]
    told = {entry.title: dict(entry.follow_ups) for entry in Catalogue(Wanted(), None, NOW).each()}
    assert told == {"Open task": {"open": 1}, "Secret task": {}}


def test_what_makes_no_sense_in_an_address_wants_everything() -> None:
    assert Wanted.understood({"outcome": "<b>", "kind": "x", "follow_up": "?"}) == Wanted()


def test_themes_are_counted_by_meeting_from_the_oldest_on() -> None:
    old, new = (make_meeting(start=date(year, 2, 3), end=date(year, 2, 3)) for year in (2023, 2024))
    make_theme_of(titled("A", new), titled("B", new), titled("C", old), label="rice")
    make_theme_of(titled("D", old), titled("Hidden", new, RecordRule.CLOSED), label="wind")
    chart = ThemesOverMeetings.of(Catalogue(Wanted(), None, NOW))
    assert chart.meetings == [old, new]
    counted = {theme.key: [chart.number(theme, meeting) for meeting in chart.meetings] for theme in chart.themes}
    assert counted == {"rice": [1, 2], "wind": [1, 0]}
    heights = [bar.height for bar in chart.bars(0)]
    assert heights[1] == 2 * heights[0] > 0


def test_sessions_count_for_their_themes_unless_proposals_alone_are_asked_for() -> None:
    meeting = make_meeting()
    make_theme(make_session(meeting), labels={"en": "rice"})
    make_theme(make_session(meeting, record_rule=RecordRule.CLOSED), labels={"en": "secret"})
    make_theme(make_session(make_meeting(published=False)), labels={"en": "unpublished"})
    chart = ThemesOverMeetings.of(Catalogue(Wanted(), None, NOW))
    assert [(theme.key, chart.total(theme)) for theme in chart.themes] == [("rice", 1)]
    assert ThemesOverMeetings.of(Catalogue(Wanted(theme="wind"), None, NOW)).themes == []
    assert ThemesOverMeetings.of(Catalogue(Wanted(country="MN"), None, NOW)).themes == []


def test_page_shows_what_became_of_a_proposal_and_the_numbers_of_its_themes(browser: Browser) -> None:
    proposal = titled("Forest credits")
    sponsored(proposal, "MN")
    make_theme_of(proposal)
    proposal.conclude(State.ADOPTED, {"en": "A handbook will be written."}, by=None, at=NOW)
    FollowUp.ask_for(proposal.meeting, {"en": "Write"}, proposal_id=proposal.id, by=None, at=NOW)
    page = browser.get("/proposals/?search=forest")
    [entry] = page.select(".found > li")
    assert "Tabled by Mongolia" in entry.text
    assert entry.texts(".status") == ["adopted", "follow-up: to be done (1)"]
    assert "A handbook will be written." in entry.text
    assert [row.texts("td") for row in page.select(".themes-over-meetings tbody tr")] == [["1", "1"]]
    assert '<title id="chart-title">Themes over the meetings</title>' in page.body


def test_pages_take_as_many_queries_for_one_proposal_as_for_sixty(browser: Browser, queries: Callable[[], Any]) -> None:
    counts = []
    for meetings, size in ((1, 1), (6, 10)):
        for _ in range(meetings):
            meeting = make_meeting()
            session, delegation = make_session(meeting), make_delegation(meeting, "MN")
            proposals = [make_tabled_proposal(session) for _ in range(size)]
            for proposal in proposals:
                proposal.sponsor(delegation)
            make_theme_of(*proposals, label=f"theme of {meeting.slug}")
        browser.get("/proposals/")  # commits
        with queries() as statements:
            page = browser.get("/proposals/")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert len(page.select(".found > li")) == 50


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_file_holds_exactly_what_is_searched_and_no_formula(browser: Browser, format: str) -> None:
    sponsored(titled("=HYPERLINK(1)", summaries={"en": "forest"}), "MN")
    titled("Other")
    answer = browser.get(f"/proposals/proposals.{format}?search=forest")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=proposals.{format}"
    if format == "json":
        [told] = json.loads(answer.data)["proposals"]
        assert (told["titles"], told["sponsors"][0]["country"]) == ({"en": "=HYPERLINK(1)"}, "MN")
        return
    sheet = read(answer.data)
    [[_number, row]] = sheet.rows
    cells = dict(zip(sheet.head, row, strict=True))
    assert (cells["Title"], cells["Tabled by"]) == ("=HYPERLINK(1)", "Mongolia")
    if format == "csv":
        assert "'=HYPERLINK" in answer.body


def test_search_that_finds_too_much_for_a_file_says_so(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jcmevents.catalogue.views.MOST_WRITTEN", 1)
    titled("One")
    titled("Two")
    assert browser.get("/proposals/proposals.csv?search=one").status == 200
    assert browser.get("/proposals/proposals.csv").status == 409
    assert "Narrow the search to download them." in browser.get("/proposals/").text
