"""People from spreadsheets, as the worker enters them: what each row does, again and again, and back."""

import pytest
from sqlalchemy import func, select

from jcmevents import clock, jobs
from jcmevents.registration.consents import ConsentKind
from jcmevents.registration.models import Registration
from jcmevents.registration.particulars import CONSENTED
from jcmevents.registration.states import Capacity
from jcmevents.roster.export import export
from jcmevents.roster.importing import work
from jcmevents.roster.importing.columns import guessed
from jcmevents.roster.importing.models import ExternalId, ImportRow, ImportState, RosterImport
from jcmevents.roster.roster import Roster
from jcmevents.sheet import as_csv, as_xlsx, read
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_registration
from tests.roster.people import HARD_NAMES, hard_meeting

HEAD = ["Name", "Country", "E-mail", "Capacity", "Id"]


@pytest.fixture
def meeting(session):
    """Mongolia with three seats, Laos with five."""
    meeting = make_meeting(order_policy="en_un")
    make_delegation(meeting, "MN", seats=3, funded_seats=1)
    make_delegation(meeting, "LA", seats=5)
    return meeting


def taken_in(meeting, rows, head=HEAD, **options):
    sheet = read(as_csv(head, rows))
    roster_import = RosterImport.take_in(meeting, sheet, "people.csv", lang="en", by=options.get("by"), at=NOW)
    roster_import.check(guessed(meeting, sheet.head), options.get("delegation"), by=options.get("by"), at=NOW)
    return roster_import


def later():
    return NOW + 2 * work.LEASE


def checked(app, session, meeting, rows, **options):
    roster_import = taken_in(meeting, rows, **options)
    jobs.drain(app, later())
    session.refresh(roster_import)
    return roster_import


def entered(app, session, meeting, rows, **options):
    roster_import = checked(app, session, meeting, rows, **options)
    roster_import.start(by=options.get("by"), at=NOW)
    jobs.drain(app, later())
    session.refresh(roster_import)
    return roster_import


def undone(app, session, roster_import):
    roster_import.undo(by=None, at=NOW)
    jobs.drain(app, later())
    session.refresh(roster_import)
    return roster_import


def people(session, meeting):
    return {each.full_name: each for each in session.scalars(Registration.of_meeting(meeting))}


def rows_of(session, roster_import):
    query = select(ImportRow).where(ImportRow.import_id == roster_import.id).order_by(ImportRow.row)
    return list(session.scalars(query))


def faults(session, roster_import):
    return [(row.row, *fault) for row in rows_of(session, roster_import) for fault in row.faults]


ANU = ["Anu", "Mongolia", "anu@example.org", "head of delegation", "007"]
BOLD = ["Bold", "MN", "", "", "98765432109876543210"]


def test_people_are_entered_with_history_seat_and_external_id(app, session, meeting):
    organizer = make_organizer()
    roster_import = entered(app, session, meeting, [ANU, BOLD], by=organizer)
    assert (roster_import.state, roster_import.counts) == (ImportState.FINISHED, {"added": 2})
    anu, bold = (people(session, meeting)[name] for name in ("Anu", "Bold"))
    assert (anu.capacity, anu.email, anu.state, anu.position) == ("head", "anu@example.org", "nominated", 1)
    assert (bold.capacity, bold.delegation_id, bold.position) == (Capacity.DELEGATE, anu.delegation_id, 2)
    assert [(change.after, change.changed_by_id) for change in anu.history] == [("nominated", organizer.id)]
    assert list(session.scalars(select(ExternalId.key).order_by(ExternalId.key))) == ["007", "98765432109876543210"]
    assert Registration.seats_taken(anu.delegation) == 2


def test_check_enters_nobody_and_names_every_bad_cell(app, session, meeting):
    rows = [
        ["Anu", "Atlantis", "nope", "king", ""],
        ["", "MN", "", "", ""],
        ["Bold", "", "", "", ""],
        ["Long" * 51, "MN", "", "", ""],
        ["Hidden\u202e", "MN", "", "", ""],
        ["Tuul", "MN", "", "", ""],
        ["tuul", "Mongolia", "", "", ""],
    ]
    roster_import = checked(app, session, meeting, rows)
    assert (roster_import.state, roster_import.counts) == (ImportState.CHECKED, {"refused": 6, "added": 1})
    known = "head, deputy, delegate, adviser, interpreter, speaker, observer, secretariat, press"
    assert faults(session, roster_import) == [
        (2, "delegation", "“Atlantis” is no delegation of this meeting."),
        (2, "email", "Enter one mail address, such as name@example.org."),
        (2, "capacity", f"“king” is none of: {known}."),
        (3, "full_name", "The name is missing."),
        (4, "delegation", "The delegation is missing."),
        (5, "full_name", "This has 204 characters; at most 200 fit."),
        (6, "full_name", "This text holds a hidden character that changes the writing direction."),
        (8, "full_name", "This is the same person as in row 7."),
    ]
    assert people(session, meeting) == {}


def test_rows_beyond_the_seats_are_refused_in_the_check_and_in_the_import(app, session, meeting):
    rows = [[f"Person {n}", "MN", f"p{n}@example.org", "", ""] for n in range(5)]
    roster_import = checked(app, session, meeting, rows)
    assert roster_import.counts == {"added": 3, "refused": 2}
    sentence = "All 3 seats of Mongolia are taken. Raise the number of seats or withdraw somebody first."
    assert [fault[2] for fault in faults(session, roster_import)] == [sentence] * 2
    roster_import.start(by=None, at=NOW)
    make_registration(people_delegation := next(iter(Roster(meeting).delegations.values())), full_name="Lao")
    mongolia = next(d for d in Roster(meeting).delegations.values() if d.country_iso2 == "MN")
    make_registration(mongolia, full_name="Quicker")
    jobs.drain(app, later())
    session.refresh(roster_import)
    assert roster_import.counts == {"added": 2, "refused": 3}
    assert (Registration.seats_taken(mongolia), Registration.seats_taken(people_delegation)) == (3, 1)


def test_second_head_and_funded_seat_too_many_are_refused(app, session, meeting):
    rows = [["A", "MN", "head", "yes"], ["B", "MN", "head", ""], ["C", "MN", "", "yes"], ["D", "MN", "", "no"]]
    roster_import = entered(app, session, meeting, rows, head=["Name", "Country", "Capacity", "Funded"])
    assert roster_import.counts == {"added": 2, "refused": 2}
    assert faults(session, roster_import) == [
        (3, "capacity", "A is head of this delegation already; there is exactly one."),
        (4, "funded", "All 1 funded seats of Mongolia are taken. Choose a self-funded seat, or raise their number."),
    ]


def test_same_file_again_changes_nothing(app, session, meeting):
    rows = [ANU, BOLD, ["Сүхбаатар", "LA", "", "", ""]]
    entered(app, session, meeting, rows)
    versions = {name: each.version for name, each in people(session, meeting).items()}
    again = entered(app, session, meeting, rows)
    assert again.counts == {"unchanged": 3}
    assert {name: each.version for name, each in people(session, meeting).items()} == versions


def test_people_are_found_by_number_then_external_id_then_name_and_address(app, session, meeting):
    entered(app, session, meeting, [ANU, BOLD, ["Søren", "LA", "Soren@Example.org", "", ""]])
    number = people(session, meeting)["Anu"].number
    head = ["Number", "Id", "Name", "Country", "E-mail", "Function"]
    again = entered(
        app,
        session,
        meeting,
        [
            [number.lower(), "", "Anu Erdene", "", "", "Director"],
            ["", "98765432109876543210", "Bold Bayar", "MN", "", "Adviser"],
            ["", "", "SOREN", "Lao PDR", "soren@example.org", ""],
            ["AAAAA-AAAAA", "", "Nobody", "MN", "", ""],
        ],
        head=head,
    )
    assert again.counts == {"changed": 3, "refused": 1}
    assert faults(session, again) == [(5, "number", "Nobody at this meeting has the number AAAAA-AAAAA.")]
    assert {name: each.function for name, each in people(session, meeting).items()} == {
        "Anu Erdene": "Director",
        "Bold Bayar": "Adviser",
        "SOREN": "",
    }


def test_empty_cell_changes_nothing_and_a_new_delegation_moves_the_person(app, session, meeting):
    entered(app, session, meeting, [ANU])
    entered(app, session, meeting, [["", "LA", "", "", "007"]])
    anu = people(session, meeting)["Anu"]
    assert (anu.delegation.country_iso2, anu.email, anu.capacity) == ("LA", "anu@example.org", "head")


def test_undo_removes_the_added_and_puts_back_the_changed(app, session, meeting):
    entered(app, session, meeting, [ANU])
    second = entered(app, session, meeting, [["Anu", "LA", "anu@example.com", "", "007"], BOLD])
    assert second.counts == {"changed": 1, "added": 1}
    undone(app, session, second)
    assert (second.state, second.counts["undone"]) == (ImportState.UNDONE, 2)
    anu = people(session, meeting)["Anu"]
    assert (list(people(session, meeting)), anu.email) == (["Anu"], "anu@example.org")
    assert anu.delegation.country_iso2 == "MN"
    assert session.scalar(select(func.count(ExternalId.id))) == 1


def test_undo_leaves_whoever_was_touched_since_and_says_so(app, session, meeting):
    roster_import = entered(app, session, meeting, [ANU, BOLD, ["Tuul", "LA", "", "", ""]])
    people(session, meeting)["Anu"].revise(by=None, at=NOW, phone="+976 11")
    people(session, meeting)["Tuul"].give_consent(ConsentKind.PHOTO, version=1, lang="en", by=None, at=NOW)
    undone(app, session, roster_import)
    assert roster_import.counts == {"added": 3, "undone": 1, "kept": 2}
    assert sorted(people(session, meeting)) == ["Anu", "Tuul"]
    assert [(row.name, row.faults) for row in rows_of(session, roster_import) if row.outcome == "kept"] == [
        ("Anu", [["", "Somebody has worked on this person since."]]),
        ("Tuul", [["", "Somebody has worked on this person since."]]),
    ]


def test_names_of_every_script_come_back_byte_by_byte(app, session):
    meeting = hard_meeting()
    told = {each.full_name: Roster(meeting).stored(each) for each in people(session, meeting).values()}
    files = [export(Roster(meeting), format, lang="ja", at=NOW) for format in ("xlsx", "csv")]
    for each in people(session, meeting).values():
        session.delete(each)
    session.commit()
    for file in files:
        sheet = read(file)
        columns = guessed(meeting, sheet.head)
        del columns["number"]
        roster_import = RosterImport.take_in(meeting, sheet, "roster", lang="en", by=None, at=NOW)
        roster_import.check(columns, None, by=None, at=NOW)
        jobs.drain(app, later())
        session.refresh(roster_import)
        assert (roster_import.counts, faults(session, roster_import)) in (
            ({"added": len(HARD_NAMES)}, []),
            ({"unchanged": len(HARD_NAMES)}, []),
        )
        roster_import.start(by=None, at=NOW)
        jobs.drain(app, later())
    found = {each.full_name: Roster(meeting).stored(each) for each in people(session, meeting).values()}
    own = ("number", *CONSENTED)  # given anew, and consents, which nobody imports for others
    for name, each in found.items():
        assert each | {key: told[name][key] for key in own} == told[name]
    assert sorted(found) == sorted(HARD_NAMES)


def test_workbook_is_imported_as_csv_is(app, session, meeting):
    sheet = read(as_xlsx("People", ["Navn", *HEAD[1:]], [ANU]))
    assert guessed(meeting, sheet.head) == {"delegation": 1, "email": 2, "capacity": 3, "external_id": 4}


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("氏名", "full_name"),
        ("メールアドレス（会社）", "email"),
        ("Prénom", "given_name"),
        ("Nom complet", "full_name"),
        ("Correo electrónico", "email"),
        ("PAÍS", "delegation"),
        ("E-Mail *", "email"),
        ("Surname", "family_name"),
        ("Shoe size", None),
    ],
)
def test_columns_are_guessed_from_headings_in_four_languages(meeting, heading, target):
    assert guessed(meeting, [heading]) == ({target: 0} if target else {})


def test_columns_said_once_are_remembered_for_the_meeting(app, session, meeting):
    sheet = read(as_csv(["Who", "Country"], [["Anu", "MN"]]))
    first = RosterImport.take_in(meeting, sheet, "a.csv", lang="en", by=None, at=NOW)
    first.check({"full_name": 0, "country": 1}, None, by=None, at=NOW)
    assert guessed(meeting, ["Country", "WHO"]) == {"country": 0, "full_name": 1}
    assert guessed(make_meeting(), ["Country", "WHO"]) == {"delegation": 0}


def test_delegation_of_everybody_holds_where_the_file_says_none(app, session, meeting):
    laos = next(d for d in Roster(meeting).delegations.values() if d.country_iso2 == "LA")
    entered(app, session, meeting, [["Bounmy"]], head=["Name"], delegation=laos)
    assert people(session, meeting)["Bounmy"].delegation == laos


def test_import_goes_on_where_a_killed_worker_left_it(app, session, meeting, monkeypatch):
    monkeypatch.setattr(work, "BATCH", 2)
    rows = [[f"Person {n}", "LA", f"p{n}@example.org", "", ""] for n in range(5)]
    roster_import = checked(app, session, meeting, [*rows, rows[0]])
    roster_import.start(by=None, at=NOW)
    session.commit()
    batches = iter(range(2))
    note_done = work._note_done

    def killed_after_two(*arguments):
        note_done(*arguments)
        if next(batches, None) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(work, "_note_done", killed_after_two)
    with pytest.raises(KeyboardInterrupt), clock.frozen_at(NOW):
        work.enter_job(roster_import.id)
    session.rollback()
    assert (roster_import.done, len(people(session, meeting))) == (4, 4)
    monkeypatch.setattr(work, "_note_done", note_done)
    jobs.drain(app, later())
    session.refresh(roster_import)
    assert (roster_import.state, roster_import.counts) == (ImportState.FINISHED, {"added": 5, "refused": 1})
    assert faults(session, roster_import) == [(7, "full_name", "This is the same person as in row 2.")]
    assert len(rows_of(session, roster_import)) == 6


def test_worker_that_was_overtaken_stops_without_a_trace(app, session, meeting):
    roster_import = checked(app, session, meeting, [ANU])
    roster_import.start(by=None, at=NOW)
    session.commit()
    work.enter_job(roster_import.id)
    session.commit()
    work.enter_job(roster_import.id)
    assert (roster_import.state, roster_import.counts) == (ImportState.FINISHED, {"added": 1})


def test_import_that_stumbles_again_and_again_is_given_up(app, session, meeting, monkeypatch):
    roster_import = taken_in(meeting, [ANU])
    session.commit()
    monkeypatch.setattr(work, "entries", lambda *_: 1 / 0)
    for _ in range(work.MOST_ATTEMPTS):
        work.check_job(roster_import.id)
        session.commit()
    assert roster_import.state == ImportState.FAILED


def test_file_is_deleted_when_all_is_done_or_nobody_came_back(app, session, meeting):
    done = entered(app, session, meeting, [ANU])
    assert done.file is None
    waiting = checked(app, session, meeting, [BOLD])
    work.forget_unused(later() + work.KEPT_FOR)
    assert waiting.file is not None
    work.forget_unused(later() + 2 * work.KEPT_FOR)
    assert waiting.file is None


def test_batch_takes_as_many_queries_for_fifty_rows_as_for_five(app, session, queries):
    def statements(number):
        meeting = make_meeting()
        make_delegation(meeting, "MN", seats=100)
        rows = [[f"Person {n}", "MN", f"p{n}@example.org", "", f"{n}"] for n in range(number)]
        roster_import = checked(app, session, meeting, rows)
        roster_import.start(by=None, at=NOW)
        session.commit()
        with queries() as sent:
            work.enter_rows(roster_import.id)
            session.commit()
        return len([statement for statement in sent if not statement.startswith("INSERT")])

    assert statements(50) == statements(5)
