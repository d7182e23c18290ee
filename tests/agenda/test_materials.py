from io import BytesIO
from typing import Any

import pytest

from jcmevents.agenda.kinds import Audience
from jcmevents.agenda.materials import Material
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.files.models import StoredFile
from tests.browser import Browser
from tests.factories import NOW, make_edition, make_item, make_material, make_organizer, make_session

SLIDES = b"%PDF-1.7 slides"


def handed_in(browser: Browser, **fields: Any) -> tuple[Material, str]:
    """A PDF of an item, and the address of its file."""
    item = make_item()
    page = browser.open(f"/meetings/{item.meeting.slug}/agenda/items/{item.id}/materials")
    data = page.form(having={"file"}).filled({"title_en": "Slides", "visibility": "0", "consented": True, **fields})
    data["file"] = (BytesIO(SLIDES), "slides.pdf")
    answer = browser.open(page.path.partition(" ")[2], method="POST", data=data, content_type="multipart/form-data")
    assert answer.status == 302, answer.text
    material = db.session.query(Material).one()
    make_edition(item.meeting)
    return material, f"/meetings/{item.meeting.slug}/agenda/materials/{material.id}"


def test_slides_are_handed_in_and_read_by_everybody(browser: Browser) -> None:
    _material, address = handed_in(browser.sign_in(make_organizer()))
    answer = Browser(browser.app).get(address)
    assert (answer.status, answer.data, answer.headers["Content-Type"]) == (200, SLIDES, "application/pdf")


def test_without_the_speakers_consent_only_organizers_read_them(browser: Browser) -> None:
    _material, address = handed_in(browser.sign_in(make_organizer()), consented=False)
    assert browser.get(address).status == 200
    visitor = Browser(browser.app)
    assert visitor.get(address).status == 404
    assert "Slides" not in visitor.get(address.partition("/materials")[0]).text


def test_consent_that_is_taken_back_closes_them_again(browser: Browser) -> None:
    material, address = handed_in(browser.sign_in(make_organizer()))
    browser.submit(f"{address}/edit", consented=False)
    assert Browser(browser.app).get(address).status == 404
    assert material.consented_at is None


@pytest.mark.parametrize("rule", ["chatham_house", "closed"])
def test_slides_bear_names_and_are_not_public_where_names_are_not(browser: Browser, rule: str) -> None:
    item = make_item(make_session(record_rule=rule))
    material = make_material(item)
    make_edition(item.meeting)
    address = f"/meetings/{item.meeting.slug}/agenda/materials/{material.id}"
    assert browser.get(address).status == 404
    assert browser.sign_in(make_organizer()).get(address).location == "https://example.org/slides"


def test_a_removed_material_takes_its_file_with_it(browser: Browser) -> None:
    _material, address = handed_in(browser.sign_in(make_organizer()))
    browser.submit(f"{address}/edit", action=f"{address}/removal", confirmed=True)
    assert (db.session.query(Material).count(), db.session.query(StoredFile).count()) == (0, 0)


def test_a_removed_session_takes_the_files_of_its_items_with_it(browser: Browser) -> None:
    material, _address = handed_in(browser.sign_in(make_organizer()))
    session = db.session.get_one(type(make_item()), material.item_id).session
    session.remove(by=None, at=NOW)
    db.session.commit()
    assert db.session.query(StoredFile).count() == 0


@pytest.mark.parametrize(
    ("url", "sentence"),
    [("", "Choose a file or enter an address"), ("javascript:alert(1)", "begins with https"), ("https://", "begins")],
)
def test_what_leads_nowhere_is_refused(browser: Browser, url: str, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        make_material(url=url)


@pytest.mark.parametrize("circle", Audience)
def test_each_circle_sees_what_is_meant_for_it_and_those_before(browser: Browser, circle: Audience) -> None:
    for visibility in Audience:
        assert (make_material(visibility=visibility).audience <= circle) == (visibility <= circle)
