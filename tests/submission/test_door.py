"""A delegation enters its proposals, and sees nothing of those of others."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from jcmevents import clock
from jcmevents.accounts import private_links
from jcmevents.audit import AuditEntry
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.proposals.doors import PURPOSE
from jcmevents.proposals.models import Call, Proposal
from jcmevents.proposals.states import State
from tests.browser import Browser
from tests.factories import (
    NOW,
    make_delegation,
    make_meeting,
    make_organizer,
    make_registration,
    make_session,
    make_user,
)

Pair = tuple[Delegation, Delegation]


@pytest.fixture
def kenya_and_laos(session: Any) -> Pair:
    meeting = make_meeting()
    return make_delegation(meeting, "KE"), make_delegation(meeting, "LA")


def home_of(delegation: Delegation) -> str:
    return f"/meetings/{delegation.meeting.slug}/delegations/{delegation.id}/proposals/"


def holder(app: Flask, delegation: Delegation) -> Browser:
    browser = Browser(app)
    browser.hold_link(PURPOSE, delegation.id)
    return browser


def entered(browser: Browser, delegation: Delegation, **texts: str) -> Proposal:
    fields = {"title_en": "Simpler forms", **texts}
    assert browser.submit(f"{home_of(delegation)}new", **fields).status == 302
    return db.session.query(Proposal).order_by(Proposal.id.desc()).first()  # type: ignore[return-value]


def test_a_draft_is_written_changed_and_handed_in(app: Flask, kenya_and_laos: Pair) -> None:
    kenya, _laos = kenya_and_laos
    delegate = holder(app, kenya)
    proposal = entered(delegate, kenya, summary_ja="様式は長い。")
    page = f"{home_of(kenya)}{proposal.id}"
    assert (proposal.state, [s.delegation for s in proposal.sponsors]) == (State.DRAFT, [kenya])
    delegate.submit(f"{page}/edit", summary_en="Forms are long.")
    delegate.submit(page, action=f"{page}/submission")
    assert (proposal.state, proposal.summaries) == (
        State.SUBMITTED,
        {"en": "Forms are long.", "ja": "様式は長い。"},
    )
    assert len(proposal.revisions) == 2
    actors = {e.actor_label for e in db.session.query(AuditEntry).filter_by(object_type="proposal")}
    assert actors == {"private_link"}


def test_no_delegation_sees_the_drafts_of_another(app: Flask, kenya_and_laos: Pair) -> None:
    kenya, laos = kenya_and_laos
    proposal = entered(holder(app, kenya), kenya)
    other = holder(app, laos)
    assert "Simpler forms" not in other.get(home_of(laos)).body
    for address in (home_of(kenya), f"{home_of(kenya)}{proposal.id}", f"{home_of(laos)}{proposal.id}"):
        assert other.get(address).status == 404
    for path in ("/edit", "/revisions", "/joining", "/papers"):
        assert other.get(f"{home_of(laos)}{proposal.id}{path}").status == 404
    for path in ("/submission", "/withdrawal", "/draft", "/joining/agreed"):
        assert other.post(f"{home_of(laos)}{proposal.id}{path}").status == 404
    assert proposal.state == State.DRAFT


def test_the_secretariat_knows_of_a_draft_only_when_it_is_handed_in(app: Flask, kenya_and_laos: Pair) -> None:
    kenya, _laos = kenya_and_laos
    delegate, organizer = holder(app, kenya), Browser(app).sign_in(make_organizer())
    proposal = entered(delegate, kenya)
    listing = f"/meetings/{kenya.meeting.slug}/proposals/"
    assert "Simpler forms" not in organizer.get(listing).body
    assert "Simpler forms" not in organizer.get(f"{listing}board").body
    assert organizer.get(f"{listing}{proposal.id}").status == 404
    page = f"{home_of(kenya)}{proposal.id}"
    delegate.submit(page, action=f"{page}/submission")
    delegate.submit(page, action=f"{page}/draft")  # it has been seen, and stays known
    assert "Simpler forms" in organizer.get(listing).body


@pytest.mark.parametrize(
    ("capacity", "state", "status"),
    [
        ("head", "confirmed", 200),
        ("deputy", "nominated", 200),
        ("delegate", "confirmed", 404),
        ("head", "withdrawn", 404),
    ],
)
def test_heads_and_deputies_enter_signed_in_or_by_the_link_of_their_registration(
    app: Flask, kenya_and_laos: Pair, capacity: str, state: str, status: int
) -> None:
    kenya, _laos = kenya_and_laos
    user = make_user()
    registration = make_registration(kenya, capacity=capacity, user_id=user.id)
    registration.state = state
    assert Browser(app).sign_in(user).get(home_of(kenya)).status == status
    if "registration" in private_links.purposes():
        by_link = Browser(app)
        by_link.hold_link("registration", registration.id)
        assert by_link.get(home_of(kenya)).status == status


def test_strangers_and_members_of_other_delegations_are_kept_out(app: Flask, kenya_and_laos: Pair) -> None:
    kenya, laos = kenya_and_laos
    head_of_laos = make_user()
    make_registration(laos, capacity="head", user_id=head_of_laos.id)
    assert Browser(app).get(home_of(kenya)).status == 302
    assert Browser(app).sign_in(head_of_laos).get(home_of(kenya)).status == 404
    assert Browser(app).sign_in(make_organizer()).get(home_of(kenya)).status == 404


def test_another_delegation_is_asked_and_agrees_by_its_own_link(app: Flask, kenya_and_laos: Pair) -> None:
    kenya, laos = kenya_and_laos
    laos.focal_point_email, laos.focal_point_name = "focal@example.org", "Focal Point"
    delegate = holder(app, kenya)
    proposal = entered(delegate, kenya)
    address = f"{home_of(kenya)}{proposal.id}/joining"
    typed = delegate.get(address).form(having={"once"}, action=None).filled({})
    typed.setlist("others", [str(laos.id)])
    delegate.post(address, typed)
    assert proposal.told_sponsors == [kenya]
    mail = db.session.query(OutgoingMail).filter_by(template="proposal_joining").one()
    token = mail.body_text.partition("/links/")[2].split()[0]
    asked = Browser(app)
    answer = asked.submit(f"/links/{token}")
    assert answer.location == home_of(laos)
    page = f"{home_of(laos)}{proposal.id}"
    assert asked.get(f"{page}/edit").status == 404
    asked.submit(page, action=f"{page}/joining/agreed")
    assert proposal.told_sponsors == [kenya, laos]
    asked.submit(page, action=f"{page}/joining/declined")
    assert (proposal.told_sponsors, asked.get(page).status) == ([kenya], 404)


def test_who_is_asked_without_a_known_address_is_told_of(app: Flask, kenya_and_laos: Pair) -> None:
    kenya, laos = kenya_and_laos
    delegate = holder(app, kenya)
    proposal = entered(delegate, kenya)
    address = f"{home_of(kenya)}{proposal.id}/joining"
    typed = delegate.get(address).form(having={"once"}, action=None).filled({})
    typed.setlist("others", [str(laos.id)])
    page = delegate.follow(delegate.post(address, typed))
    assert "No mail address of Lao PDR is known" in page.text


def test_after_the_last_day_nothing_is_taken_but_drafts_can_be_read(app: Flask, kenya_and_laos: Pair) -> None:
    kenya, _laos = kenya_and_laos
    delegate = holder(app, kenya)
    proposal = entered(delegate, kenya)
    Call.of(kenya.meeting).revise(due_at=clock.now() - timedelta(minutes=1), guidances={}, by=None, at=NOW)
    page = f"{home_of(kenya)}{proposal.id}"
    assert "were taken until" in delegate.get(home_of(kenya)).text
    assert delegate.get(page).status == 200
    assert delegate.get(f"{home_of(kenya)}new").status == 409
    assert delegate.submit(f"{page}/edit", summary_en="Late").status == 409
    assert delegate.post(f"{page}/submission").status == 409
    assert (proposal.state, proposal.summaries) == (State.DRAFT, {})


def test_what_is_on_the_table_is_changed_no_more_but_may_be_taken_back(app: Flask, kenya_and_laos: Pair) -> None:
    kenya, _laos = kenya_and_laos
    delegate = holder(app, kenya)
    proposal = entered(delegate, kenya)
    proposal.state = State.TABLED
    page = f"{home_of(kenya)}{proposal.id}"
    assert delegate.submit(f"{page}/edit", summary_en="Late").status == 409
    delegate.submit(page, action=f"{page}/withdrawal")
    assert proposal.state == State.WITHDRAWN
    delegate.submit(page, action=f"{page}/draft")
    assert proposal.state == State.DRAFT
    proposal.state = State.ADOPTED
    assert delegate.post(f"{page}/withdrawal").status == 409
    assert proposal.state == State.ADOPTED


def test_a_suggested_wording_is_compared_and_agreed_to(app: Flask, kenya_and_laos: Pair) -> None:
    kenya, _laos = kenya_and_laos
    delegate = holder(app, kenya)
    proposal = entered(delegate, kenya, summary_en="Forms is long.")
    proposal.suggest(by=make_organizer(), at=NOW, summaries={"en": "Forms are long."})
    page = f"{home_of(kenya)}{proposal.id}"
    compared = delegate.get(f"{page}/revisions")
    assert (compared.texts(".comparison del"), compared.texts(".comparison ins")) == (["is"], ["are"])
    delegate.submit(page, action=f"{page}/suggestion/agree")
    assert proposal.summaries == {"en": "Forms are long."}


def test_papers_come_along(app: Flask, kenya_and_laos: Pair) -> None:
    kenya, laos = kenya_and_laos
    delegate = holder(app, kenya)
    proposal = entered(delegate, kenya)
    page = f"{home_of(kenya)}{proposal.id}"
    typed = delegate.get(f"{page}/papers").form(having={"lang"}).filled({})
    fields = {name: typed[name] for name in ("once", "csrf_token", "lang")}
    fields["paper"] = (BytesIO(b"%PDF-1.7"), "paper.pdf")  # type: ignore[assignment]
    delegate.open(f"{page}/papers", method="POST", data=fields, content_type="multipart/form-data")
    (attachment,) = proposal.attachments
    assert delegate.get(f"{page}/papers/{attachment.id}").body == "%PDF-1.7"
    assert holder(app, laos).get(f"{home_of(laos)}{proposal.id}/papers/{attachment.id}").status == 404
    delegate.submit(page, action=f"{page}/papers/{attachment.id}/removal")
    assert proposal.attachments == []


def test_a_person_is_named_and_taken_off_again(app: Flask, kenya_and_laos: Pair) -> None:
    kenya, _laos = kenya_and_laos
    delegate = holder(app, kenya)
    delegate.submit(f"{home_of(kenya)}people", name="Amina Otieno", email="amina@example.org")
    mail = db.session.query(OutgoingMail).filter_by(to_address="amina@example.org").one()
    token = mail.body_text.partition("/links/")[2].split()[0]
    person = Browser(app)
    person.submit(f"/links/{token}")
    assert person.get(home_of(kenya)).status == 200
    delegate.post(f"{home_of(kenya)}people/removal", {"address": "amina@example.org"})
    assert person.get(home_of(kenya)).status in (302, 403)


def test_organizers_send_links_to_all_focal_points_once(app: Flask, kenya_and_laos: Pair) -> None:
    kenya, laos = kenya_and_laos
    kenya.focal_point_email = "kenya@example.org"
    organizer = Browser(app).sign_in(make_organizer())
    address = f"/meetings/{kenya.meeting.slug}/proposals/links/"
    for _ in range(2):
        organizer.post(address)
    assert [mail.to_address for mail in db.session.query(OutgoingMail)] == ["kenya@example.org"]
    organizer.submit(f"{address}{laos.id}", name="Focal Point", email="laos@example.org", lang="ja")
    mail = db.session.query(OutgoingMail).filter_by(to_address="laos@example.org").one()
    assert mail.lang == "ja"
    assert organizer.get(address).texts("tbody .status") == ["not opened yet", "not opened yet"]


def test_the_list_of_proposals_leads_to_one_s_own_door(app: Flask, kenya_and_laos: Pair) -> None:
    kenya, _laos = kenya_and_laos
    listing = f"/meetings/{kenya.meeting.slug}/proposals/"
    assert home_of(kenya) not in Browser(app).get(listing).body
    assert home_of(kenya) in holder(app, kenya).get(listing).body


def test_whoever_hands_in_is_told_by_mail_that_the_secretariat_has_it(app: Flask, kenya_and_laos: Pair) -> None:
    kenya, laos = kenya_and_laos
    kenya.focal_point_email = "focal@example.org"
    head = make_user(email="head@example.org", lang="fr")
    make_registration(kenya, capacity="head", user_id=head.id)
    delegate = Browser(app).sign_in(head)
    proposal = entered(delegate, kenya)
    delegate.submit(f"{home_of(kenya)}{proposal.id}", action=f"{home_of(kenya)}{proposal.id}/submission")
    mails = db.session.query(OutgoingMail).filter_by(template="proposal_received").order_by(OutgoingMail.id).all()
    assert [(mail.to_address, mail.lang) for mail in mails] == [("focal@example.org", "en"), ("head@example.org", "fr")]
    assert all("Simpler forms" in mail.body_text for mail in mails)
    token = mails[0].body_text.partition("/links/")[2].split()[0]
    assert Browser(app).submit(f"/links/{token}").location == home_of(kenya)
    assert laos.id != kenya.id


@pytest.mark.parametrize(("rule", "is_told"), [("on_record", True), ("closed", False)])
def test_the_delegation_finds_at_its_door_what_came_of_its_proposal(
    app: Flask, kenya_and_laos: Pair, rule: str, is_told: bool
) -> None:
    kenya, laos = kenya_and_laos
    delegate = holder(app, kenya)
    proposal = entered(delegate, kenya)
    extract = f"/meetings/{kenya.meeting.slug}/proposals/summary/delegations/{{}}.html?lang=en"
    assert "/summary/delegations/" not in delegate.get(home_of(kenya)).body
    proposal.submit(by=None, at=NOW)
    proposal.table(make_session(kenya.meeting, record_rule=rule), by=None, at=NOW)
    proposal.conclude(State.ADOPTED, {"en": "It was adopted."}, by=None, at=NOW)
    db.session.commit()
    page = delegate.get(f"{home_of(kenya)}{proposal.id}")
    assert ("It was adopted." in page.text) == is_told
    assert (f'/meetings/{kenya.meeting.slug}/proposals/{proposal.id}"' in page.body) == is_told
    assert ("/summary/delegations/" in delegate.get(home_of(kenya)).body) == is_told
    assert ("It was adopted." in delegate.get(extract.format(kenya.id)).text) == is_told
    assert delegate.get(extract.format(laos.id)).status == 404
    assert Browser(app).sign_in(make_user()).get(extract.format(kenya.id)).status == 404
