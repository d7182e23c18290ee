"""The plain forms of two organizers who have the same page open."""

from datetime import time
from typing import Any

import pytest

from jcmevents.agenda.leading import name_leaders
from jcmevents.agenda.models import Session
from jcmevents.agenda.roles import Leaders
from jcmevents.extensions import db
from tests.browser import Browser
from tests.factories import NOW, make_item, make_meeting, make_organizer, make_session

ANA, BO = {"names": {"en": "Ana"}}, {"names": {"en": "Bo"}}


class Pair:
    """Two organizers. `one` opens the page first and sends it last."""

    def __init__(self, browser: Browser, address: str):
        self.one, self.two = (Browser(browser.app).sign_in(make_organizer()) for _ in range(2))
        self.address = address
        self.page = self.one.get(address)

    def meanwhile(self, **fields: Any) -> None:
        assert self.two.submit(self.address, **fields).status == 302

    def send(self, **fields: Any) -> Any:
        return self.one.submit(self.page, **fields)


def pair(browser: Browser, row: Any) -> Pair:
    kind = "sessions" if isinstance(row, Session) else "items"
    db.session.commit()
    return Pair(browser, f"/meetings/{row.meeting.slug}/agenda/{kind}/{row.id}/edit")


def texts_of(clash: Any) -> list[str]:
    return [" ".join(each.text.split()) for each in clash.select(".clash h3, .clash .clash-text")]


def test_different_fields_of_a_session_both_stay(browser: Browser) -> None:
    held = make_session(titles={"en": "Rules", "ja": "規則"}, code="S1")
    two = pair(browser, held)
    two.meanwhile(title_ja="ルール", ends="11:30", code="S2")
    assert two.send(title_en="The rules", starts="09:00").status == 302
    assert (held.titles, held.code) == ({"en": "The rules", "ja": "ルール"}, "S2")
    assert (held.starts, held.ends) == (time(9), time(11, 30))


def test_the_same_field_shows_both_texts_and_the_others_are_taken_over(browser: Browser) -> None:
    held = make_session(titles={"en": "Rules"})
    two = pair(browser, held)
    two.meanwhile(title_en="Theirs", code="S2", ends="11:30")
    clash = two.send(title_en="Mine")
    assert texts_of(clash) == ["Title in English", "Theirs", "Mine"]
    assert (clash.status, held.titles) == (200, {"en": "Theirs"})
    assert two.one.submit(clash, title_en="Both").status == 302
    assert (held.titles, held.code, held.ends) == ({"en": "Both"}, "S2", time(11, 30))


def test_a_field_that_one_emptied_and_one_left_alone_is_empty(browser: Browser) -> None:
    held = make_session(titles={"en": "Rules", "ja": "規則"})
    two = pair(browser, held)
    two.meanwhile(title_ja="", ends="")
    assert two.send(code="S1").status == 302
    assert (held.titles, held.ends, held.code) == ({"en": "Rules"}, None, "S1")


def test_what_was_moved_on_the_grid_meanwhile_stays(browser: Browser) -> None:
    held = make_session()
    two = pair(browser, held)
    place = two.address.replace("/edit", "/place")
    assert two.two.post(place, {"version": 1, "starts": "10:00", "ends": "11:30"}).status == 200
    assert two.send(title_en="Mine").status == 302
    assert (held.starts, held.ends, held.titles["en"]) == (time(10), time(11, 30), "Mine")


def test_different_fields_of_an_item_both_stay(browser: Browser) -> None:
    item = make_item(titles={"en": "Talk"}, minutes=10)
    two = pair(browser, item)
    two.meanwhile(minutes="25")
    assert two.send(title_en="A talk", person1_name_en="Ana").status == 302
    assert (item.titles, item.minutes) == ({"en": "A talk"}, 25)
    assert [role.name for role in item.roles] == ["Ana"]


def test_an_item_moved_up_meanwhile_stays_there(browser: Browser) -> None:
    held = make_session()
    _a, item = (make_item(held, titles={"en": title}, minutes=10) for title in "AB")
    two = pair(browser, item)
    two.two.post(two.address.replace("/edit", "/position/up"))
    assert two.send(title_en="Mine").status == 302
    assert [each.title for each in held.items] == ["Mine", "A"]


def test_people_changed_by_two_are_shown_both(browser: Browser) -> None:
    held = make_session(people=[ANA, BO])
    two = pair(browser, held)
    two.meanwhile(person1_affiliation_en="Ministry")
    clash = two.send(person2_affiliation_en="Bank")
    assert set(texts_of(clash)) >= {"Ministry", "Bank"}
    assert [role.affiliations for role in held.roles] == [{"en": "Ministry"}, {}]


def test_people_who_move_up_are_not_mixed_with_those_typed(browser: Browser) -> None:
    held = make_session(people=[ANA, BO])
    two = pair(browser, held)
    two.meanwhile(person1_name_en="Bo", person2_name_en="")
    assert two.send(person2_affiliation_en="Bank").select(".clash")
    assert [(role.name, role.affiliations) for role in held.roles] == [("Bo", {})]


def test_two_who_each_take_somebody_out_are_shown_both(browser: Browser) -> None:
    held = make_session(people=[ANA, BO])
    two = pair(browser, held)
    two.meanwhile(person1_name_en="Bo", person2_name_en="")
    assert two.send(person2_name_en="").select(".clash")


def test_leaders_named_by_two_are_shown_both(browser: Browser) -> None:
    meeting = make_meeting()
    name_leaders(meeting, [ANA], by=None, at=NOW)
    two = Pair(browser, f"/meetings/{meeting.slug}/agenda/leaders")
    two.meanwhile(person1_affiliation_en="Ministry")
    assert two.send(person2_name_en="Bo").select(".clash")
    assert [(role.name, role.affiliations) for role in Leaders(meeting).roles] == [("Ana", {"en": "Ministry"})]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_version_that_nobody_has_read_overwrites_nothing(browser: Browser, version: str) -> None:
    held = make_session(titles={"en": "Rules"})
    two = pair(browser, held)
    two.meanwhile(title_en="Theirs")
    assert two.send(title_en="Mine", version=version).select(".clash")
    assert held.titles == {"en": "Theirs"}
