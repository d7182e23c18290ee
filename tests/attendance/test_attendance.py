import pytest
from sqlalchemy import select

from jcmevents.attendance.board import Board
from jcmevents.attendance.marking import Status, expected_in, mark
from jcmevents.errors import RuleBroken
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State
from tests.factories import (
    NOW,
    make_attendee,
    make_delegation,
    make_meeting,
    make_organizer,
    make_registration,
)


def make_expected(delegation=None, **values):
    registration = make_registration(delegation, **values)
    registration.confirm(by=None, at=NOW)
    return registration


@pytest.fixture
def delegation(session):
    """Two people expected, one merely nominated, one withdrawn."""
    delegation = make_delegation(make_meeting(slug="door"))
    for name in ("Oyun", "Tuul"):
        make_expected(delegation, full_name=name)
    make_registration(delegation, full_name="Bat")
    make_registration(delegation, full_name="Sarnai").withdraw(by=None, at=NOW)
    session.commit()
    return delegation


def states(delegation):
    return {person.full_name: person.state for person in Board.of(delegation.meeting).total.people}


def test_marks_are_noted_with_who_and_when_and_can_be_taken_back(session):
    organizer, registration = make_organizer(), make_expected()
    for status in (Status.NO_SHOW, Status.ATTENDED, Status.CONFIRMED):
        assert mark(registration.meeting, [registration], status, by=organizer, at=NOW) == 1
        assert registration.state == status
    steps = [(change.after, change.changed_by_id) for change in registration.history[2:]]
    assert steps == [(state, organizer.id) for state in ("no_show", "attended", "confirmed")]


def test_mark_set_again_changes_nothing(session):
    registration = make_attendee()
    assert mark(registration.meeting, [registration], Status.ATTENDED, by=None, at=NOW) == 0
    assert len(registration.history) == 3


@pytest.mark.parametrize("status", list(Status))
def test_mark_of_somebody_not_confirmed_is_refused_and_nobody_is_marked(session, status):
    delegation = make_delegation()
    expected, nominated = make_attendee(delegation), make_registration(delegation, full_name="Bat")
    sentence = "Bat is “nominated”, so attendance cannot be noted. Confirm the registration first."
    with pytest.raises(RuleBroken, match=sentence):
        mark(delegation.meeting, [expected, nominated], status, by=None, at=NOW)
    assert (expected.state, nominated.state) == (State.ATTENDED, State.NOMINATED)


def test_mark_under_another_meeting_is_a_fault_of_the_program(session):
    with pytest.raises(ValueError, match="another meeting"):
        mark(make_meeting(), [make_expected()], Status.ATTENDED, by=None, at=NOW)


def test_board_counts_by_delegation_in_the_order_of_the_meeting(session):
    meeting = make_meeting(order_policy="en_un")
    vietnam, laos, empty = (make_delegation(meeting, iso2) for iso2 in ("VN", "LA", "MN"))
    make_attendee(vietnam)
    make_expected(vietnam)
    make_attendee(laos)
    make_registration(empty)
    board = Board.of(meeting)
    told = [(group.name, len(group.people), group.arrived, group.absent, group.open) for group in board.delegations]
    assert told == [("Lao PDR", 1, 1, 0, 0), ("Viet Nam", 2, 1, 0, 1)]
    assert (len(board.total.people), board.total.arrived) == (3, 2)


def test_organizer_marks_one_person(browser, delegation):
    browser.sign_in(make_organizer())
    oyun = expected_in(delegation)[0]
    answer = browser.submit(
        "/meetings/door/attendance", action=f"/meetings/door/attendance/{oyun.number}", status="attended"
    )
    assert answer.location == f"/meetings/door/attendance#delegation-{delegation.id}"
    assert states(delegation) == {"Oyun": "attended", "Tuul": "confirmed"}
    page = browser.follow(answer)
    assert page.texts(".door-name") == ["Oyun", "Tuul"]
    assert page.texts(".door-people .status") == ["Attended", "Not yet seen"]
    assert page.texts(".door-index span") == ["1 of 2"]


@pytest.mark.parametrize("status", ["attended", "no_show"])
def test_organizer_marks_a_whole_delegation_and_only_those_expected(browser, session, delegation, status):
    browser.sign_in(make_organizer())
    action = f"/meetings/door/attendance/delegations/{delegation.id}"
    browser.submit("/meetings/door/attendance", action=action, status=status)
    everybody = select(Registration.state).where(Registration.of(delegation)).order_by(Registration.position)
    assert session.scalars(everybody).all() == [status, status, "nominated", "withdrawn"]


def test_mark_of_somebody_merely_nominated_is_refused_on_the_board(browser, session, delegation):
    browser.sign_in(make_organizer())
    bat = session.scalar(select(Registration).where(Registration.full_name == "Bat"))
    page = browser.post(f"/meetings/door/attendance/{bat.number}", {"status": "no_show"})
    assert (page.status, bat.state) == (409, "nominated")
    assert page.texts(".error-summary li") == [
        "Bat is “nominated”, so attendance cannot be noted. Confirm the registration first."
    ]


def test_unknown_mark_changes_nothing(browser, delegation):
    browser.sign_in(make_organizer())
    page = browser.post(f"/meetings/door/attendance/delegations/{delegation.id}", {"status": "withdrawn"})
    assert (page.status, len(page.texts(".error-summary li"))) == (200, 1)
    assert states(delegation) == {"Oyun": "confirmed", "Tuul": "confirmed"}


def test_board_without_anybody_expected_says_what_to_do(browser):
    page = browser.sign_in(make_organizer()).get(f"/meetings/{make_meeting().slug}/attendance")
    assert page.texts(".empty-state-title") == ["Nobody is expected yet"]


def test_command_marks_a_country_and_says_how_many(command, delegation):
    first = command("attendance", "mark", "door", "--country", "mn", "--status", "no_show")
    assert (first.exit_code, first.output) == (0, "2 marked as did not come, 2 of them changed.\n")
    assert states(delegation) == {"Oyun": "no_show", "Tuul": "no_show"}
    again = command("attendance", "mark", "door", "--country", "MN", "--status", "no_show")
    assert again.output == "2 marked as did not come, 0 of them changed.\n"


def test_command_marks_one_person_by_number(command, delegation):
    number = expected_in(delegation)[1].number.lower()
    result = command("attendance", "mark", "door", "--registration", number, "--status", "attended")
    assert result.output == "1 marked as attended, 1 of them changed.\n"
    assert states(delegation) == {"Oyun": "confirmed", "Tuul": "attended"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nowhere", "--country", "MN"), "There is no meeting “nowhere”."),
        (("door", "--country", "LA"), "There is no delegation of “LA” at this meeting."),
        (("door", "--registration", "ABCDE-FGHJK"), "There is no registration ABCDE-FGHJK at this meeting."),
        (("door", "--country", "VN"), "Nobody of the delegation of Viet Nam is confirmed yet."),
    ],
)
def test_command_says_what_is_wrong_and_marks_nobody(command, delegation, arguments, sentence):
    make_registration(make_delegation(delegation.meeting, "VN"))
    result = command("attendance", "mark", *arguments, "--status", "no_show")
    assert (result.exit_code, result.output) == (1, f"Error: {sentence}\n")
    assert states(delegation) == {"Oyun": "confirmed", "Tuul": "confirmed"}


def test_command_refuses_to_mark_somebody_merely_nominated(command, session, delegation):
    bat = session.scalar(select(Registration).where(Registration.full_name == "Bat"))
    result = command("attendance", "mark", "door", "--registration", bat.number, "--status", "no_show")
    assert result.exit_code == 1
    assert (
        result.output == "Error: Bat is “nominated”, so attendance cannot be noted. Confirm the registration first.\n"
    )


def test_command_wants_either_a_person_or_a_country(command, delegation):
    assert command("attendance", "mark", "door", "--status", "no_show").exit_code == 2


def test_board_takes_as_many_queries_for_thirty_people_as_for_one(browser, session, queries):
    browser.sign_in(make_organizer())

    def statements(meeting):
        slug = meeting.slug
        session.commit()
        with queries() as sent:
            assert browser.get(f"/meetings/{slug}/attendance").status == 200
        return len(sent)

    small, large = make_meeting(), make_meeting()
    make_attendee(make_delegation(small))
    for iso2 in ("MN", "BD", "VN", "LA", "ID", "KE"):
        delegation = make_delegation(large, iso2)
        for _ in range(5):
            make_expected(delegation)
    assert statements(small) == statements(large) <= 10
