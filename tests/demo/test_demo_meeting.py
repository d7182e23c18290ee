"""What the demonstration meeting holds: the facts of the release of 6 March 2025, told by invented people."""

from collections import Counter
from datetime import datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.editions import Edition, unpublished
from jcmevents.agenda.models import Session
from jcmevents.attendance.tally import tallies
from jcmevents.delegations.models import Delegation, InvitationState
from jcmevents.demo.accounts import known_accounts
from jcmevents.demo.loading import load_demo
from jcmevents.discussion.models import Theme
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal
from jcmevents.record.attending import attending
from jcmevents.record.figures import Figures
from jcmevents.registration.answers import Answer
from jcmevents.registration.models import Gender, Registration
from jcmevents.registration.states import Capacity, State
from tests.browser import Browser
from tests.factories import NOW


def people(meeting: Meeting) -> list[Registration]:
    return list(db.session.scalars(Registration.of_meeting(meeting)))


def test_figures_are_those_of_the_release(meeting: Meeting) -> None:
    figures = Figures.of(meeting)
    assert (len(figures.partners), len(figures.partners_attending)) == (29, 19)
    assert (figures.participants, figures.participants_rounded) == (91, 90)


def test_delegations_are_named_in_the_order_of_the_release(meeting: Meeting) -> None:
    named = attending(meeting)
    assert "".join(d.country_iso2 or "" for d in named.countries) == "IDUAUZETKHGELKSNTHCLTNPGPWVNPHMNMVMDLA"
    assert [d.name("ja") for d in named.host_bodies] == ["環境省", "経済産業省", "農林水産省", "林野庁"]
    assert [d.name("ja") for d in named.others] == ["A6IPセンター"]


def test_a_partner_whose_people_did_not_come_is_neither_counted_nor_named(meeting: Meeting) -> None:
    for person in people(meeting):
        if person.delegation.country_iso2 == "UA":
            person.mark_no_show(by=None, at=NOW)
    assert len(Figures.of(meeting).partners_attending) == 18
    assert "UA" not in {d.country_iso2 for d in attending(meeting).countries}


def test_every_partner_is_on_the_list_and_only_myanmar_was_not_invited(meeting: Meeting) -> None:
    delegations = list(db.session.scalars(Delegation.of_meeting(meeting).where(Delegation.country_iso2.is_not(None))))
    assert len(delegations) == 29
    assert [d.country_iso2 for d in delegations if d.invitation == InvitationState.NOT_INVITED] == ["MM"]
    assert {d.invitation for d in delegations} == set(InvitationState)


def test_every_state_and_the_capacities_that_do_not_count_are_seen(meeting: Meeting) -> None:
    assert {person.state for person in people(meeting)} == set(State) - {State.INVITED}
    uncounted = {Capacity.INTERPRETER, Capacity.PRESS, Capacity.SECRETARIAT}
    assert uncounted <= {person.capacity for person in people(meeting) if person.state == State.ATTENDED}


def test_people_are_marked_as_invented_and_cannot_be_written_to(meeting: Meeting) -> None:
    assert all(person.is_invented for person in people(meeting))
    assert all(person.email.endswith(".example.org") for person in people(meeting))
    assert meeting.is_demonstration


def test_women_and_men_are_balanced_and_consents_differ(meeting: Meeting) -> None:
    present = [person for person in people(meeting) if person.state == State.ATTENDED]
    women = sum(person.gender == Gender.FEMALE for person in present)
    assert 0.45 < women / len(present) < 0.55
    assert {(p.listed, p.listed_publicly) for p in present} == {(True, True), (True, False), (False, False)}


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_all_that_is_shown_is_there_in_both_languages(meeting: Meeting, lang: str) -> None:
    sessions = list(db.session.scalars(Session.of_meeting(meeting)))
    proposals = list(db.session.scalars(Proposal.of_meeting(meeting)))
    texts: list[dict[str, str]] = [meeting.titles, meeting.summaries, meeting.cities]
    texts += [text for p in proposals for text in (p.titles, p.summaries, p.outcomes, *(x.texts for x in p.points))]
    texts += [text for s in sessions for text in (s.titles, *(item.titles for item in s.items))]
    texts += [theme.labels for theme in db.session.scalars(Theme.discussed_at(meeting))]
    assert [text for text in texts if not text.get(lang)] == []


def test_discussions_are_those_of_the_release(meeting: Meeting) -> None:
    themes = [theme.labels["ja"] for theme in db.session.scalars(Theme.discussed_at(meeting))]
    assert (len(themes), themes[0], themes[-1]) == (11, "次世代バッテリー貯蔵", "グリーン水素製造")
    assert [p.state for p in db.session.scalars(Proposal.tabled_at(meeting))] == ["adopted", "noted", "noted"]


def test_items_with_a_duration_only_get_their_times_from_those_before(meeting: Meeting) -> None:
    training = db.session.scalars(select(Meeting).where(Meeting.slug == "a6ip-expert-training-2024")).one()
    rules = next(s for s in db.session.scalars(Session.of_meeting(training)) if s.code == "2")
    times = [(f"{t.start:%H:%M}", f"{t.end:%H:%M}") for t in rules.timed_items() if t.start and t.end]
    assert times[:5] == [
        ("09:20", "09:50"),
        ("09:50", "10:05"),
        ("10:05", "10:35"),
        ("10:35", "10:50"),
        ("10:50", "11:05"),
    ]
    assert times[-1] == ("11:40", "12:00")


def test_the_agenda_is_published_as_it_is_entered(meeting: Meeting) -> None:
    edition = Edition.latest(meeting)
    assert edition is not None
    assert (edition.number, len(edition.programme.sessions)) == (1, Session.count_in(meeting))
    assert unpublished(meeting) == []


def test_loading_again_adds_nothing(meeting: Meeting) -> None:
    def rows() -> dict[str, Any]:
        tables = Base.metadata.sorted_tables
        return {t.name: db.session.scalar(select(func.count()).select_from(t)) for t in tables}

    before = rows()
    load_demo(NOW)
    assert rows() == before


def test_every_step_stands_in_the_audit_trail(meeting: Meeting) -> None:
    steps = db.session.scalars(select(audit.AuditEntry.action).where(audit.AuditEntry.meeting_id == meeting.id)).all()
    assert steps.count("registration.attended") == 98
    assert steps.count("proposal.tabled") == 3
    assert audit.verify_chain(db.session) is None


def test_a_training_still_to_come_is_open_for_registration(meeting: Meeting) -> None:
    training = Meeting.by_slug("a6ip-training-upcoming")
    assert training
    assert (training.start_on.weekday(), training.start_on > NOW.date()) == (0, True)
    assert (
        training.nominations_due_at
        < training.registration_closes_at
        < datetime.combine(training.start_on, time(), tzinfo=training.tz)
    )
    invited = db.session.scalars(Delegation.of_meeting(training)).all()
    assert Counter(each.invitation for each in invited) == {"accepted": 2, "invited": 3}


def test_in_the_training_some_have_answered_and_others_are_awaited(meeting: Meeting) -> None:
    training = Meeting.by_slug("a6ip-training-upcoming")
    assert training
    people = db.session.scalars(Registration.of_meeting(training)).all()
    assert Counter(person.state for person in people) == {"nominated": 3, "submitted": 2}
    assert all(person.is_invented for person in people)
    answers = {
        person.full_name: Answer.of(person).get("experience") for person in people if person.state == "submitted"
    }
    assert answers == {"Demo Oyunchimeg": "some", "Demo Camila Rojas Fuentes": "much"}


def test_the_delegate_who_can_sign_in_leads_a_delegation_and_may_propose(app: Flask, meeting: Meeting) -> None:
    account = next(each for each in known_accounts() if not each["roles"])
    user = User.by_email(account["email"])
    assert user
    delegate = Browser(app).sign_in(user, account["password"])
    doors = delegate.get("/meetings/a6ip-training-upcoming/proposals/").select("main a[href*='/delegations/']")
    form = delegate.get(f"{doors[0].get('href')}new")
    assert (form.status, len(form.select("[name=title_en]"))) == (200, 1)


def test_people_were_seen_on_every_day(meeting: Meeting) -> None:
    days = [tally for tally in tallies(meeting) if tally.place.session is None]
    assert [tally.all for tally in days] == [98, 98, 98]
    assert all(tally.on_site and tally.online for tally in days)
