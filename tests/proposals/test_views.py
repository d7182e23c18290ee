import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from jcmevents.audit import AuditEntry
from jcmevents.discussion.models import DiscussionPoint
from jcmevents.discussion.themes import SessionTheme, Theme
from jcmevents.extensions import db
from jcmevents.proposals.models import Proposal
from tests.browser import Browser
from tests.factories import (
    NOW,
    make_delegation,
    make_meeting,
    make_organizer,
    make_proposal,
    make_session,
    make_tabled_proposal,
    make_theme,
)

Queries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(make_organizer())


def list_of(proposal: Proposal) -> str:
    return f"/meetings/{proposal.meeting.slug}/proposals/"


def page_of(proposal: Proposal) -> str:
    return f"{list_of(proposal)}{proposal.id}"


def test_visitors_read_who_tabled_what_and_what_came_of_it(browser: Browser) -> None:
    held = make_session(titles={"en": "Institutional arrangements"})
    kenya = make_delegation(held.meeting, "KE")
    proposal = make_tabled_proposal(held, titles={"en": "Simpler forms"}, summaries={"en": "Forms\nare long."})
    proposal.sponsor(kenya)
    proposal.add_point({"en": "Small projects need them most."}, raised_by=kenya)
    proposal.add_point({"en": "Ask the committees."}, kind="decision")
    proposal.conclude("adopted", {"en": "Supported."}, by=None, at=NOW)  # type: ignore[arg-type]
    make_proposal(held.meeting, titles={"en": "Still a draft"})
    listed = browser.get(list_of(proposal))
    assert listed.texts(".entries h2") == ["Simpler forms"]
    assert "Tabled by Republic of Kenya" in listed.text
    page = browser.get(page_of(proposal))
    assert page.texts(".definition dd") == ["proposal", "Republic of Kenya", "Institutional arrangements"]
    assert page.texts(".page-header .status") == ["adopted"]
    assert page.texts(".page-content h2") == ["Summary", "Points discussed", "Decisions", "Outcome"]
    assert page.texts(".points li") == ["Small projects need them most. Kenya", "Ask the committees."]
    assert page.texts(".page-content > .typed-text") == ["Forms are long.", "Supported."]
    assert page.select("form[action*='proposals']") == []


def test_drafts_and_proposals_of_closed_sessions_are_not_found_by_visitors(browser: Browser) -> None:
    hidden = [make_proposal(), make_tabled_proposal(make_session(record_rule="closed"))]
    assert [browser.get(page_of(proposal)).status for proposal in hidden] == [404, 404]
    assert [proposal.title in browser.get(list_of(proposal)).text for proposal in hidden] == [False, False]


def test_the_chatham_house_rule_leaves_no_name_on_any_page_or_in_the_data(organizer: Browser) -> None:
    held = make_session(record_rule="chatham_house")
    mongolia = make_delegation(held.meeting, "MN")
    proposal = make_tabled_proposal(held)
    proposal.sponsor(mongolia)
    proposal.add_point({"en": "What was said"}, raised_by=mongolia)
    DiscussionPoint.note_in(held, {"en": "What was said too"}, raised_by=mongolia)
    addresses = [
        list_of(proposal),
        page_of(proposal),
        f"{page_of(proposal)}/points",
        f"{list_of(proposal)}sessions/{held.id}/points",
        list_of(proposal).removesuffix("/") + ".json",
    ]
    for address in addresses:
        answer = organizer.get(address)
        assert answer.status == 200
        assert "Mongolia" not in answer.body
        assert '"MN"' not in answer.body
    assert "What was said" in organizer.get(page_of(proposal)).text


def test_the_data_hold_what_the_public_may_see_even_for_staff(organizer: Browser) -> None:
    held = make_session()
    kenya = make_delegation(held.meeting, "KE")
    proposal = make_tabled_proposal(held, titles={"en": "A", "ja": "あ"})
    proposal.sponsor(kenya)
    proposal.add_point({"en": "Said"}, raised_by=kenya)
    make_proposal(held.meeting)
    make_tabled_proposal(make_session(held.meeting, record_rule="closed"))
    theme = make_theme(held).theme
    told = json.loads(organizer.get(list_of(proposal).removesuffix("/") + ".json").body)
    (only,) = told["proposals"]
    republic = {"country": "KE", "organization": None, "names": {"en": "Republic of Kenya", "ja": "ケニア共和国"}}
    assert (only["titles"], only["state"], only["session"]) == ({"en": "A", "ja": "あ"}, "tabled", held.uid)
    assert only["sponsors"] == [republic]
    assert only["points"] == [{"kind": "point", "texts": {"en": "Said"}, "raised_by": republic}]
    assert told["themes"] == [{"key": theme.key, "labels": theme.labels, "sector": None}]


@pytest.mark.parametrize("ending", ["/", ".json"])
def test_a_long_list_takes_no_more_queries_than_a_short_one(browser: Browser, queries: Queries, ending: str) -> None:
    def counted(proposals: int) -> int:
        meeting = make_meeting()
        delegations = [make_delegation(meeting, iso2) for iso2 in ("MN", "KE", "LA")]
        for number in range(proposals):
            held = make_session(meeting)
            make_theme(held)
            proposal = make_tabled_proposal(held)
            proposal.sponsor(delegations[number % 3])
            proposal.add_point({"en": "A"}, raised_by=delegations[(number + 1) % 3])
        db.session.commit()
        with queries() as statements:
            assert browser.get(f"/meetings/{meeting.slug}/proposals{ending}").status == 200
        return len(statements)

    assert counted(1) == counted(30) <= 14


def test_themes_stand_below_their_sectors(browser: Browser) -> None:
    proposal = make_tabled_proposal()
    assert proposal.session
    make_theme(proposal.session, labels={"en": "Solar"})
    aside = browser.get(list_of(proposal)).one(".page-aside")
    assert (aside.texts("h3"), aside.texts(".themes li")) == (["Other themes"], ["Solar"])


def test_an_organizer_carries_a_proposal_from_draft_to_adoption(organizer: Browser) -> None:
    held = make_session()
    kenya, laos = (make_delegation(held.meeting, iso2) for iso2 in ("KE", "LA"))
    start = f"/meetings/{held.meeting.slug}/proposals/new"
    sponsors = [str(kenya.id), str(laos.id)]
    page = organizer.get(start)
    typed = page.form(having={"title_en"}).filled({"title_en": "Simpler forms", "kind": "case_study"})
    typed.setlist("sponsors", sponsors)
    organizer.post(start, typed)
    proposal = db.session.query(Proposal).one()
    assert ([s.delegation for s in proposal.sponsors], proposal.kind) == ([kenya, laos], "case_study")
    address = page_of(proposal)

    organizer.submit(f"{address}/tabling", session=held.id)
    organizer.submit(address, action=f"{address}/discussion")
    organizer.submit(f"{address}/points", text_en="Forms are long.", raised_by=kenya.id)
    organizer.submit(f"{address}/conclusion", state="adopted", outcome_en="Supported.", outcome_ja="支持。")
    assert (proposal.state, proposal.session, proposal.outcomes) == (
        "adopted",
        held,
        {"en": "Supported.", "ja": "支持。"},
    )
    assert [(point.text, point.attribution) for point in proposal.points] == [("Forms are long.", kenya)]
    steps = [entry.action for entry in db.session.query(AuditEntry).filter_by(object_type="proposal")]
    assert steps == ["proposal.draft", "proposal.tabled", "proposal.discussed", "proposal.adopted"]


def test_a_step_that_is_not_allowed_is_refused_with_a_sentence(organizer: Browser) -> None:
    proposal = make_proposal()
    answer = organizer.post(f"{page_of(proposal)}/discussion")
    assert answer.status == 409
    assert "This proposal is “draft” now; this step is not possible." in answer.text


def test_the_conclusions_offered_are_those_that_are_possible(organizer: Browser) -> None:
    def offered(proposal: Proposal) -> list[str]:
        page = organizer.get(f"{page_of(proposal)}/conclusion")
        return [option["value"] for option in page.select("[name=state] option")]

    assert offered(make_tabled_proposal()) == ["adopted", "noted", "deferred", "referred", "withdrawn"]
    assert offered(make_proposal()) == ["withdrawn"]


def test_a_sponsor_of_another_meeting_is_refused(organizer: Browser) -> None:
    meeting, stranger = make_meeting(), make_delegation()
    address = f"/meetings/{meeting.slug}/proposals/new"
    typed = organizer.get(address).form(having={"title_en"}).filled({"title_en": "A"})
    typed.setlist("sponsors", [str(stranger.id)])
    answer = organizer.post(address, typed)
    assert "is not a valid choice for this field" in answer.text
    assert db.session.query(Proposal).count() == 0


def test_two_organizers_of_one_proposal_lose_nothing(organizer: Browser) -> None:
    proposal = make_proposal(summaries={"en": "Old"})
    make_delegation(proposal.meeting, "KE")
    address = f"{page_of(proposal)}/edit"
    mine, theirs = organizer.get(address), organizer.get(address)
    organizer.submit(theirs, summary_en="Theirs")
    clash = organizer.submit(mine, summary_en="Mine")
    assert clash.texts(".clash-text") == ["Theirs", "Mine"]
    assert proposal.summaries == {"en": "Theirs"}
    organizer.submit(clash, summary_en="Both")
    assert proposal.summaries == {"en": "Both"}


def test_two_organizers_of_the_sponsors_lose_nothing(organizer: Browser) -> None:
    proposal = make_proposal()
    kenya, laos = (make_delegation(proposal.meeting, iso2) for iso2 in ("KE", "LA"))
    address = f"{page_of(proposal)}/edit"

    def sent(page: Any, sponsor: int) -> Any:
        typed = page.form(having={"title_en"}).filled({})
        typed.setlist("sponsors", [str(sponsor)])
        return organizer.post(address, typed)

    mine, theirs = organizer.get(address), organizer.get(address)
    sent(theirs, kenya.id)
    clash = sent(mine, laos.id)
    assert clash.texts(".clash-text") == ["Kenya", "Lao PDR"]
    assert [sponsor.delegation for sponsor in proposal.sponsors] == [kenya]


def test_a_point_without_text_is_refused_and_the_rest_is_kept(organizer: Browser) -> None:
    proposal = make_tabled_proposal()
    page = organizer.submit(f"{page_of(proposal)}/points", kind="decision")
    assert page.status == 409
    assert page.texts(".field-error") == ["Error: Write the point in at least one language."]
    assert page.one("[name=kind] option[selected]")["value"] == "decision"


def test_points_of_a_session_are_noted_moved_and_removed(organizer: Browser) -> None:
    held = make_session()
    address = f"/meetings/{held.meeting.slug}/proposals/sessions/{held.id}/points"
    for text in ("First", "Second"):
        organizer.submit(address, text_en=text, kind="recommendation")
    first, second = db.session.scalars(DiscussionPoint.of_session(held))
    above = f"/meetings/{held.meeting.slug}/proposals/points"
    organizer.submit(address, action=f"{above}/{second.id}/position/up")
    assert organizer.get(address).texts(".points .typed-text") == ["Second", "First"]
    removal = f"{above}/{first.id}/removal"
    assert organizer.post(removal).status == 200
    assert db.session.query(DiscussionPoint).count() == 2
    organizer.submit(removal, confirmed=True)
    assert organizer.get(address).texts(".points .typed-text") == ["Second"]


def test_nobody_is_asked_who_raised_a_point_where_names_are_not_told(organizer: Browser) -> None:
    held = make_session(record_rule="chatham_house")
    make_delegation(held.meeting, "KE")
    page = organizer.get(f"/meetings/{held.meeting.slug}/proposals/sessions/{held.id}/points")
    assert page.select("[name=raised_by]") == []
    organizer.submit(page, text_en="Said")
    assert db.session.query(DiscussionPoint).one().raised_by is None


def test_themes_are_chosen_or_entered_with_their_sector(organizer: Browser) -> None:
    held = make_session()
    known = make_theme(labels={"en": "Solar"}).theme
    address = f"/meetings/{held.meeting.slug}/proposals/sessions/{held.id}/themes"
    organizer.submit(address, theme=known.id)
    organizer.submit(address, label_en="Peat", label_ja="泥炭地", new_sector_en="Land", new_sector_ja="土地")
    noted = db.session.scalars(SessionTheme.of_session(held)).all()
    assert [each.theme.label for each in noted] == ["Solar", "Peat"]
    assert noted[1].theme.sector.labels == {"en": "Land", "ja": "土地"}
    list_address = f"/meetings/{held.meeting.slug}/proposals"
    organizer.submit(address, action=f"{list_address}/themes/{noted[1].id}/position/up")
    assert organizer.get(address).texts(".points li > p:first-child") == ["Peat", "Solar"]
    organizer.submit(address, action=f"{list_address}/themes/{noted[0].id}/removal")
    assert organizer.get(address).texts(".points li > p:first-child") == ["Peat"]
    assert [option.text for option in organizer.get(address).select("[name=theme] option")] == ["a new one", "Solar"]


def test_a_theme_must_be_chosen_or_named(organizer: Browser) -> None:
    held = make_session()
    page = organizer.submit(f"/meetings/{held.meeting.slug}/proposals/sessions/{held.id}/themes", new_sector_en="Land")
    assert page.texts(".field-error") == ["Error: Choose a theme, or enter the name of a new one."]
    assert page.one("[name=new_sector_en]")["value"] == "Land"
    assert db.session.query(Theme).count() == 0
