from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from jcmevents.agenda.handing_in import LARGEST
from jcmevents.agenda.items import Item
from jcmevents.agenda.kinds import Audience
from jcmevents.agenda.materials import Material
from jcmevents.agenda.removal import KEPT, erase_removed
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.files.models import StoredFile
from tests.browser import Browser
from tests.factories import NOW, make_edition, make_item, make_material, make_organizer, make_session
from tests.page import Page

SLIDES = b"%PDF-1.7 slides"


def upload(browser: Browser, content: bytes, **fields: Any) -> tuple[Item, Page]:
    """A file for a new item, and the answer."""
    item = make_item()
    page = browser.open(f"/meetings/{item.meeting.slug}/agenda/items/{item.id}/materials")
    data = page.form(having={"file"}).filled({"title_en": "Slides", "visibility": "0", "consented": True, **fields})
    data["file"] = FileStorage(BytesIO(content), "slides.pdf")
    boundary, body = encode_multipart(data)  # by hand: the test client leaves a large file open
    kind = f'multipart/form-data; boundary="{boundary}"'
    return item, browser.open(page.path.partition(" ")[2], method="POST", data=body, content_type=kind)


def handed_in(browser: Browser, **fields: Any) -> tuple[Material, str]:
    """A PDF of an item, and the address of its file."""
    item, answer = upload(browser, SLIDES, **fields)
    assert answer.status == 302, answer.text
    material = db.session.query(Material).one()
    make_edition(item.meeting)
    return material, f"/meetings/{item.meeting.slug}/agenda/materials/{material.id}"


def test_slides_are_handed_in_and_read_by_everybody(browser: Browser) -> None:
    _material, address = handed_in(browser.sign_in(make_organizer()))
    answer = Browser(browser.app).get(address)
    assert (answer.status, answer.data, answer.headers["Content-Type"]) == (200, SLIDES, "application/pdf")


def test_slides_may_be_as_large_as_the_page_says_and_no_larger(browser: Browser) -> None:
    browser.sign_in(make_organizer())
    _item, taken = upload(browser, SLIDES.ljust(LARGEST, b" "))
    assert taken.status == 302
    _item, refused = upload(browser, SLIDES.ljust(LARGEST + 1, b" "))
    assert (refused.status, "at most 20 megabytes" in refused.text) == (409, True)


def test_what_only_bears_the_name_of_a_pdf_is_refused(browser: Browser) -> None:
    _item, refused = upload(browser.sign_in(make_organizer()), b"MZ" * 2_000_000)
    assert (refused.status, db.session.query(Material).count()) == (409, 0)
    assert "Choose a file of one of these kinds: PDF, JPEG, PNG." in refused.text


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


def test_a_removed_session_takes_the_files_of_its_items_with_it_when_it_cannot_come_back_any_more(
    browser: Browser,
) -> None:
    material, _address = handed_in(browser.sign_in(make_organizer()))
    session = db.session.get_one(type(make_item()), material.item_id).session
    session.remove(by=None, at=NOW)
    erase_removed(NOW + KEPT)
    db.session.commit()
    assert db.session.query(StoredFile).count() == 1
    erase_removed(NOW + KEPT + timedelta(seconds=1))
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
