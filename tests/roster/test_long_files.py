"""Files of the roster that the worker makes."""

import csv
import json
from io import StringIO

import pytest

from jcmevents import jobs
from jcmevents.roster import export
from tests.factories import NOW, make_delegation, make_organizer, make_registration


@pytest.fixture
def organizer(browser):
    return browser.sign_in(make_organizer())


@pytest.fixture
def everything_is_long(monkeypatch):
    monkeypatch.setattr(export, "MOST_PRINTED_AT_ONCE", 1)
    monkeypatch.setattr(export, "MOST_WRITTEN_AT_ONCE", 1)


@pytest.mark.usefixtures("everything_is_long")
@pytest.mark.parametrize("format", ["pdf", "csv", "xlsx", "json"])
def test_long_file_is_made_by_the_worker_with_the_view_that_was_asked_for(app, organizer, format):
    delegation = make_delegation()
    for name, mode in (("Bold", "online"), ("Anu", "online"), ("Nobody", "on_site")):
        make_registration(delegation, full_name=name, mode=mode)
    slug = delegation.meeting.slug
    view = "mode=online&columns=full_name&order=full_name"
    asked = organizer.get(f"/meetings/{slug}/registrations/roster.{format}?{view}")
    address = organizer.submit(asked, once="a key").location
    assert organizer.get(address).texts("[data-progress-text]") == ["waiting for its turn"]
    jobs.drain(app, NOW)
    answer = organizer.client.get(organizer.get(address).one("main a.btn-primary")["href"])
    assert answer.headers["Content-Disposition"] == f"attachment; filename={slug}-roster.{format}"
    if format == "csv":
        assert list(csv.reader(StringIO(answer.text.removeprefix("\ufeff")))) == [["Name"], ["Anu"], ["Bold"]]
    elif format == "json":
        assert [person["full_name"] for person in json.loads(answer.text)["people"]] == ["Anu", "Bold"]
    else:
        assert answer.data.startswith({"pdf": b"%PDF", "xlsx": b"PK"}[format])


def test_short_file_is_made_at_once(organizer, monkeypatch):
    monkeypatch.setattr(export, "MOST_WRITTEN_AT_ONCE", 1)
    meeting = make_registration(full_name="Anu").meeting
    answer = organizer.get(f"/meetings/{meeting.slug}/registrations/roster.csv?columns=full_name")
    assert "Anu" in answer.body
