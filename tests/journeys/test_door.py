"""At the door with real browsers: camera, no line, walk-in, undo, a killed browser, two devices."""

import io
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session, scoped_session

from jcmevents import clock
from jcmevents.attendance.badges import Badge
from jcmevents.attendance.models import Attendance
from jcmevents.extensions import db
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State
from tests.attendance.doors import make_badge, make_expected, make_station, make_todays_meeting
from tests.factories import make_delegation
from tests.journeys.devices import device
from tests.live import axe_violations

BADGES, SHARED = 500, 50
pytestmark = pytest.mark.usefixtures("browser_window")


@pytest.fixture
def badge(session: scoped_session[Session]) -> Badge:
    badge = make_badge(make_delegation(make_todays_meeting()), full_name="Oyun Bat", reading="おゆん")
    session.commit()
    return badge


def attendance(meeting_id: int) -> tuple[int, int]:
    """How many are present, and how many of them were seen twice."""
    db.session.rollback()
    db.session.expire_all()
    rows = db.session.query(Attendance).filter_by(meeting_id=meeting_id, session_id=None).all()
    return len(rows), sum(row.seen_twice for row in rows)


def video_of(code: str, folder: Path) -> Path:
    """What a camera sees before which a badge is held."""
    drawn = io.BytesIO()
    segno.make(code, error="m").save(drawn, kind="png", scale=7, border=4)
    picture = Image.new("RGB", (640, 480), "#667")
    picture.paste(Image.open(drawn).convert("RGB").rotate(7, expand=True, fillcolor="#667"), (150, 60))
    frame = io.BytesIO()
    picture.save(frame, "JPEG", quality=85, subsampling=2)
    (folder / "badge.mjpeg").write_bytes(frame.getvalue() * 10)
    return folder / "badge.mjpeg"


def test_badge_before_the_camera_checks_in(
    badge: Badge, browser_window: Browser, live_server: str, tmp_path: Path
) -> None:
    fake = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    film = f"--use-file-for-fake-video-capture={video_of(badge.token, tmp_path)}"
    station = make_station(badge.registration.meeting)
    with device(browser_window, live_server, tmp_path / "profile", *fake, film) as phone:
        phone.open(station)
        phone.page.get_by_role("button", name="Camera").click()
        expect(phone.answer).to_contain_text("Present")
        expect(phone.answer).to_contain_text("Oyun Bat")
        expect(phone.page.locator("[data-waiting]")).to_have_text("All sent")
    assert attendance(station.meeting_id)[0] == 1


def test_station_without_a_line_admits_enters_and_takes_back_and_sends_it_all_later(
    badge: Badge, browser_window: Browser, live_server: str, tmp_path: Path
) -> None:
    delegation = badge.registration.delegation
    other = make_expected(delegation, full_name="Đặng Thị Hoa")
    station = make_station(delegation.meeting)
    with device(browser_window, live_server, tmp_path / "profile") as phone:
        phone.open(station)
        phone.context.set_offline(True)
        phone.page.reload()
        phone.ready()
        assert axe_violations(phone.page) == []
        expect(phone.page.locator("[data-line]")).to_contain_text("No line")
        phone.scan(badge.token)
        expect(phone.answer).to_contain_text("Oyun Bat")
        phone.scan("1234567890123")
        expect(phone.answer).to_contain_text("Not admitted")
        phone.page.fill("[data-entry]", "dang thi")
        phone.page.locator("[data-found] button").click()
        assert axe_violations(phone.page) == []
        phone.page.get_by_role("button", name="It is this person").click()
        expect(phone.answer).to_contain_text("Đặng Thị Hoa")
        phone.answer.get_by_role("button", name="Undo").click()
        phone.page.locator("[data-undo] button[value=yes]").click()
        expect(phone.answer).to_contain_text("Taken back")
        phone.page.get_by_role("button", name="Not registered").click()
        phone.page.fill("[name=name]", "Walker Late")
        phone.page.locator("[data-walk-in] button[value=yes]").click()
        expect(phone.answer).to_contain_text("the organizers decide")
        phone.page.fill("[data-entry]", "オユン")
        expect(phone.page.locator("[data-found]")).to_contain_text("Seen at")
        assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        phone.online(station)
    db.session.rollback()
    db.session.expire_all()
    states = {person.full_name: person.state for person in db.session.query(Registration)}
    assert states == {"Oyun Bat": State.ATTENDED, "Đặng Thị Hoa": State.CONFIRMED, "Walker Late": State.SUBMITTED}
    assert other.number


def test_device_keeps_nothing_readable(badge: Badge, browser_window: Browser, live_server: str, tmp_path: Path) -> None:
    station = make_station(badge.registration.meeting)
    with device(browser_window, live_server, tmp_path / "profile") as phone:
        phone.open(station)
        phone.context.set_offline(True)
        phone.scan(badge.token)
        expect(phone.answer).to_contain_text("Oyun Bat")
        kept = phone.page.evaluate(
            """async () => {
              const { name } = (await indexedDB.databases())[0];
              const open = indexedDB.open(name);
              const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
              const key = await new Promise((done) => {
                const request = db.transaction("keys").objectStore("keys").get("own");
                request.onsuccess = () => done(request.result);
              });
              return { extractable: key.extractable };
            }"""
        )
        assert kept == {"extractable": False}
    on_disk = b"".join(p.read_bytes() for p in (tmp_path / "profile").rglob("*") if p.is_file())
    for secret in (badge.token, "Oyun Bat"):
        assert secret.encode() not in on_disk
        assert secret.encode("utf-16-le") not in on_disk


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["first device first", "second device first"])
def test_two_devices_without_a_line_scan_500_badges_one_is_killed_and_nobody_is_lost_or_counted_twice(
    session: scoped_session[Session], browser_window: Browser, live_server: str, tmp_path: Path, order: tuple[int, int]
) -> None:
    delegation = make_delegation(make_todays_meeting(), seats=BADGES)
    people = [make_expected(delegation) for _ in range(BADGES)]
    codes = [badge.token for badge in Badge.issue_all(delegation.meeting, people, by=None, at=clock.now())]
    half = (BADGES - SHARED) // 2
    parts = (codes[: half + SHARED], codes[half:])
    meeting_id, stations = delegation.meeting_id, [make_station(delegation.meeting) for _ in parts]
    with (
        device(browser_window, live_server, tmp_path / "first") as first,
        device(browser_window, live_server, tmp_path / "second") as second,
    ):
        devices = (first, second)
        for each, station in zip(devices, stations, strict=True):
            each.open(station)
            each.context.set_offline(True)
        first.scan_all(parts[0][:100])
        first.kill()
        first.start()
        first.context.set_offline(True)
        first.page.goto(f"/station/{stations[0].id}")
        first.ready()
        expect(first.page.locator("[data-waiting]")).to_have_text("100 to send")
        first.scan_all(parts[0][100:])
        second.scan_all(parts[1])
        assert attendance(meeting_id) == (0, 0)
        for _sync in range(2):
            for n in order:
                devices[n].online(stations[n])
                devices[n].send_everything_again()
            assert attendance(meeting_id) == (BADGES, SHARED)
