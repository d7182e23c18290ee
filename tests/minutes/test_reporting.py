"""Rapporteurs write the summary of a session together; it is told when it is ready, and as far as the rule lets it."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import select

from jcmevents import clock
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.agenda.models import Session
from jcmevents.agenda.reporting import SessionSummary
from jcmevents.audit import AuditEntry
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.record.proceedings import Proceedings
from tests.agenda.test_exports import words_of
from tests.browser import Browser
from tests.factories import (
    NOW,
    make_delegation,
    make_edition,
    make_meeting,
    make_organizer,
    make_registration,
    make_session,
    make_tabled_proposal,
    make_user,
)


@pytest.fixture
def held(session: Any) -> Session:
    held = make_session(titles={"en": "Rules"})
    make_edition(held.meeting)
    return held


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(make_organizer())


def address(held: Session) -> str:
    return f"/meetings/{held.meeting.slug}/sessions/{held.id}/summary/"


def change(name: str, uid: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "uid": uid, "base": {}, "texts": {}, "proposal": 0, "version": 0, **more}


def send(browser: Browser, held: Session, *changes: Any) -> Any:
    body = {"data": json.dumps(list(changes)), "content_type": "application/json"}
    headers = {"X-CSRFToken": browser.csrf_token()}
    return browser.open(f"{address(held)}sync", method="POST", headers=headers, **body)


def stands(answer: Any) -> list[Any]:
    assert answer.status == 200, answer.text
    return [point["texts"] for point in json.loads(answer.body)["points"]]


def written(browser: Browser, held: Session, text: str = "They agreed.", point: str = "Shorter forms") -> None:
    texts = (
        change("t", held.uid, texts={"en": text, "ja": "合意した。"}),
        change("p", "p1", texts={"en": point}, proposal=1),
    )
    assert stands(send(browser, held, *texts)) == [{"en": text, "ja": "合意した。"}, {"en": point}]


def ready(browser: Browser, held: Session, **answer: str) -> Any:
    return browser.submit(address(held), action=address(held), **answer)


def told(held: Session) -> tuple[Any, Any]:
    db.session.expire_all()
    (record,) = (each for each in Proceedings.of(held.meeting).sessions if each.session.id == held.id)
    return record.summaries, record.key_points


def test_a_draft_is_told_nowhere_and_what_is_ready_everywhere(organizer: Browser, held: Session, tmp_path: Any) -> None:
    written(organizer, held)
    at = f"/meetings/{held.meeting.slug}/agenda"
    make_tabled_proposal(held)
    db.session.commit()
    assert told(held) == ({}, ())
    assert "They agreed" not in organizer.get(at).text

    ready(organizer, held)
    assert told(held) == ({"en": "They agreed.", "ja": "合意した。"}, ({"en": "Shorter forms"},))
    (summary,) = db.session.scalars(SessionSummary.of_meeting(held.meeting))
    assert (summary.told.texts["en"], summary.told.key_points) == ("They agreed.", ({"en": "Shorter forms"},))
    outputs = [
        organizer.get(at).text,
        organizer.get(f"{at}.json").body,
    ]
    outputs.append(organizer.get(f"/meetings/{held.meeting.slug}/proposals/summary/preview").text)
    told_in = [["They agreed." in output, "Shorter forms" in output] for output in outputs]
    assert told_in == [[True, True]] * 3
    assert "They agreed." not in words_of(organizer.get(f"{at}.pdf").data, tmp_path)  # a programme is the plan alone


def test_what_is_ready_stays_told_while_somebody_writes_on(organizer: Browser, held: Session) -> None:
    written(organizer, held)
    ready(organizer, held)
    on = change("t2", held.uid, base={"en": "They agreed."}, texts={"en": "They agreed. Nearly."})
    send(organizer, held, on)
    assert told(held)[0]["en"] == "They agreed."
    assert "changed since it was ready" in organizer.get(address(held)).text
    ready(organizer, held)
    assert told(held)[0]["en"] == "They agreed. Nearly."
    organizer.submit(address(held), action=f"{address(held)}take-back")
    assert told(held) == ({}, ())


def test_two_rapporteurs_merge_and_what_is_sent_twice_has_its_effect_once(organizer: Browser, held: Session) -> None:
    written(organizer, held, text="Forms")
    first = change("a", held.uid, base={"en": "Forms"}, texts={"en": "Long forms"})
    second = change("b", held.uid, base={"en": "Forms"}, texts={"en": "Forms 2"})
    for each in (first, second, first, second):
        answer = send(organizer, held, each)
    assert stands(answer)[0]["en"] == "Long forms 2"
    points = [change(f"c{n}", f"k{n}", texts={"en": f"Point {n}"}, proposal=1) for n in range(3)]
    assert [texts["en"] for texts in stands(send(organizer, held, *points))[1:]] == [
        "Shorter forms",
        *(f"Point {n}" for n in range(3)),
    ]


def test_a_key_point_typed_into_meanwhile_is_not_removed(organizer: Browser, held: Session) -> None:
    written(organizer, held)
    typed = change("a", "p1", base={"en": "Shorter forms"}, texts={"en": "Shorter forms!"}, proposal=1, version=1)
    late = change("b", "p1", base={"en": "Shorter forms"}, texts={}, proposal=1, version=1, removed=True)
    assert stands(send(organizer, held, typed, late))[1:] == [{"en": "Shorter forms!"}]
    assert stands(send(organizer, held, {**late, "id": "c", "version": 2}))[1:] == []


def test_a_private_link_leads_the_rapporteur_to_the_page(browser: Browser, held: Session) -> None:
    browser.sign_in(make_organizer())
    browser.submit(f"{address(held)}rapporteurs", name="Anu", email="anu@example.org", language="en")
    mail = db.session.scalars(select(OutgoingMail).where(OutgoingMail.template == "rapporteur_link")).one()
    assert (mail.to_address, "Rules" in mail.subject) == ("anu@example.org", True)
    match = re.search(r"/links/\S+", mail.body_text)
    assert match
    browser.client = browser.app.test_client()
    assert browser.submit(match[0], action=match[0]).location.endswith(address(held))
    written(browser, held)
    ready(browser, held)
    assert told(held)[0]["en"] == "They agreed."
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "session_summary.revise"))
    assert entry.actor_label == "private_link"

    other = make_session(held.meeting)
    db.session.commit()
    assert browser.get(address(other)).status == 404
    PrivateLink.revoke_all("rapporteur", held.id, by=None, at=clock.now())
    db.session.commit()
    assert browser.get(address(held)).status != 200


def test_a_rapporteur_named_on_the_agenda_signs_in(browser: Browser) -> None:
    meeting, user = make_meeting(), make_user()
    person = make_registration(make_delegation(meeting), user_id=user.id)
    named = {"duty": "rapporteur", "registration_id": person.id}
    own, other = make_session(meeting, people=[named]), make_session(meeting)
    db.session.commit()
    browser.sign_in(user)
    assert [browser.get(address(each)).status for each in (own, other)] == [200, 404]


CHATHAM = [
    ("Ms Batbayar Enkhtuyaa asked for it.", {}, "Take out: Batbayar Enkhtuyaa"),
    ("BATBAYAR ENKHTUYAA asked for it.", {"names_are_harmless": "y"}, "Take out: Batbayar Enkhtuyaa"),
    ("Mongolia asked for it.", {}, "may say who spoke"),
    ("モンゴルが求めた。", {}, "may say who spoke"),
]


@pytest.mark.parametrize(("text", "answer", "reason"), CHATHAM)
def test_names_are_refused_under_the_chatham_house_rule(
    organizer: Browser, text: str, answer: dict[str, str], reason: str
) -> None:
    held = make_session(record_rule="chatham_house")
    make_registration(make_delegation(held.meeting, "MN"), full_name="Batbayar Enkhtuyaa")
    db.session.commit()
    written(organizer, held, text=text)
    page = ready(organizer, held, **answer)
    assert (page.status, reason in page.text) == (409, True)
    assert told(held) == ({}, ())
    assert "Names found in it" in organizer.get(address(held)).text


def test_a_country_only_spoken_about_is_told_after_a_word_on_it(organizer: Browser) -> None:
    held = make_session(record_rule="chatham_house")
    make_delegation(held.meeting, "MN")
    db.session.commit()
    written(organizer, held, text="Wind power in Mongolia was shown.")
    ready(organizer, held, names_are_harmless="y")
    assert told(held)[0]["en"] == "Wind power in Mongolia was shown."


def test_no_summary_of_a_closed_session_leaves_the_room(organizer: Browser) -> None:
    held = make_session(record_rule="closed")
    db.session.commit()
    page = organizer.get(address(held))
    assert "nothing that was said leaves the room" in page.text
    assert page.select("[data-notes]") == []
    assert send(organizer, held, change("t", held.uid, texts={"en": "Secret"})).status == 409
    assert db.session.scalars(select(SessionSummary)).all() == []


@pytest.mark.parametrize("rule", ["chatham_house", "closed"])
def test_a_rule_that_becomes_stricter_takes_back_what_was_told(organizer: Browser, held: Session, rule: str) -> None:
    written(organizer, held)
    ready(organizer, held)
    held.revise(starts=held.starts, ends=held.ends, record_rule=rule, by=None, at=NOW)
    db.session.commit()
    assert told(held) == ({}, ())
    assert "They agreed" not in organizer.get(f"/meetings/{held.meeting.slug}/agenda").text
    (summary,) = db.session.scalars(SessionSummary.of_meeting(held.meeting))
    assert summary.told.texts == {}


def test_an_empty_summary_is_not_ready(organizer: Browser, held: Session) -> None:
    page = ready(organizer, held)
    assert (page.status, "nothing written yet" in page.text) == (409, True)


def test_a_text_from_before_there_were_rapporteurs_stays_told_while_one_writes_on(organizer: Browser) -> None:
    held = make_session(record_rule="chatham_house", summaries={"en": "All agreed."})
    db.session.commit()
    assert "It is told on the agenda" in organizer.get(address(held)).text
    send(organizer, held, change("t", held.uid, base={"en": "All agreed."}, texts={"en": "All agreed!"}))
    assert told(held)[0] == {"en": "All agreed."}
    ready(organizer, held)
    assert told(held)[0] == {"en": "All agreed!"}


def test_a_key_point_removed_while_somebody_types_into_it_keeps_all_that_was_typed(
    organizer: Browser, held: Session
) -> None:
    send(organizer, held, change("a", "p1", texts={"en": "Forms"}, proposal=1))
    send(organizer, held, change("b", "p1", removed=True, version=1, proposal=1))
    late = change("c", "p1", base={"en": "Forms"}, texts={"en": "Forms are long"}, version=1, proposal=1)
    assert {"en": "Forms are long"} in stands(send(organizer, held, late))
