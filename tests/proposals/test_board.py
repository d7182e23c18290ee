"""The tabling board: by forms, and by dragging in a real browser."""

from datetime import time
from typing import Any

import pytest
from playwright.sync_api import Page as ChromiumPage
from playwright.sync_api import expect

from jcmevents.extensions import db
from jcmevents.proposals.board import columns
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import State
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_proposal, make_session
from tests.live import axe_violations, sign_in


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(make_organizer())


def handed_in(meeting: Any, *titles: str) -> list[Proposal]:
    proposals = [make_proposal(meeting, titles={"en": title}) for title in titles]
    kenya = make_delegation(meeting, "KE")
    for proposal in proposals:
        proposal.sponsor(kenya)
        proposal.submit(by=None, at=NOW)
    return proposals


def board_of(meeting: Any) -> str:
    return f"/meetings/{meeting.slug}/proposals/board"


def standing(meeting: Any) -> list[list[str]]:
    db.session.expire_all()
    return [[proposal.title for proposal in column.proposals] for column in columns(meeting)]


def test_proposals_are_put_before_sessions_and_in_order(organizer: Browser) -> None:
    meeting = make_meeting()
    first, second = (make_session(meeting, starts=time(h), ends=time(h + 1)) for h in (9, 11))
    a, b, c = handed_in(meeting, "A", "B", "C")
    assert standing(meeting) == [["A", "B", "C"], [], []]
    page = board_of(meeting)
    for proposal in (a, b):
        organizer.submit(page, action=f"/meetings/{meeting.slug}/proposals/{proposal.id}/place", session=first.id)
    organizer.submit(page, action=f"/meetings/{meeting.slug}/proposals/{c.id}/place", session=second.id)
    assert standing(meeting) == [[], ["A", "B"], ["C"]]
    organizer.post(f"/meetings/{meeting.slug}/proposals/{b.id}/place", {"session": first.id, "place": "up"})
    organizer.post(f"/meetings/{meeting.slug}/proposals/{c.id}/place", {"session": first.id, "place": "1"})
    assert standing(meeting) == [[], ["B", "C", "A"], []]
    assert {a.state, b.state, c.state} == {State.TABLED}
    organizer.post(f"/meetings/{meeting.slug}/proposals/{c.id}/place", {"session": 0})
    assert (standing(meeting), c.state, c.session) == ([["C"], ["B", "A"], []], State.SUBMITTED, None)


def test_what_is_concluded_stays_where_it_was_but_changes_places(organizer: Browser) -> None:
    meeting = make_meeting()
    first, second = make_session(meeting), make_session(meeting)
    a, b = handed_in(meeting, "A", "B")
    for proposal in (a, b):
        proposal.table(first, by=None, at=NOW)
        proposal.conclude(State.ADOPTED, {}, by=None, at=NOW)
    refused = organizer.post(f"/meetings/{meeting.slug}/proposals/{a.id}/place", {"session": second.id})
    assert (refused.status, a.session) == (409, first)
    organizer.post(f"/meetings/{meeting.slug}/proposals/{a.id}/place", {"session": first.id, "place": "down"})
    assert standing(meeting)[1] == ["B", "A"]


def test_a_session_of_another_meeting_is_not_found(organizer: Browser) -> None:
    meeting = make_meeting()
    (a,) = handed_in(meeting, "A")
    other = make_session()
    answer = organizer.post(f"/meetings/{meeting.slug}/proposals/{a.id}/place", {"session": other.id})
    assert answer.status == 404


def test_the_board_takes_the_same_queries_for_one_proposal_and_thirty(organizer: Browser, queries: Any) -> None:
    def counted(size: int) -> int:
        meeting = make_meeting()
        handed_in(meeting, *(str(n) for n in range(size)))
        db.session.commit()
        with queries() as statements:
            assert organizer.get(board_of(meeting)).status == 200
        return len(statements)

    assert counted(1) == counted(30)


def test_a_card_is_dragged_to_a_session(page: ChromiumPage) -> None:
    meeting = make_meeting()
    session = make_session(meeting)
    handed_in(meeting, "A", "B")
    sign_in(page, make_organizer())
    page.goto(board_of(meeting))
    assert axe_violations(page) == []
    grip = page.locator(".board-card", has_text="B").locator("[data-grip]")
    source, target = grip.bounding_box(), page.locator(f"[data-column='{session.id}']").bounding_box()
    assert source
    assert target
    page.mouse.move(source["x"] + 5, source["y"] + 5)
    page.mouse.down()
    page.mouse.move(target["x"] + 40, target["y"] + 15, steps=12)
    with page.expect_response("**/place"):
        page.mouse.up()
    expect(page.locator("[data-board-status]")).to_contain_text("“B” is number 1")
    page.wait_for_load_state("networkidle")
    assert standing(meeting) == [["A"], ["B"]]
