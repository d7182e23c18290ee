"""An organizer prints badges; the program of the stations reads the code that is on the paper."""

import base64
import subprocess
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from jcmevents import clock, jobs
from jcmevents.attendance.badges import Badge
from jcmevents.demo.accounts import known_accounts
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from tests.journeys.conftest import Traveller

HOME = "/meetings/jcm-gp-4/attendance"
READ = """async ([width, height, dots]) => {
  const {default: decodeQR} = await import("/static/vendor/qr/decode.js");
  const data = Uint8ClampedArray.from(atob(dots), (letter) => letter.charCodeAt(0));
  return decodeQR({width, height, data});
}"""


@pytest.fixture
def organizer(traveller: Traveller) -> Traveller:
    account = known_accounts()[0]
    traveller.open("/sign-in")
    traveller.page.fill("[name=email]", account["email"])
    traveller.page.fill("[name=password]", account["password"])
    traveller.page.press("[name=password]", "Enter")
    traveller.page.wait_for_url("**/")
    return traveller


def code_on(pdf: bytes, traveller: Traveller) -> str:
    """What the stations read from the first page of the PDF, as a camera would see it."""
    command = ["pdftoppm", "-r", "100", "-f", "1", "-l", "1", "-png", "-"]
    drawn = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    picture = Image.open(BytesIO(drawn)).convert("RGBA")
    dots = base64.b64encode(picture.tobytes()).decode()
    read: str = traveller.page.evaluate(READ, [picture.width, picture.height, dots])
    return read


def test_badge_is_printed_and_its_code_is_read_from_the_paper(organizer: Traveller, app: Flask, demo: Meeting) -> None:
    for page in ("", "/design", "/plates", "/signs"):
        organizer.open(f"{HOME}/badges{page}?lang=en")
    organizer.open(f"{HOME}/badges?lang=en&search=sutarno")
    organizer.page.get_by_label("Select Sutarno").check()
    organizer.page.get_by_role("button", name="Make the PDF").click()
    organizer.page.wait_for_url("**/downloads/*")
    db.session.rollback()
    jobs.drain(app, clock.now())
    organizer.wait_for_the_work()
    pdf = organizer.taken("/downloads/")
    badges = db.session.scalars(select(Badge).where(Badge.meeting_id == demo.id, Badge.killed_at.is_(None)))
    assert code_on(pdf, organizer) in [badge.token for badge in badges]
    db.session.rollback()
    organizer.open(f"{HOME}/badges?lang=en&search=sutarno")
    assert "printed" in organizer.read("tbody .status")[0]
