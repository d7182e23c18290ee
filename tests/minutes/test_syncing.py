"""What rapporteurs' browsers send is merged, taken in once, and tells no name that must not be told."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from jcmevents import clock
from jcmevents.agenda.models import Session
from jcmevents.audit import AuditEntry
from jcmevents.discussion.models import DiscussionPoint, FollowUp
from jcmevents.extensions import db
from jcmevents.minutes.models import TakenChange, forget_old
from jcmevents.minutes.rapporteurs import PURPOSE
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_session, make_tabled_proposal


@pytest.fixture
def held(session: Any) -> Session:
    return make_session(titles={"en": "Rules"})


@pytest.fixture
def rapporteur(browser: Browser) -> Browser:
    return browser.sign_in(make_organizer())


def notes_of(session: Session) -> str:
    return f"/meetings/{session.meeting.slug}/sessions/{session.id}/notes/"


def change(name: str, uid: str = "p1", **more: Any) -> dict[str, Any]:
    return {"id": name, "uid": uid, "base": {}, "texts": {}, "proposal": 0, "version": 0, **more}


def send(browser: Browser, session: Session, *changes: Any) -> Any:
    body = {"data": json.dumps(list(changes)), "content_type": "application/json"}
    headers = {"X-CSRFToken": browser.csrf_token()}
    return browser.open(f"{notes_of(session)}sync", method="POST", headers=headers, **body)


def stands(answer: Any) -> list[Any]:
    assert answer.status == 200, answer.text
    return [(point["uid"], point["texts"]) for point in json.loads(answer.body)["points"]]


def test_a_point_is_noted_and_typed_on(rapporteur: Browser, held: Session) -> None:
    assert stands(send(rapporteur, held, change("a", texts={"en": "Forms"}))) == [("p1", {"en": "Forms"})]
    on = change("b", base={"en": "Forms"}, texts={"en": "Forms are long"}, version=1)
    assert stands(send(rapporteur, held, on)) == [("p1", {"en": "Forms are long"})]
    assert stands(rapporteur.get(f"{notes_of(held)}state")) == [("p1", {"en": "Forms are long"})]


def test_the_same_change_sent_again_has_its_effect_once(rapporteur: Browser, held: Session) -> None:
    first = change("a", texts={"en": "Forms"})
    for _ in range(3):
        assert stands(send(rapporteur, held, first)) == [("p1", {"en": "Forms"})]
    assert db.session.query(DiscussionPoint).count() == 1


def test_what_two_typed_from_the_same_text_is_merged(rapporteur: Browser, held: Session) -> None:
    send(rapporteur, held, change("a", texts={"en": "Forms"}))
    send(rapporteur, held, change("b", base={"en": "Forms"}, texts={"en": "Long forms"}, version=1))
    answer = send(rapporteur, held, change("c", base={"en": "Forms"}, texts={"en": "Forms 2"}, version=1))
    assert stands(answer) == [("p1", {"en": "Long forms 2"})]


def test_a_point_struck_while_somebody_types_into_it_is_noted_anew(rapporteur: Browser, held: Session) -> None:
    send(rapporteur, held, change("a", texts={"en": "Forms"}))
    point = db.session.query(DiscussionPoint).one()
    assert stands(send(rapporteur, held, change("b", removed=True, version=point.version))) == []
    late = change("c", base={"en": "Forms"}, texts={"en": "Forms are long"}, version=1)
    assert stands(send(rapporteur, held, late)) == [("p1", {"en": "Forms are long"})]


def test_a_point_typed_into_meanwhile_is_not_removed(rapporteur: Browser, held: Session) -> None:
    send(rapporteur, held, change("a", texts={"en": "Forms"}))
    version = db.session.query(DiscussionPoint).one().version
    send(rapporteur, held, change("b", base={"en": "Forms"}, texts={"en": "Forms!"}, version=version))
    assert stands(send(rapporteur, held, change("c", removed=True, version=version))) == [("p1", {"en": "Forms!"})]


def test_points_stand_with_their_proposal_kind_and_delegation(rapporteur: Browser, held: Session) -> None:
    proposal, kenya = make_tabled_proposal(held), make_delegation(held.meeting, "KE")
    noted = change("a", texts={"ja": "長い"}, proposal=proposal.id, kind="decision", raised_by=kenya.id)
    send(rapporteur, held, noted)
    (point,) = proposal.points
    assert (point.kind, point.attribution, point.raised_in, point.texts) == ("decision", kenya, held, {"ja": "長い"})
    send(rapporteur, held, change("b", version=1, raised_by=0, base={"ja": "長い"}, texts={"ja": "長い"}))
    assert (point.kind, point.attribution) == ("decision", None)


@pytest.mark.parametrize("rule", ["chatham_house", "closed"])
def test_nobody_is_named_where_names_must_not_be_told(rapporteur: Browser, session: Any, rule: str) -> None:
    held = make_session(record_rule=rule)
    kenya = make_delegation(held.meeting, "KE")
    answer = send(rapporteur, held, change("a", texts={"en": "Said"}, raised_by=kenya.id))
    assert json.loads(answer.body)["points"][0]["raised_by"] == 0
    assert db.session.query(DiscussionPoint).one().raised_by_id is None
    assert "Kenya" not in rapporteur.get(notes_of(held)).body


def test_a_delegation_of_another_meeting_is_nobody(rapporteur: Browser, held: Session) -> None:
    stranger = make_delegation(make_meeting(), "KE")
    send(rapporteur, held, change("a", texts={"en": "Said"}, raised_by=stranger.id))
    assert db.session.query(DiscussionPoint).one().raised_by is None


def test_a_point_of_another_session_cannot_be_reached(rapporteur: Browser, held: Session) -> None:
    elsewhere = DiscussionPoint.note_in(make_session(), {"en": "Elsewhere"})
    answer = send(rapporteur, held, change("a", uid=elsewhere.uid, texts={"en": "Mine"}, version=1))
    assert (answer.status, elsewhere.text) == (409, "Elsewhere")


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        [{}],
        ["a"],
        [change("a", texts=[])],
        [change("a", texts={"en": 1})],
        [change("a", texts={"english": "A"})],
        [change("a" * 37)],
        [change("a", kind="gossip")],
        [change("a", raised_by="1; DROP TABLE")],
        [change("a", surprise=1)],
    ],
)
def test_nonsense_is_refused(rapporteur: Browser, held: Session, nonsense: Any) -> None:
    body = {"data": json.dumps(nonsense), "content_type": "application/json"}
    headers = {"X-CSRFToken": rapporteur.csrf_token()}
    assert rapporteur.open(f"{notes_of(held)}sync", method="POST", headers=headers, **body).status == 400
    assert db.session.query(DiscussionPoint).count() == 0


POISON = [
    "<b>bold</b><script>alert(1)</script>",
    "<ul>" * 300,
    '<td colspan="100000">',
    "w" * 10_000,
    "**「会合」**について",
    "السيد عبد الله وזאב",
    "\u202egnp.exe\x00 end",
]


@pytest.mark.parametrize("text", POISON)
def test_poisoned_texts_come_out_as_typed(rapporteur: Browser, held: Session, text: str) -> None:
    kept = text.replace("\u202e", "").replace("\x00", "")
    assert stands(send(rapporteur, held, change("a", texts={"en": text}))) == [("p1", {"en": kept})]


def test_a_point_too_long_is_refused_and_the_stored_text_stays(rapporteur: Browser, held: Session) -> None:
    send(rapporteur, held, change("a", texts={"en": "Forms"}))
    answer = send(rapporteur, held, change("b", base={"en": "Forms"}, texts={"en": "w" * 10_001}, version=1))
    assert answer.status == 409
    assert db.session.query(DiscussionPoint).one().text == "Forms"


def test_the_audit_trail_tells_of_a_sitting_not_of_every_letter(rapporteur: Browser, held: Session) -> None:
    send(rapporteur, held, change("0", texts={"en": "a"}))
    for n in range(1, 20):
        send(rapporteur, held, change(str(n), base={"en": "a" * n}, texts={"en": "a" * (n + 1)}, version=n))
    actions = [entry.action for entry in db.session.query(AuditEntry).filter_by(object_type="discussion_point")]
    assert actions == ["discussion_point.note"]


def test_names_of_old_changes_are_forgotten(rapporteur: Browser, held: Session) -> None:
    send(rapporteur, held, change("a", texts={"en": "Forms"}))
    forget_old(NOW)
    assert db.session.query(TakenChange).count() == 1

    forget_old(clock.now() + timedelta(days=8))
    assert db.session.query(TakenChange).count() == 0


def test_the_page_and_its_state_take_the_same_queries_for_one_point_and_thirty(
    app: Flask, rapporteur: Browser, queries: Any, session: Any
) -> None:
    def counted(size: int) -> int:
        held = make_session()
        for n in range(size):
            DiscussionPoint.note_in(held, {"en": f"Point {n}"}, raised_by=None)
        db.session.commit()
        with queries() as statements:
            assert rapporteur.get(f"{notes_of(held)}state").status == 200
            assert rapporteur.get(notes_of(held)).status == 200
        return len(statements)

    assert counted(1) == counted(30)


def follow_up(name: str, uid: str = "f1", **more: Any) -> dict[str, Any]:
    return change(name, uid, **({"what": "follow_up"} | more))


def cards(answer: Any) -> list[Any]:
    assert answer.status == 200, answer.text
    names = ("what", "uid", "texts", "owner", "due_on")
    return [tuple(card[name] for name in names) for card in json.loads(answer.body)["points"] if "owner" in card]


def test_a_follow_up_is_asked_for_typed_on_and_given_to_an_owner_with_a_day(rapporteur: Browser, held: Session) -> None:
    kenya = make_delegation(held.meeting, "KE")
    send(rapporteur, held, follow_up("a", texts={"en": "Write"}))
    send(rapporteur, held, follow_up("b", base={"en": "Write"}, texts={"en": "Write it"}, version=1))
    marks = {"owner": kenya.id, "due_on": "2025-06-30"}
    theirs = follow_up("c", base={"en": "Write"}, texts={"en": "Please write"}, version=1, **marks)
    answer = send(rapporteur, held, theirs)
    assert cards(answer) == [("follow_up", "f1", {"en": "Please write it"}, kenya.id, "2025-06-30")]
    (task,) = db.session.query(FollowUp).all()
    assert (task.owner, task.due_on, task.raised_in, task.proposal_id) == (kenya, date(2025, 6, 30), held, None)
    assert cards(send(rapporteur, held, follow_up("d", version=task.version, due_on=""))) == [
        ("follow_up", "f1", {"en": "Please write it"}, kenya.id, "")
    ]


def test_a_follow_up_belongs_to_the_proposal_under_which_it_is_typed(rapporteur: Browser, held: Session) -> None:
    proposal = make_tabled_proposal(held)
    send(rapporteur, held, follow_up("a", proposal=proposal.id, texts={"en": "Write"}))
    assert [task.text for task in proposal.follow_ups] == ["Write"]


def test_a_follow_up_is_removed_unless_somebody_typed_into_it_meanwhile(rapporteur: Browser, held: Session) -> None:
    send(rapporteur, held, follow_up("a", texts={"en": "Write"}))
    send(rapporteur, held, follow_up("b", base={"en": "Write"}, texts={"en": "Write it"}, version=1))
    assert len(cards(send(rapporteur, held, follow_up("c", removed=True, version=1)))) == 1
    version = db.session.query(FollowUp).one().version
    assert cards(send(rapporteur, held, follow_up("d", removed=True, version=version))) == []


def test_under_the_chatham_house_rule_no_owner_is_noted_in_the_room(rapporteur: Browser, held: Session) -> None:
    held.record_rule = "chatham_house"
    kenya = make_delegation(held.meeting, "KE")
    answer = send(rapporteur, held, follow_up("a", texts={"en": "Write"}, owner=kenya.id))
    assert cards(answer) == [("follow_up", "f1", {"en": "Write"}, 0, "")]
    assert db.session.query(FollowUp).one().owner is None


@pytest.mark.parametrize("wrong", [{"what": "x"}, {"due_on": "soon"}, {"owner": "KE"}])
def test_a_follow_up_that_makes_no_sense_is_refused(rapporteur: Browser, held: Session, wrong: dict[str, Any]) -> None:
    assert send(rapporteur, held, follow_up("a", texts={"en": "Write"}, **wrong)).status == 400


def test_a_follow_up_of_another_session_stays_as_it_is(rapporteur: Browser, held: Session) -> None:
    send(rapporteur, held, follow_up("a", texts={"en": "Write"}))
    other = make_session(held.meeting, titles={"en": "Other"})
    answer = send(rapporteur, other, follow_up("b", base={"en": "Write"}, texts={"en": "Stolen"}, version=1))
    assert answer.status == 409
    assert db.session.query(FollowUp).one().texts == {"en": "Write"}


def test_a_rapporteur_takes_notes_by_private_link_and_leads_to_nothing_of_the_organizers(
    browser: Browser, held: Session
) -> None:
    browser.hold_link(PURPOSE, held.id)
    page = browser.get(notes_of(held))
    assert page.status == 200
    assert "/conclusion" not in page.body
    assert stands(send(browser, held, change("a", texts={"en": "Forms"}))) == [("p1", {"en": "Forms"})]
    other = make_session(held.meeting, titles={"en": "Other"})
    assert browser.get(notes_of(other)).status == 404


def test_notes_of_a_closed_session_are_for_organizers_alone(browser: Browser, held: Session) -> None:
    held.record_rule = "closed"
    db.session.flush()
    browser.hold_link(PURPOSE, held.id)
    assert browser.get(notes_of(held)).status == 404
    assert browser.get(f"{notes_of(held)}state").status == 404
    assert browser.sign_in(make_organizer()).get(notes_of(held)).status == 200
