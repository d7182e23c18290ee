"""Badges are made in the order of the meeting, say every name whole, and are counted once the file is made."""

from io import BytesIO

import pikepdf
import pytest
from flask_babel import force_locale
from sqlalchemy import select

from jcmevents import jobs
from jcmevents.attendance.badges import Badge
from jcmevents.badges.design import BadgeDesign, Layout
from jcmevents.badges.faces import capacity_labels, other_name
from jcmevents.badges.placing import SHEETS_AT_ONCE
from jcmevents.badges.printing import Which, chosen, people_of, printed, reprint, request_badges, times_printed
from jcmevents.delegations.capacities import Capacity
from jcmevents.downloads import Download
from jcmevents.downloads.models import DownloadState
from jcmevents.errors import RuleBroken
from jcmevents.meetings.models import Mode
from jcmevents.registration.selection import Selection
from tests.attendance.doors import make_expected
from tests.badges.badge_files import letters, pages, places, said
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_registration
from tests.pdf.names import NAMES

MM = 72 / 25.4  # points
BLEED, MARGIN = 8, 3  # millimetres
HARD = [
    *NAMES.values(),
    "Suharti",
    "Maria Fernandez-Ordonez y Castillo-Navarrete",
    "Venkataramanasubrahmanyeswararaolakshminarasimhamurthyvenkatasam",
]


def issued(meeting, people):
    return [badge.id for badge in Badge.issue_all(meeting, people, by=None, at=NOW)]


@pytest.fixture
def meeting(session):
    return make_meeting()


@pytest.fixture
def crowd(meeting):
    """People with hard names, of one delegation."""
    delegation = make_delegation(meeting, seats=len(HARD))
    return [make_expected(delegation, full_name=name) for name in HARD]


@pytest.mark.parametrize(("layout", "places"), [("a6", 1), ("card", 1), ("a6_sheet", 4), ("card_sheet", 10)])
def test_every_name_is_found_whole_on_its_badge(meeting, crowd, layout, places):
    content = printed(meeting, issued(meeting, crowd), layout=Layout(layout), lang="en")
    sheets = -(-len(crowd) // places)
    assert pages(content) == sheets
    told = [said(content, page) + said(content, page, raw=True) for page in range(1, sheets + 1)]
    assert [name for n, name in enumerate(HARD) if letters(name) not in told[n // places]] == []


@pytest.mark.parametrize(("layout", "wide", "high"), [("a6", 105, 148), ("card", 86, 54)])
def test_no_word_leaves_the_badge(meeting, crowd, layout, wide, high):
    content = printed(meeting, issued(meeting, crowd), layout=Layout(layout), lang="en")
    for left, top, right, bottom, word in places(content):
        beside = min(left / MM - BLEED, wide + BLEED - right / MM)
        above = min(top / MM - BLEED, high + BLEED - bottom / MM)
        assert (beside >= MARGIN, above >= 0) == (True, True), word


def test_pages_have_room_for_crop_marks_round_the_badge(meeting):
    content = printed(meeting, issued(meeting, [make_expected(make_delegation(meeting))]), lang="en")
    with pikepdf.open(BytesIO(content)) as pdf:
        trim, media = (list(map(float, pdf.pages[0].obj[key])) for key in ("/TrimBox", "/MediaBox"))
    assert [round(side / MM) for side in trim] == [0, 0, 105, 148]
    assert round((trim[0] - media[0]) / MM) == BLEED


def test_many_sheets_are_made_a_few_at_a_time_and_the_progress_is_told(meeting, crowd):
    told = []
    printed(meeting, issued(meeting, crowd), lang="en", report=lambda done, total: told.append((done, total)))
    assert told == [(SHEETS_AT_ONCE, len(crowd)), (len(crowd), len(crowd))]


def test_people_come_in_the_order_of_the_meeting_with_heads_first(meeting):
    later, first = make_delegation(meeting, "VN"), make_delegation(meeting, "MN")
    people = [make_expected(later, full_name="V"), make_expected(first, full_name="M Delegate")]
    people.append(make_expected(first, full_name="M Head", capacity=Capacity.HEAD))
    make_registration(first, full_name="Not confirmed")
    make_expected(first, full_name="At home", mode=Mode.ONLINE)
    found = chosen(meeting, Which.ALL, Selection(), ())
    assert [person.full_name for person in found] in (["M Head", "M Delegate", "V"], ["V", "M Head", "M Delegate"])
    ticked = chosen(meeting, Which.TICKED, Selection(), [people[0].number, people[2].number])
    assert [person for person in found if person in ticked] == ticked
    assert len(ticked) == 2


def test_order_follows_the_policy_of_the_meeting(session):
    meeting = make_meeting(order_policy="en_un")
    for iso2 in ("VN", "BD", "MN"):
        make_expected(make_delegation(meeting, iso2), full_name=iso2)
    assert [person.full_name for person in chosen(meeting, Which.ALL, Selection(), ())] == ["BD", "MN", "VN"]


def test_person_of_another_meeting_is_not_chosen(meeting):
    other = make_expected()
    make_expected(make_delegation(meeting))
    with pytest.raises(RuleBroken):
        chosen(meeting, Which.TICKED, Selection(), [other.number])


def test_printing_is_noted_when_the_file_has_been_made_and_not_before(app, session, meeting):
    person, by = make_expected(make_delegation(meeting)), make_organizer()
    download = request_badges(meeting, [person], lang="en", by=by, at=NOW)
    session.commit()
    assert [p.id for p in session.scalars(people_of(meeting, Selection(), Which.NEW))] == [person.id]
    jobs.drain(app, NOW)
    badge = session.scalar(select(Badge))
    assert (session.get(Download, download.id).state, badge.times_printed) == (DownloadState.READY, 1)
    assert badge.printed_at == NOW
    assert session.scalars(people_of(meeting, Selection(), Which.NEW)).all() == []


def test_badge_replaced_while_its_file_waited_is_neither_printed_nor_counted(app, session, meeting):
    person, by = make_expected(make_delegation(meeting)), make_organizer()
    download = request_badges(meeting, [person], lang="en", by=by, at=NOW)
    old = session.scalar(select(Badge))
    old.reissue(why="lost", by=by, at=NOW)
    session.commit()
    jobs.drain(app, NOW)
    assert session.get(Download, download.id).state == DownloadState.FAILED
    assert session.get(Badge, old.id).times_printed == 0


def test_reprint_gives_a_new_code_counts_on_and_ends_the_old_code(app, session, meeting):
    person, by = make_expected(make_delegation(meeting)), make_organizer()
    request_badges(meeting, [person], lang="en", by=by, at=NOW)
    session.commit()
    jobs.drain(app, NOW)
    old = session.scalar(select(Badge))
    token = old.token
    reprint(old, why="lost", lang="en", by=by, at=NOW)
    session.commit()
    jobs.drain(app, NOW)
    new = session.scalar(Badge.live_of(meeting))
    assert Badge.by_token(meeting, token) is None
    assert Badge.by_token(meeting, new.token) is new
    assert (new.times_printed, times_printed([person])) == (1, {person.id: 2})


def test_badge_says_two_languages_where_the_meeting_wants_them(session, meeting):
    BadgeDesign.of(meeting).revise(layout="a6", langs=("en", "ja"), colours={}, logo=None, by=None, at=NOW)
    person = make_expected(make_delegation(meeting, "MN"), full_name="山田 花子", badge_name="Hanako Yamada")
    told = said(printed(meeting, issued(meeting, [person]), lang="en"))
    for text in ("HanakoYamada", "山田花子", "Mongolia", "モンゴル", "Delegate", person.number):
        assert text in told


def test_second_spelling_of_a_name_is_told_only_in_the_other_script(session, meeting):
    person = make_expected(make_delegation(meeting), full_name="Hanako Yamada", badge_name="Hana")
    assert other_name(person, ["en", "ja"]) == ""
    person.list_name = "山田 花子"
    assert (other_name(person, ["en", "ja"]), other_name(person, ["en"])) == ("山田 花子", "")


def test_label_of_a_capacity_is_told_in_the_languages_of_the_badge(app):
    with app.test_request_context(), force_locale("ja"):
        assert capacity_labels(Capacity.HEAD, ["en"]) == ["Head of delegation"]
        assert len(capacity_labels(Capacity.HEAD, ["ja", "en"])) == 2


def test_request_holds_no_code(session, meeting):
    download = request_badges(
        meeting, [make_expected(make_delegation(meeting))], lang="en", by=make_organizer(), at=NOW
    )
    badge = session.scalar(select(Badge))
    assert download.arguments["badges"] == [badge.id]
    assert badge.token not in str(download.arguments)


def test_printing_many_takes_a_constant_number_of_queries(session, queries):
    taken = []
    for number in (1, 20):
        delegation = make_delegation(make_meeting(), seats=30)
        meeting, people = delegation.meeting, [make_expected(delegation) for _ in range(number)]
        ids = issued(meeting, people)
        session.commit()
        session.expire_all()
        with queries() as statements:
            printed(meeting, ids, layout=Layout.CARD_SHEET, lang="en")
        taken.append(len(statements))
    assert taken[0] == taken[1]
