import pytest

from jcmevents.registration.models import Gender
from jcmevents.registration.particulars import HEADINGS
from jcmevents.registration.selection import Selection
from jcmevents.registration.states import Capacity, State
from jcmevents.roster.roster import Roster
from jcmevents.roster.view import View
from tests.factories import NOW, make_delegation, make_meeting, make_organization, make_registration


def names(meeting, **selection):
    return [person.full_name for person in Roster(meeting, View(Selection(**selection))).people()]


@pytest.fixture
def meeting(session):
    """Laos before Mongolia in the order of the meeting, two people each, a ministry after them."""
    meeting = make_meeting(order_policy="en_un")
    mongolia, laos = make_delegation(meeting, "MN"), make_delegation(meeting, "LA")
    ministry = make_delegation(meeting, organization=make_organization(names={"en": "Ministry of the Environment"}))
    make_registration(mongolia, full_name="Доржийн Ганболд", reading="ガンボルド", capacity=Capacity.HEAD)
    make_registration(mongolia, full_name="Nguyễn Văn Đạt", email="dat_n@example.org", mode="online")
    make_registration(laos, full_name="Søren Ångström", function="Director, 100% renewables")
    make_registration(laos, full_name="Bounmy", unit="Ministry of Energy\\Mines").confirm(by=None, at=NOW)
    make_registration(ministry, full_name="山田 花子", reading="ヤマダ ハナコ", capacity=Capacity.INTERPRETER)
    session.commit()
    return meeting


def test_people_stand_in_the_order_of_the_meeting_and_of_nomination(meeting):
    assert names(meeting) == ["Søren Ångström", "Bounmy", "Доржийн Ганболд", "Nguyễn Văn Đạt", "山田 花子"]


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        ({"state": "confirmed"}, ["Bounmy"]),
        ({"capacity": "head"}, ["Доржийн Ганболд"]),
        ({"mode": "online"}, ["Nguyễn Văn Đạt"]),
        ({"capacity": "head", "mode": "online"}, []),
        ({"state": "nominated", "search": "director"}, ["Søren Ångström"]),
    ],
)
def test_selection_shows_whom_it_names(meeting, selection, found):
    assert names(meeting, **selection) == found


def test_selection_by_delegation_shows_its_people_alone(meeting):
    roster = Roster(meeting)
    mongolia = next(d.id for d in roster.delegations.values() if d.country_iso2 == "MN")
    assert names(meeting, delegation_id=mongolia) == ["Доржийн Ганболд", "Nguyễn Văn Đạt"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nguyen dat", ["Nguyễn Văn Đạt"]),
        ("ĐẠT", ["Nguyễn Văn Đạt"]),
        ("soren", ["Søren Ångström"]),
        ("angstrom", ["Søren Ångström"]),
        ("ＢＯＵＮＭＹ", ["Bounmy"]),
        ("やまだ", ["山田 花子"]),
        ("ﾔﾏﾀﾞ", ["山田 花子"]),
        ("花子", ["山田 花子"]),
        ("ганболд", ["Доржийн Ганболд"]),
        ("mongolia ganbold", []),
        ("mongolia nguyen", ["Nguyễn Văn Đạt"]),
        ("lao pdr", ["Søren Ångström", "Bounmy"]),
        ("dat_n@", ["Nguyễn Văn Đạt"]),
        ("100%", ["Søren Ångström"]),
        ("%", ["Søren Ångström"]),
        ("_", ["Nguyễn Văn Đạt"]),
        ("\\", ["Bounmy"]),
        ("/", []),
    ],
)
def test_search_finds_words_in_any_script_width_and_case(meeting, typed, found):
    assert names(meeting, search=typed) == found


def test_search_follows_a_revised_name(session):
    registration = make_registration(full_name="Tuul")
    registration.revise(full_name="Bolormaa", by=None, at=NOW)
    session.commit()
    assert (names(registration.meeting, search="tuul"), names(registration.meeting, search="bolor")) == (
        [],
        ["Bolormaa"],
    )


def test_counts_are_of_the_whole_meeting_in_the_order_of_states(meeting):
    roster = Roster(meeting, View(Selection(search="nobody")))
    assert list(roster.counts.states.items()) == [(State.NOMINATED, 4), (State.CONFIRMED, 1)]
    assert (roster.counts.taken, roster.counts.seats) == (5, 15)


def test_another_meeting_has_no_part_in_the_roster(meeting):
    make_registration(full_name="Stranger")
    assert "Stranger" not in names(meeting)
    assert names(make_meeting()) == []


def test_person_is_told_in_words_of_the_reader_and_of_the_database(session):
    registration = make_registration(gender=Gender.NOT_SAID, listed=True)
    roster = Roster(registration.meeting)
    [person] = roster.people()
    cells, stored = roster.cells(person), roster.stored(person)
    assert list(cells) == list(stored) == list(HEADINGS)
    assert [
        cells[key] for key in ("delegation", "country", "state", "mode", "gender", "listed", "listed_publicly")
    ] == [*("Mongolia", "MN", "nominated", "on site", "prefer not to say", "Yes", "No")]
    assert [stored[key] for key in ("state", "mode", "gender", "listed")] == ["nominated", "on_site", "not_said", True]


def test_page_holds_so_many_people_and_knows_the_total(session):
    delegation = make_delegation(seats=200)
    for number in range(103):
        make_registration(delegation, full_name=f"Person {number}")
    first, second = (Roster(delegation.meeting).page(number) for number in (1, 2))
    assert (len(first.items), len(second.items), second.total, second.pages) == (100, 3, 103, 2)
    assert second.items[0].full_name == "Person 100"


def test_roster_takes_as_many_queries_for_thirty_people_as_for_one(session, queries):
    def statements(meeting):
        session.commit()
        session.expunge_all()
        roster = Roster(meeting)
        with queries() as sent:
            list(roster.by_delegation())
            assert roster.counts.states
        return len(sent)

    small, large = make_meeting(), make_meeting()
    make_registration(make_delegation(small))
    for iso2 in ("MN", "BD", "VN", "LA", "ID", "KE"):
        delegation = make_delegation(large, iso2)
        for _ in range(5):
            make_registration(delegation)
    assert statements(small) == statements(large)
