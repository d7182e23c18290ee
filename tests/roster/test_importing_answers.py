"""Answers to the meeting's questions in a spreadsheet: in, out again, and taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from jcmevents.questionnaire.kinds import Kind
from jcmevents.registration.answers import Answer
from jcmevents.registration.models import Registration
from jcmevents.roster.export import export
from jcmevents.roster.importing.columns import guessed
from jcmevents.roster.importing.models import ImportRow, RosterImport
from jcmevents.roster.importing.report import faults
from jcmevents.roster.questions import Questions
from jcmevents.roster.roster import Roster
from jcmevents.roster.view import View
from jcmevents.sheet import as_csv, read
from tests.factories import NOW, make_organizer
from tests.questionnaire.fields import make_field, option
from tests.roster.test_importing import checked, entered, meeting, undone

ANSWERS = {
    "route": "By sea, by =land",
    "story": "first line\nsecond line",
    "meal": "fish",
    "topics": ["registry", "reporting"],
    "born": "1970-05-03",
    "from": "MN",
    "call": "+81312345678",
}
HEAD = ["Name", "Country", "E-mail", "Route", "Story", "Meal", "Topics", "Born", "From", "Call"]
CELLS = ["By sea, by =land", "first line\nsecond line", "Fish", "Reporting, accounting; registry"]
ROW = ["Tuul", "MN", "t@x.org", *CELLS, "3 May 1970", "Mongolia", "+81 3-1234-5678"]
__all__ = ["meeting"]


@pytest.fixture
def asking(meeting):
    topics = [option("registry"), option("reporting", "Reporting, accounting")]
    kinds = {
        "route": Kind.TEXT,
        "story": Kind.LONG_TEXT,
        "meal": Kind.CHOICE,
        "topics": Kind.MULTI_CHOICE,
        "born": Kind.DATE,
        "from": Kind.COUNTRY,
        "call": Kind.PHONE,
    }
    for key, kind in kinds.items():
        more = {"options": topics} if kind == Kind.MULTI_CHOICE else {}
        make_field(meeting, kind, key=key, labels={"en": key.capitalize()}, **more)
    return meeting


def people(session, meeting):
    return session.scalars(Registration.of_meeting(meeting)).all()


def columns_of(asking):
    return ["full_name", "delegation", "email", *Questions(asking, "en").fields]


def test_answers_come_in_with_a_new_person(app, session, asking):
    roster_import = entered(app, session, asking, [ROW], head=HEAD)
    assert roster_import.counts == {"added": 1}
    [person] = people(session, asking)
    assert Answer.of(person) == ANSWERS


def test_what_is_no_answer_is_named_by_its_cell(app, session, asking):
    wrong = ["Tuul", "MN", "t@x.org", "x" * 301, "", "Cake", "Registry, law", "31 February 1970", "Atlantis", "12"]
    roster_import = checked(app, session, asking, [wrong], head=HEAD)
    assert roster_import.counts == {"refused": 1}
    [row] = session.scalars(select(ImportRow))
    assert [target for target, _sentence in row.faults] == [
        f"answer:{key}" for key in ("route", "meal", "topics", "born", "from", "call")
    ]
    assert faults(roster_import)[1].column == "Meal"
    assert faults(roster_import)[1].fault == "“Cake” is none of: fish, meat."


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_an_export_that_is_imported_again_changes_no_answer(app, session, asking, format, lang):
    entered(app, session, asking, [ROW], head=HEAD)
    view = View.understood(MultiDict([("columns", key) for key in columns_of(asking)]))
    sheet = read(export(Roster(asking, view, lang), format, lang=lang, at=NOW))
    assert set(guessed(asking, sheet.head)) >= set(columns_of(asking))
    again = entered(app, session, asking, [cells for _row, cells in sheet.each()], head=sheet.head)
    assert again.counts == {"unchanged": 1}
    [person] = people(session, asking)
    assert Answer.of(person) == ANSWERS


def test_another_answer_is_a_change_and_undoing_puts_the_first_back(app, session, asking):
    entered(app, session, asking, [ROW], head=HEAD)
    again = entered(app, session, asking, [["Tuul", "MN", "t@x.org", "By air"]], head=HEAD[:4])
    [person] = people(session, asking)
    assert (again.counts, Answer.of(person)) == ({"changed": 1}, ANSWERS | {"route": "By air"})
    undone(app, session, again)
    session.expire_all()
    assert Answer.of(person) == ANSWERS


def test_undoing_removes_the_person_with_the_answers_but_not_one_who_has_answered_since(app, session, asking):
    first = entered(app, session, asking, [ROW, ["Bold", "MN", "b@x.org", "By sea"]], head=HEAD)
    bold = session.scalars(Registration.of_meeting(asking).where(Registration.full_name == "Bold")).one()
    fields = [Questions(asking, "en").fields["answer:route"]]
    Answer.keep(bold, {"route": "On foot"}, fields=fields, by=None, at=NOW + timedelta(days=400 * 10))
    session.commit()
    undone(app, session, first)
    assert [person.full_name for person in people(session, asking)] == ["Bold"]


def test_columns_page_offers_the_questions(browser, session, asking):
    organizer = browser.sign_in(make_organizer())
    sheet = read(as_csv(HEAD, [ROW]))
    taken = RosterImport.take_in(asking, sheet, "people.csv", lang="en", by=None, at=NOW)
    taken.columns = guessed(asking, sheet.head)
    path = f"/meetings/{asking.slug}/registrations/imports/{taken.id}/columns"
    assert organizer.get(path).form(having={"full_name"}).filled({})["answer:route"] == "3"
    assert organizer.submit(path, **{"answer:route": ""}).status == 302
    session.refresh(taken)
    assert ("answer:route" in taken.columns, taken.columns["answer:meal"]) == (False, 5)
