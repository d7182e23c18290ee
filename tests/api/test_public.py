"""What everybody may read: listed fields only, in pages, in the reader's language, and nothing that is hidden."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from jcmevents import clock
from jcmevents.extensions import db
from tests.api.program import Program, problem
from tests.factories import (
    NOW,
    make_attendee,
    make_delegation,
    make_edition,
    make_item,
    make_meeting,
    make_session,
    make_tabled_proposal,
    make_theme,
    make_token,
)
from tests.press.releases import make_published, make_release, published

HIDDEN = {"email", "phone", "gender", "user_id", "focal_point_email", "note", "invite_by_decision", "search_text"}


@pytest.fixture
def visitor(app: Flask, session: Any) -> Program:
    return Program(app)


def names_in(told: Any) -> set[str]:
    """Every name of a field, at any depth."""
    if isinstance(told, dict):
        return set(told) | {name for value in told.values() for name in names_in(value)}
    return {name for value in told for name in names_in(value)} if isinstance(told, list) else set()


def test_the_entry_leads_to_everything_it_names(visitor: Program) -> None:
    entry = visitor.read("/")
    for name in ("description", "countries", "meetings", "releases"):
        assert visitor.ask(entry[name].removeprefix("/api/v1")).status == 200


def test_partners_on_a_day_come_page_by_page(visitor: Program) -> None:
    partners = visitor.everything("/countries?partners_on=2025-02-17&limit=10&lang=ja")
    assert len(partners) == 29
    mongolia = next(each for each in partners if each["iso2"] == "MN")
    assert {"name": "モンゴル", "partner_since": "2013-01-08"}.items() <= mongolia.items()
    assert [each["iso2"] for each in partners] == sorted(each["iso2"] for each in partners)
    assert visitor.read("/countries?partners_on=2013-01-07")["items"] == []


def test_a_country_tells_its_names_and_what_it_signed(visitor: Program) -> None:
    told = visitor.read("/countries/mn?lang=en")
    assert told["names"]["ja"] == "モンゴル"
    assert told["instruments"][0]["kind"] == "memorandum_of_cooperation"
    assert names_in(told).isdisjoint({*HIDDEN, "confidence", "source"})
    assert visitor.ask("/countries/xx").status == 404


def test_only_published_meetings_are_told(visitor: Program) -> None:
    seen, hidden = make_meeting(kind="training"), make_meeting(published=False)
    assert [each["slug"] for each in visitor.everything("/meetings")] == [seen.slug]
    assert visitor.read("/meetings?kind=meeting")["items"] == []
    assert visitor.read(f"/meetings/{seen.slug}")["days"] == ["2025-02-17", "2025-02-18", "2025-02-19"]
    nothing = visitor.ask("/meetings/no-such-meeting")
    assert visitor.ask(f"/meetings/{hidden.slug}").body == nothing.body


def test_a_token_of_staff_shows_meetings_that_are_not_published(app: Flask, session: Any) -> None:
    hidden = make_meeting(published=False)
    assert Program(app, make_token()).read(f"/meetings/{hidden.slug}")["slug"] == hidden.slug


def test_lists_go_on_where_the_page_before_ended_though_something_is_entered_meanwhile(visitor: Program) -> None:
    meetings = [make_meeting().slug for _ in range(3)]
    first = visitor.read("/meetings?limit=2")
    make_meeting()
    second = visitor.read(f"/meetings?limit=2&cursor={first['next']}")
    assert [each["slug"] for each in (*first["items"], *second["items"])] == meetings[::-1]
    assert second["next"] is None


@pytest.mark.parametrize("cursor", ["x", "W10=", "WyJhIl0=", "W251bGxd", "é", "WzJlMTAwXQ==", "[[[["])
def test_a_cursor_that_is_none_of_ours_is_refused(visitor: Program, cursor: str) -> None:
    assert visitor.ask("/meetings", query_string={"cursor": cursor}).status == 400


@pytest.mark.parametrize(
    "asked", ["nonsense=1", "limit=1&limit=2", "limit=0", "limit=101", "limit=x", "lang=xx", "kind=party", "kind="]
)
def test_unknown_repeated_and_senseless_parameters_are_refused_by_name(visitor: Program, asked: str) -> None:
    refused = visitor.ask(f"/meetings?{asked}")
    assert refused.status == 400
    assert list(problem(refused)["errors"]) == [asked.partition("=")[0]]


def test_problems_are_told_in_the_reader_s_language(visitor: Program) -> None:
    japanese = {"Accept-Language": "ja"}
    assert "上げ" not in problem(visitor.ask("/nothing"))["detail"]
    assert problem(visitor.ask("/nothing", headers=japanese))["detail"].startswith("このアドレスには")
    assert problem(visitor.ask("/meetings?x=1", headers=japanese))["errors"] == {"x": ["ここにその項目はありません。"]}
    assert visitor.ask("/meetings", method="DELETE").headers["Allow"]


def test_an_answer_that_has_not_changed_is_not_sent_again(visitor: Program) -> None:
    meeting = make_meeting()
    first = visitor.ask(f"/meetings/{meeting.slug}")
    again = visitor.ask(f"/meetings/{meeting.slug}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.data) == (304, b"")
    meeting.titles = {"en": "Renamed"}
    changed = visitor.ask(f"/meetings/{meeting.slug}", headers={"If-None-Match": first.headers["ETag"]})
    assert json.loads(changed.body)["titles"] == {"en": "Renamed"}


def test_no_other_site_may_read_with_a_browser_and_no_cookie_is_set(visitor: Program) -> None:
    answer = visitor.ask("/meetings?lang=ja", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in answer.headers if name[0].lower().startswith("access-control")]
    assert "Set-Cookie" not in answer.headers


def test_the_agenda_tells_the_wall_the_zone_and_the_instant(visitor: Program) -> None:
    meeting = make_meeting(zone="Europe/Zurich", start=date(2027, 3, 28), end=date(2027, 3, 28))
    make_item(make_session(meeting, room=None), minutes=30)
    assert visitor.read(f"/meetings/{meeting.slug}/agenda")["edition"] is None
    make_edition(meeting)
    told = visitor.read(f"/meetings/{meeting.slug}/agenda")
    (session,) = told["days"][0]["sessions"]
    assert (told["zone"], told["edition"], session["zone"]) == ("Europe/Zurich", 1, "CEST (UTC+2)")
    assert (session["starts"], session["starts_at"]) == ("09:30", "2027-03-28T09:30:00+02:00")
    assert (session["starts_utc"], session["items"][0]["ends_utc"]) == ("2027-03-28T07:30:00Z", "2027-03-28T08:00:00Z")


def test_what_is_entered_but_not_published_is_not_in_the_agenda(app: Flask, visitor: Program) -> None:
    meeting = make_meeting()
    make_session(meeting)
    make_edition(meeting)
    make_session(meeting, titles={"en": "Secret"})
    for program in (visitor, Program(app, make_token())):
        (session,) = program.read(f"/meetings/{meeting.slug}/agenda")["days"][0]["sessions"]
        assert session["titles"]["en"] != "Secret"


def test_proposals_are_those_on_the_table(visitor: Program) -> None:
    session = make_session()
    shown, closed = make_tabled_proposal(session), make_tabled_proposal(make_session(record_rule="closed"))
    theme = make_theme(session).theme
    shown.tag([theme])
    path = f"/meetings/{session.meeting.slug}/proposals"
    assert [each["id"] for each in visitor.everything(path)] == [shown.id]
    assert [each["id"] for each in visitor.everything(f"{path}?theme={theme.key}&kind=proposal")] == [shown.id]
    assert visitor.read(f"{path}?state=adopted")["items"] == []
    assert visitor.read(f"{path}/{shown.id}")["session"] == session.uid
    assert visitor.ask(f"{path}/{closed.id}").status == 404
    assert visitor.ask(f"/meetings/{closed.meeting.slug}/proposals/{closed.id}").status == 404


def test_participants_are_told_where_the_list_is_public_and_named_where_they_agreed(visitor: Program) -> None:
    meeting = make_meeting()
    delegation = make_delegation(meeting)
    make_attendee(delegation, full_name="Named Person", email="named@example.org", listed_publicly=True)
    make_attendee(delegation, full_name="Hidden Person", listed=True)
    path = f"/meetings/{meeting.slug}/participants"
    with clock.frozen_at(NOW + timedelta(days=30)):
        assert visitor.ask(path).status == 404
        meeting.participants_public = True
        told = visitor.read(path)
    (entry,) = told["items"]
    assert (told["stage"], told["people"], entry["further"]) == ("final", 2, 1)
    assert [person["name"] for person in entry["people"]] == ["Named Person"]
    assert names_in(told).isdisjoint(HIDDEN)
    assert "Hidden" not in json.dumps(told)


def test_a_release_under_embargo_is_nothing_at_all(app: Flask, visitor: Program) -> None:
    with clock.frozen_at(NOW):
        release = published(make_release(slug="secret", langs=("en", "ja")), opens_at=NOW + timedelta(hours=1))
        nothing = {tail: visitor.ask(f"/releases/no-such{tail}") for tail in ("", "/texts/en")}
        empty = visitor.ask("/releases").body
        for reader in (visitor, Program(app, make_token())):
            for tail, nobody in nothing.items():
                hidden = reader.ask(f"/releases/secret{tail}")
                assert (hidden.status, hidden.body) == (404, nobody.body)
                assert hidden.headers.get("ETag") == nobody.headers.get("ETag")
            assert reader.ask("/releases").body == reader.ask("/releases?search=hayama").body == empty
    with clock.frozen_at(NOW + timedelta(hours=1)):
        assert visitor.read("/releases")["items"][0]["slug"] == release.slug
        assert visitor.read("/releases/secret/texts/ja")["lang"] == "ja"


def test_a_release_tells_its_editions_and_its_text(visitor: Program) -> None:
    with clock.frozen_at(NOW):
        release = make_published(langs=("en",))
        told = visitor.read(f"/releases/{release.slug}?lang=en")
        text = visitor.read(f"/releases/{release.slug}/texts/en")
        assert (told["title"], told["edition"], told["langs"]) == ("Meeting held in Hayama", 1, ["en"])
        assert told["editions"][0]["public_since"] == "2025-02-17T03:00:00Z"
        assert "Meeting held in Hayama" in text["text"]
        assert visitor.ask(f"/releases/{release.slug}/texts/ja").status == 404
        assert visitor.read("/releases?language=ja")["items"] == []
        assert len(visitor.read(f"/releases?language=en&year=2025&meeting={release.meeting.slug}")["items"]) == 1


def test_of_a_withdrawn_release_the_reason_is_told(visitor: Program) -> None:
    with clock.frozen_at(NOW):
        release = make_published()
        release.withdraw({"en": "It named the wrong year."}, by=None, at=NOW)
        gone = visitor.ask(f"/releases/{release.slug}?lang=en")
    assert (gone.status, problem(gone)["detail"]) == (410, "It named the wrong year.")


def fill(meeting: Any, number: int) -> None:
    """So many of everything that lists tell of."""
    session = make_session(meeting)
    for place in range(number):
        make_item(session)
        proposal = make_tabled_proposal(session)
        proposal.sponsor(make_delegation(meeting, ("MN", "KE", "VN", "LA", "PW", "TH", "KH")[place % 7 + 0]))


@pytest.mark.parametrize("path", ["countries", "meetings", "agenda", "proposals"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    visitor: Program, queries: Callable[[], AbstractContextManager[list[str]]], path: str
) -> None:
    few, many = make_meeting(), make_meeting()
    for meeting, number in ((few, 2), (many, 7)):
        fill(meeting, number)
        make_edition(meeting)
    db.session.commit()
    whole = path in ("countries", "meetings")
    paths = [f"/{path}?limit={n}" for n in (1, 50)] if whole else [f"/meetings/{m.slug}/{path}" for m in (few, many)]
    counts = []
    for each in paths:
        with queries() as statements:
            visitor.read(each)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 15
