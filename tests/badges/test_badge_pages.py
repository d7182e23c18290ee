"""The organizers' pages: choose people, print, replace, choose the look, plates and signs; and the command."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from jcmevents import jobs
from jcmevents.attendance.badges import Badge
from jcmevents.badges.design import BadgeDesign
from jcmevents.badges.faces import occasion_of
from jcmevents.badges.formats import Badges
from jcmevents.badges.printing import Which
from jcmevents.downloads import Download
from jcmevents.files.models import StoredFile
from tests.attendance.doors import make_expected
from tests.badges.badge_files import letters, pages, said
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_registration, make_session

PAGE = "/meetings/{}/attendance/badges"


@pytest.fixture
def meeting(session):
    return make_meeting()


@pytest.fixture
def desk(browser, session):
    return browser.sign_in(make_organizer())


def file_of(app, session, answer):
    """The PDF that the page asked for."""
    assert answer.status == 302, answer.text
    jobs.drain(app, NOW)
    download = session.get(Download, int(answer.location.rpartition("/")[2]))
    return download.file.read()


def picture(width=40, height=20):
    content = BytesIO()
    Image.new("RGB", (width, height), "#0d5c52").save(content, "PNG")
    return content.getvalue()


def upload(content):
    return FileStorage(BytesIO(content), "logo.png", content_type="image/png")


def test_ticked_people_are_printed_in_one_file(app, session, desk, meeting):
    delegation = make_delegation(meeting, seats=9)
    names = ["Anu Bold", "Bat Erdene", "Chuluun Dorj"]
    people = [make_expected(delegation, full_name=name) for name in names]
    address = PAGE.format(meeting.slug)
    page = desk.get(address)
    assert page.texts("tbody th bdi") == names
    fields = page.form(having={"which"}).filled({"which": Which.NEW})
    fields.setlist("numbers", [people[0].number, people[2].number])
    told = said(file_of(app, session, desk.post(address, fields)))
    assert [letters(name) in told for name in names] == [True, False, True]
    assert desk.get(address).texts("tbody .status") == ["printed", "not printed yet", "printed"]


def test_new_ones_are_those_not_printed_yet(app, session, desk, meeting):
    delegation, address = make_delegation(meeting, seats=9), PAGE.format(meeting.slug)
    make_expected(delegation, full_name="Anu Bold")
    file_of(app, session, desk.submit(address, which=Which.ALL))
    make_expected(delegation, full_name="Bat Erdene")
    told = said(file_of(app, session, desk.submit(address, which=Which.NEW)))
    assert ("BatErdene" in told, "AnuBold" in told) == (True, False)
    refused = desk.submit(address, which=Which.NEW)
    assert refused.status == 409
    assert "There is nobody whose badge could be printed." in refused.text


def test_only_those_shown_are_printed(app, session, desk, meeting):
    first, second = make_delegation(meeting, "MN"), make_delegation(meeting, "VN")
    make_expected(first, full_name="Anu Bold")
    make_expected(second, full_name="Nguyen An")
    address = f"{PAGE.format(meeting.slug)}?delegation_id={second.id}"
    told = said(file_of(app, session, desk.submit(address, which=Which.ALL)))
    assert ("NguyenAn" in told, "AnuBold" in told) == (True, False)


def test_badge_is_replaced_on_the_page_of_the_person(app, session, desk, meeting):
    person = make_expected(make_delegation(meeting), full_name="Anu Bold")
    address = f"{PAGE.format(meeting.slug)}/people/{person.number}"
    file_of(app, session, desk.submit(address, action=f"{address}/file"))
    old = session.scalar(select(Badge))
    token = old.token
    assert desk.submit(address, why="").status == 200
    file_of(app, session, desk.submit(address, why="lost in the train"))
    assert Badge.by_token(meeting, token) is None
    page = desk.get(address)
    assert page.texts("tbody .status") == ["valid", "replaced"]
    assert "lost in the train" in page.text
    assert token not in page.text


def test_nobody_gets_a_badge_before_being_confirmed(session, desk, meeting):
    person = make_registration(make_delegation(meeting))
    address = f"{PAGE.format(meeting.slug)}/people/{person.number}"
    assert "Only who is confirmed gets a badge." in desk.get(address).text
    assert desk.post(f"{address}/file").status == 409
    assert session.scalars(select(Badge)).all() == []


def test_look_is_chosen_with_a_logo_that_can_be_taken_away(session, desk, meeting):
    address = f"{PAGE.format(meeting.slug)}/design"
    given = {"layout": "card_sheet", "langs": "ja en", "head": "#123456", "logo": upload(picture())}
    assert desk.submit(address, **given).status == 302
    design = session.scalar(select(BadgeDesign))
    assert (design.layout, design.langs, design.colours) == ("card_sheet", ["ja", "en"], {"head": "#123456"})
    assert design.logo.original_name == "logo.png"
    assert desk.get(f"{PAGE.format(meeting.slug)}/specimens.pdf").data.startswith(b"%PDF")
    assert desk.submit(address, without_logo="y").status == 302
    assert session.scalar(select(BadgeDesign)).logo is None
    assert session.scalars(select(StoredFile)).all() == []


@pytest.mark.parametrize(("dots", "wide"), [((40, 40), 17), ((80, 40), 28), ((800, 40), 40)])
def test_wide_logo_takes_its_room_from_the_title(session, desk, meeting, dots, wide):
    desk.submit(f"{PAGE.format(meeting.slug)}/design", logo=upload(picture(*dots)))
    drawn = Badges(BadgeDesign.of(meeting), occasion_of(meeting, ["en"]))
    logo, title, when = drawn.common
    assert logo.box.wide == wide
    assert (title.box.left, when.box.left) == (11 + wide, 11 + wide)
    assert {text.box.left + text.box.wide for text in (title, when)} == {97}
    assert all(text.fitted.lines for text in (title, when))


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\nbroken", picture(3000, 3000), b"<svg/>"])
def test_picture_that_is_none_or_too_large_is_refused(session, desk, meeting, content):
    answer = desk.submit(f"{PAGE.format(meeting.slug)}/design", logo=upload(content))
    assert answer.status == 409
    assert session.scalars(select(BadgeDesign)).all() == []


def test_pale_colour_is_refused_at_its_field(session, desk, meeting):
    answer = desk.submit(f"{PAGE.format(meeting.slug)}/design", press="#ffff00")
    assert answer.status == 409
    assert "hardly stands out" in answer.texts("#press-error")[0]


def test_second_editor_does_not_overwrite_the_look(session, desk, meeting):
    address = f"{PAGE.format(meeting.slug)}/design"
    desk.submit(address, layout="card")
    opened = desk.get(address)
    desk.submit(address, layout="a6_sheet")
    assert desk.submit(opened, layout="card_sheet").status == 200
    assert session.scalar(select(BadgeDesign)).layout == "a6_sheet"


def test_name_plates_are_read_from_both_sides(app, session, desk, meeting):
    make_expected(make_delegation(meeting, "MN"), full_name="Anu Bold", capacity="head")
    make_expected(make_delegation(meeting, "VN"), full_name="Nguyen An")
    make_delegation(meeting, "TH")
    address = f"{PAGE.format(meeting.slug)}/plates"
    of_delegations = file_of(app, session, desk.submit(address, whose="delegations", langs="en ja"))
    assert pages(of_delegations) == 2
    assert said(of_delegations).count("Mongolia") == 2
    of_heads = file_of(app, session, desk.submit(address, whose="heads"))
    assert pages(of_heads) == 1
    assert "AnuBold" in said(of_heads)
    assert pages(file_of(app, session, desk.submit(address, whose="people"))) == 2


def test_signs_tell_rooms_and_sessions(app, session, desk, meeting):
    address = f"{PAGE.format(meeting.slug)}/signs"
    assert desk.submit(address, per="room").status == 409
    for title in ("Opening", "Closing"):
        make_session(meeting, titles={"en": title, "ja": f"{title}の部"})
    by_room = file_of(app, session, desk.submit(address, per="room", langs="en ja"))
    assert pages(by_room) == 1
    assert "Opening/Openingの部" in said(by_room)
    by_session = file_of(app, session, desk.submit(address, per="session", paper="a3"))
    assert pages(by_session) == 2
    assert "Closing" in said(by_session, 2)


def test_list_takes_a_constant_number_of_queries(session, desk, queries):
    taken = []
    for number in (1, 30):
        delegation = make_delegation(make_meeting(), seats=40)
        for _ in range(number):
            make_expected(delegation)
        session.commit()
        with queries() as statements:
            desk.get(PAGE.format(delegation.meeting.slug))
        taken.append(len(statements))
    assert taken[0] == taken[1]


def test_command_writes_the_file_and_counts(app, session, meeting, tmp_path):
    person = make_expected(make_delegation(meeting), full_name="Anu Bold")
    session.commit()
    target = tmp_path / "badges.pdf"
    run = app.test_cli_runner().invoke
    result = run(args=["badges", "export", meeting.slug, "-o", str(target), "--layout", "card"])
    assert (result.exit_code, result.output) == (0, f"Badges in {target}: 1\n")
    assert "AnuBold" in said(target.read_bytes())
    again = run(args=["badges", "export", meeting.slug, "-o", str(target)])
    assert (again.exit_code, "nobody whose badge" in again.output) == (1, True)
    once_more = ["badges", "export", meeting.slug, "-o", str(target), "--registration", person.number]
    assert run(args=once_more).exit_code == 0
    session.expire_all()
    assert session.scalar(select(Badge)).times_printed == 2
    assert run(args=["badges", "export", meeting.slug, "-o", str(target), "--which", "all"]).exit_code == 0
    assert run(args=["badges", "export", "nowhere", "-o", str(target)]).exit_code == 1
