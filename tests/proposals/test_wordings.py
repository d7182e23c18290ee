"""Wordings, suggestions for style, sponsors who are asked, mergers, papers, the call, follow-ups."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from jcmevents.discussion.models import FollowUp
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.files.models import StoredFile
from jcmevents.mail.models import OutgoingMail
from jcmevents.proposals.models import Agreement, Call, Proposal
from jcmevents.proposals.states import State
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

PDF = b"%PDF-1.7 a paper"


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(make_organizer())


def page_of(proposal: Proposal) -> str:
    return f"/meetings/{proposal.meeting.slug}/proposals/{proposal.id}"


def test_every_wording_is_kept_and_two_of_them_are_compared(organizer: Browser) -> None:
    proposal = make_proposal(titles={"en": "Forms"}, summaries={"en": "Forms are long.", "ja": "様式は長い。"})
    organizer.submit(f"{page_of(proposal)}/edit", summary_en="Forms are short.", summary_ja="様式は短い。")
    organizer.submit(f"{page_of(proposal)}/edit", title_en="Simpler forms")
    page = organizer.get(f"{page_of(proposal)}/revisions?old=1&new=2")
    assert page.texts(".comparison del") == ["long", "長"]
    assert page.texts(".comparison ins") == ["short", "短"]
    newest = organizer.get(f"{page_of(proposal)}/revisions")
    assert newest.texts(".comparison h3") == ["Title English"]
    assert organizer.get(f"{page_of(proposal)}/revisions?old=1&new=9").status == 404


def test_what_changes_no_wording_makes_none(organizer: Browser) -> None:
    proposal = make_proposal()
    organizer.submit(f"{page_of(proposal)}/edit", kind="case_study")
    assert len(proposal.revisions) == 1


def test_a_suggested_wording_holds_when_the_sponsor_agrees(organizer: Browser) -> None:
    proposal = make_proposal(titles={"en": "Forms"}, summaries={"en": "Forms is long."})
    delegation = make_delegation(proposal.meeting, "KE")
    delegation.focal_point_email = "focal@example.org"
    proposal.sponsor(delegation)
    organizer.submit(f"{page_of(proposal)}/suggestion", summary_en="Forms are long.")
    assert proposal.summaries == {"en": "Forms is long."}
    mail = db.session.query(OutgoingMail).one()
    assert (mail.to_address, mail.template) == ("focal@example.org", "proposal_suggestion")
    assert "/links/" in mail.body_text
    organizer.submit(page_of(proposal), action=f"{page_of(proposal)}/suggestion/agree")
    assert proposal.summaries == {"en": "Forms are long."}
    assert [revision.standing for revision in proposal.revisions] == ["made", "agreed"]


def test_what_was_translated_meanwhile_stays_when_the_sponsor_agrees(organizer: Browser) -> None:
    proposal = make_proposal(titles={"en": "Forms"}, summaries={"en": "Forms is long."})
    organizer.submit(f"{page_of(proposal)}/suggestion", summary_en="Forms are long.")
    organizer.submit(f"{page_of(proposal)}/edit", title_ja="様式", summary_ja="様式は長い。")
    organizer.submit(page_of(proposal), action=f"{page_of(proposal)}/suggestion/agree")
    assert proposal.titles == {"en": "Forms", "ja": "様式"}
    assert proposal.summaries == {"en": "Forms are long.", "ja": "様式は長い。"}


def test_the_secretariat_translates_what_a_sponsor_wrote_and_changes_it_only_with_its_agreement(
    organizer: Browser,
) -> None:
    proposal = make_proposal(titles={"en": "Forms"}, summaries={"en": "Forms is long."}, translated=["ja"])
    proposal.entered_by_id, proposal.submitted_at = make_delegation(proposal.meeting, "KE").id, NOW
    edit = f"{page_of(proposal)}/edit"
    refused = organizer.submit(edit, summary_en="Forms are long.", title_ja="様式")
    assert (refused.status, proposal.summaries) == (409, {"en": "Forms is long."})
    assert "The sponsor wrote this." in refused.text
    assert "Forms are long." in refused.body
    assert organizer.submit(edit, title_ja="様式").status == 302
    assert organizer.submit(edit, title_ja="書式").status == 302
    assert proposal.titles == {"en": "Forms", "ja": "書式"}


def test_a_refused_suggestion_leaves_the_wording(organizer: Browser) -> None:
    proposal = make_proposal(titles={"en": "Forms"})
    organizer.submit(f"{page_of(proposal)}/suggestion", title_en="Formulars")
    organizer.submit(page_of(proposal), action=f"{page_of(proposal)}/suggestion/refuse")
    assert (proposal.titles, proposal.open_suggestions) == ({"en": "Forms"}, [])


@pytest.mark.usefixtures("session")
def test_a_suggestion_that_changes_nothing_is_refused() -> None:
    proposal = make_proposal(titles={"en": "Forms"})
    with pytest.raises(RuleBroken, match="Nothing differs"):
        proposal.suggest(by=None, at=NOW, titles={"en": "Forms"})


def test_a_translation_by_the_secretariat_is_marked_in_its_language(organizer: Browser) -> None:
    proposal = make_tabled_proposal(summaries={"en": "A", "ja": "あ"})
    typed = organizer.get(f"{page_of(proposal)}/edit").form(having={"title_en"}).filled({})
    typed.setlist("translated", ["ja"])
    organizer.post(f"{page_of(proposal)}/edit", typed)
    mark = "Translation by the secretariat"
    assert mark not in organizer.get(f"{page_of(proposal)}?lang=en").text
    assert proposal.is_translated("ja")
    assert organizer.get(f"{page_of(proposal)}?lang=ja").select(".entry-meta[data-translation]")


def test_sponsors_change_places_and_answer(organizer: Browser) -> None:
    proposal = make_tabled_proposal()
    kenya, laos, palau = (make_delegation(proposal.meeting, iso2) for iso2 in ("KE", "LA", "PW"))
    proposal.name_sponsors([kenya, laos])
    proposal.sponsor(palau, asked_at=NOW)
    assert proposal.told_sponsors == [kenya, laos]
    page = f"{page_of(proposal)}/sponsors"
    organizer.submit(page, action=f"{page}/{laos.id}/position/up")
    assert proposal.told_sponsors == [laos, kenya]
    proposal.take_off_table(by=None, at=NOW)
    organizer.submit(page, action=f"{page}/{palau.id}/agreed")
    assert proposal.told_sponsors == [laos, kenya, palau]


@pytest.mark.usefixtures("session")
def test_the_first_sponsor_cannot_decline_what_is_its_own() -> None:
    proposal = make_proposal()
    first = proposal.sponsor(make_delegation(proposal.meeting))
    with pytest.raises(RuleBroken, match="take the proposal back instead"):
        first.answer(Agreement.DECLINED, by=None, at=NOW)


def test_a_merged_proposal_lives_on_in_the_other_with_its_sponsors(organizer: Browser, browser: Browser) -> None:
    held = make_session()
    kept, gone = make_tabled_proposal(held), make_tabled_proposal(held)
    kenya = make_delegation(held.meeting, "KE")
    gone.sponsor(kenya)
    organizer.submit(f"{page_of(gone)}/merger", other=kept.id)
    assert (gone.state, gone.merged_into) == (State.MERGED, kept)
    assert kept.told_sponsors == [kenya]
    assert kept.title in organizer.get(page_of(gone)).text
    assert Browser(browser.app).get(page_of(gone)).status == 404


@pytest.mark.usefixtures("session")
def test_a_proposal_cannot_be_merged_with_itself_or_another_meeting_s() -> None:
    proposal = make_tabled_proposal()
    for other in (proposal, make_tabled_proposal(), make_proposal(proposal.meeting)):
        with pytest.raises(RuleBroken):
            proposal.merge_into(other, by=None, at=NOW)
    assert proposal.state == State.TABLED


def paper(name: str = "paper.pdf", content: bytes = PDF) -> Any:
    return (BytesIO(content), name)


def attach(browser: Browser, proposal: Proposal, **upload: Any) -> Any:
    address = f"{page_of(proposal)}/papers"
    typed = browser.get(address).form(having={"lang"}).filled({"lang": "ja"})
    fields = {name: typed[name] for name in ("once", "csrf_token", "lang")} | {"paper": paper(**upload)}
    return browser.open(address, method="POST", data=fields, content_type="multipart/form-data")


def test_papers_are_kept_read_by_everybody_and_removed(organizer: Browser, browser: Browser) -> None:
    proposal = make_tabled_proposal()
    assert attach(organizer, proposal).status == 302
    (attachment,) = proposal.attachments
    visitor = Browser(browser.app)
    address = f"{page_of(proposal)}/papers/{attachment.id}"
    assert visitor.get(address).body == PDF.decode()
    assert visitor.get(page_of(proposal)).texts(".page-content .points a") == ["paper.pdf"]
    organizer.submit(f"{address}/removal", confirmed=True)
    assert visitor.get(address).status == 404
    assert db.session.query(StoredFile).count() == 0


def test_papers_of_a_session_without_names_are_for_staff_only(organizer: Browser, browser: Browser) -> None:
    proposal = make_tabled_proposal(make_session(record_rule="chatham_house"))
    attach(organizer, proposal, name="Kenya.pdf")
    (attachment,) = proposal.attachments
    visitor = Browser(browser.app)
    assert visitor.get(f"{page_of(proposal)}/papers/{attachment.id}").status == 404
    assert "Kenya.pdf" not in visitor.get(page_of(proposal)).body


def test_a_paper_that_is_no_pdf_or_picture_is_refused(organizer: Browser) -> None:
    answer = attach(organizer, make_proposal(), name="paper.html", content=b"<script>alert(1)</script>")
    assert answer.status == 409
    assert "cannot be used here" in answer.text


def test_the_call_says_until_when_in_the_zone_of_the_meeting(organizer: Browser) -> None:
    meeting = make_meeting()
    address = f"/meetings/{meeting.slug}/proposals/call"
    organizer.submit(address, due_at="2025-02-10T17:00", guidance_en="Two pages at most.")
    call = Call.of(meeting)
    assert (call.due_at, call.guidance) == (datetime(2025, 2, 10, 8, tzinfo=UTC), "Two pages at most.")
    assert call.due_at
    assert (call.is_open(call.due_at - timedelta(seconds=1)), call.is_open(call.due_at)) == (True, False)
    organizer.submit(address, due_at="")
    assert Call.of(meeting).is_open(NOW)


def test_follow_ups_are_asked_for_carried_on_and_removed(organizer: Browser) -> None:
    proposal = make_tabled_proposal()
    kenya = make_delegation(proposal.meeting, "KE")
    new = f"{page_of(proposal)}/follow-ups/new"
    organizer.submit(new, text_en="Write the guideline", owner=kenya.id, due_on="2020-06-30")
    follow_up = db.session.query(FollowUp).one()
    assert (follow_up.told_owner, follow_up.due_on, follow_up.raised_in) == (kenya, date(2020, 6, 30), proposal.session)
    listing = f"/meetings/{proposal.meeting.slug}/proposals/follow-ups"
    assert organizer.get(listing).texts("tbody .status") == ["overdue", "to be done"]
    edit = f"/meetings/{proposal.meeting.slug}/proposals/follow-ups/{follow_up.id}/edit"
    organizer.submit(edit, state="done", result_en="It is written.")
    assert organizer.get(listing).texts("tbody .status") == ["done"]
    assert "It is written." in organizer.get(page_of(proposal)).text
    organizer.submit(edit.replace("/edit", "/removal"), confirmed=True)
    assert db.session.query(FollowUp).count() == 0


def test_the_owner_of_a_follow_up_of_a_session_without_names_is_not_told(organizer: Browser, browser: Browser) -> None:
    proposal = make_tabled_proposal(make_session(record_rule="chatham_house"))
    kenya = make_delegation(proposal.meeting, "KE")
    organizer.submit(f"{page_of(proposal)}/follow-ups/new", text_en="Write it", owner=kenya.id)
    shown = Browser(browser.app).get(page_of(proposal))
    assert "Write it" in shown.text
    assert "Kenya" not in shown.body


def test_a_point_is_put_right(organizer: Browser) -> None:
    proposal = make_tabled_proposal()
    kenya = make_delegation(proposal.meeting, "KE")
    point = proposal.add_point({"en": "Said"}, by=None, at=NOW)
    address = f"/meetings/{proposal.meeting.slug}/proposals/points/{point.id}/edit"
    mine, theirs = organizer.get(address), organizer.get(address)
    organizer.submit(theirs, text_en="Said aloud", raised_by=kenya.id)
    assert (point.text, point.attribution) == ("Said aloud", kenya)
    assert organizer.submit(mine, text_en="Said twice").texts(".clash-text")[-2:] != []
    assert point.text == "Said aloud"


def test_themes_are_ticked(organizer: Browser) -> None:
    proposal = make_proposal()
    solar, rice = (make_theme(labels={"en": label}).theme for label in ("Solar", "Rice"))
    typed = organizer.get(f"{page_of(proposal)}/edit").form(having={"title_en"}).filled({})
    typed.setlist("themes", [str(solar.id), str(rice.id)])
    organizer.post(f"{page_of(proposal)}/edit", typed)
    assert [theme.label for theme in proposal.themes] == ["Solar", "Rice"]
    assert "Solar, Rice" in organizer.get(page_of(proposal)).text


def test_a_proposal_needs_a_title_in_one_language_whichever(organizer: Browser) -> None:
    meeting = make_meeting()
    address = f"/meetings/{meeting.slug}/proposals/new"
    refused = organizer.submit(address, summary_en="Text")
    assert (refused.status, db.session.query(Proposal).count()) == (409, 0)
    assert "Write a title in at least one language." in refused.text
    organizer.submit(refused, title_ja="様式の簡素化")
    assert db.session.query(Proposal).one().titles == {"ja": "様式の簡素化"}
