from datetime import time
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from jcmevents.accounts.models import Role
from jcmevents.discussion.models import DiscussionPoint
from jcmevents.discussion.themes import Sector, SessionTheme, Theme, by_sector
from jcmevents.errors import RuleBroken
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import ON_THE_TABLE, State
from tests.factories import (
    NOW,
    make_delegation,
    make_meeting,
    make_proposal,
    make_session,
    make_tabled_proposal,
    make_theme,
    make_user,
)

Db = scoped_session[Session]


def visible(session: Db, user: Any, meeting: Meeting) -> list[Proposal]:
    return list(session.scalars(Proposal.visible_to(user, meeting)))


@pytest.mark.parametrize("state", list(State))
def test_the_public_sees_what_is_on_the_table_and_staff_everything(session: Db, state: State) -> None:
    proposal = make_proposal()
    proposal.state = state
    make_proposal()  # of another meeting
    shown = [proposal] if state in ON_THE_TABLE else []
    assert visible(session, None, proposal.meeting) == shown
    assert visible(session, make_user(), proposal.meeting) == shown
    assert visible(session, make_user(Role.PRESS), proposal.meeting) == [proposal]


def test_what_lies_before_a_closed_session_is_for_staff_only(session: Db) -> None:
    proposal = make_tabled_proposal(make_session(record_rule="closed"))
    assert visible(session, None, proposal.meeting) == []
    assert visible(session, make_user(Role.ORGANIZER), proposal.meeting) == [proposal]


def test_proposals_keep_the_order_in_which_they_were_entered(session: Db) -> None:
    meeting = make_meeting()
    entered = [make_proposal(meeting) for _ in range(3)]
    assert list(session.scalars(Proposal.of_meeting(meeting))) == entered


def test_sponsors_of_another_meeting_are_refused(session: Db) -> None:
    proposal, stranger = make_proposal(), make_delegation()
    with pytest.raises(RuleBroken, match="delegations of this meeting"):
        proposal.sponsor(stranger)
    with pytest.raises(RuleBroken, match="delegations of this meeting"):
        proposal.add_point({"en": "A"}, raised_by=stranger)


def test_a_session_of_another_meeting_is_refused(session: Db) -> None:
    with pytest.raises(RuleBroken, match="session of this meeting"):
        make_proposal().table(make_session(), by=None, at=NOW)


def test_sponsors_named_again_keep_their_places_before_new_ones(session: Db) -> None:
    proposal = make_proposal()
    mongolia, kenya, laos = (make_delegation(proposal.meeting, iso2) for iso2 in ("MN", "KE", "LA"))
    proposal.name_sponsors([mongolia, kenya])
    session.commit()
    proposal.name_sponsors([laos, kenya])
    session.commit()
    session.expire_all()
    assert [(s.position, s.delegation.country_iso2) for s in proposal.sponsors] == [(1, "KE"), (2, "LA")]


def test_the_public_reads_no_point_of_a_closed_session(session: Db) -> None:
    proposal = make_tabled_proposal(make_session(record_rule="closed"))
    point = proposal.add_point({"en": "A"})
    assert proposal.points_for(None) == []
    assert proposal.points_for(make_user()) == []
    assert proposal.points_for(make_user(Role.ORGANIZER)) == [point]


@pytest.mark.parametrize(("rule", "told"), [("on_record", True), ("chatham_house", False), ("closed", False)])
def test_the_record_rule_decides_whether_names_are_told(session: Db, rule: str, told: bool) -> None:
    held = make_session(record_rule=rule)
    kenya = make_delegation(held.meeting, "KE")
    proposal = make_tabled_proposal(held)
    proposal.sponsor(kenya)
    points = [
        proposal.add_point({"en": "A"}, raised_by=kenya),
        DiscussionPoint.note_in(held, {"en": "B"}, raised_by=kenya),
    ]
    assert [point.attribution for point in points] == [kenya if told else None] * 2
    assert proposal.told_sponsors == ([kenya] if told else [])


def test_the_rule_of_the_session_where_it_was_said_holds_in_the_next_session_too(session: Db) -> None:
    held = make_session(record_rule="chatham_house")
    kenya = make_delegation(held.meeting, "KE")
    proposal = make_tabled_proposal(held)
    whispered = proposal.add_point({"en": "A"}, raised_by=kenya)
    proposal.table(make_session(held.meeting), by=None, at=NOW)
    spoken = proposal.add_point({"en": "B"}, raised_by=kenya)
    assert (whispered.attribution, spoken.attribution) == (None, kenya)


def test_points_are_moved_and_struck(session: Db) -> None:
    proposal = make_proposal()
    a, b, c = (proposal.add_point({"en": letter}, by=None, at=NOW) for letter in "ABC")
    DiscussionPoint.note_in(make_session(proposal.meeting), {"en": "Elsewhere"})
    c.move("up", by=None, at=NOW)
    a.move("up", by=None, at=NOW)  # first already
    b.move("down", by=None, at=NOW)  # last already
    session.commit()
    session.expire_all()
    assert [point.text for point in proposal.points] == ["A", "C", "B"]
    c.strike(by=None, at=NOW)
    session.commit()
    session.expire_all()
    assert [point.text for point in proposal.points] == ["A", "B"]


def test_points_of_a_session_are_its_own(session: Db) -> None:
    held = make_session()
    make_tabled_proposal(held).add_point({"en": "On the proposal"})
    noted = [DiscussionPoint.note_in(held, {"en": text}) for text in ("A", "B")]
    noted[1].move("up", by=None, at=NOW)
    session.flush()
    assert [point.text for point in session.scalars(DiscussionPoint.of_session(held))] == ["B", "A"]


def test_themes_come_in_the_order_of_the_clock_and_once(session: Db) -> None:
    meeting = make_meeting()
    late = make_session(meeting, starts=time(14), ends=time(15))
    early = make_session(meeting, starts=time(9), ends=time(10))
    next_day = make_session(meeting, day=meeting.days[1], starts=time(8), ends=time(9))
    solar = make_theme(late, labels={"en": "Solar"}).theme
    make_theme(next_day, labels={"en": "Peat"})
    make_theme(early, labels={"en": "Rice"})
    SessionTheme.note(next_day, solar)
    make_theme(early, labels={"en": "Waste"})
    make_theme(make_session(meeting, record_rule="closed"), labels={"en": "Secret"})
    make_theme(labels={"en": "Of another meeting"})
    assert [theme.label for theme in session.scalars(Theme.discussed_at(meeting))] == ["Rice", "Waste", "Solar", "Peat"]


def test_themes_are_grouped_by_sector_and_those_without_come_last(session: Db) -> None:
    held = make_session()
    energy, land = Sector.enter({"en": "Energy"}), Sector.enter({"en": "Land"})
    for label, sector in (("Waste", None), ("Peat", land), ("Solar", energy), ("Wind", energy)):
        make_theme(held, labels={"en": label}, sector=sector)
    groups = by_sector(session.scalars(Theme.discussed_at(held.meeting)))
    assert [(sector.label if sector else "", [t.label for t in themes]) for sector, themes in groups] == [
        ("Energy", ["Solar", "Wind"]),
        ("Land", ["Peat"]),
        ("", ["Waste"]),
    ]


def test_themes_are_moved_and_struck(session: Db) -> None:
    held = make_session()
    a, b = (make_theme(held, labels={"en": letter}) for letter in "AB")
    b.move("up", by=None, at=NOW)
    session.flush()
    assert [each.theme.label for each in session.scalars(SessionTheme.of_session(held))] == ["B", "A"]
    b.strike(by=None, at=NOW)
    session.flush()
    assert list(session.scalars(SessionTheme.of_session(held))) == [a]
    assert session.query(Theme).count() == 2


def test_a_theme_or_sector_of_the_same_name_is_refused(session: Db) -> None:
    noted = make_theme(labels={"en": "Floating solar power"})
    with pytest.raises(RuleBroken, match="There is a theme of this name already"):
        Theme.enter({"en": "floating  Solar power"}, None)
    with pytest.raises(RuleBroken, match="noted for the session already"):
        SessionTheme.note(noted.session, noted.theme)
    Sector.enter({"en": "Energy"})
    with pytest.raises(RuleBroken, match="There is a sector of this name already"):
        Sector.enter({"en": "Energy"})


def test_themes_without_an_english_name_have_keys_of_their_own(session: Db) -> None:
    themes = [Theme.enter({"ja": label}, None) for label in ("廃棄物発電", "泥炭地保全")]
    session.flush()
    assert themes[0].key != themes[1].key
