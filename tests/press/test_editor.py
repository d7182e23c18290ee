"""The editor: skeletons, order, merging, preview, pictures, kept texts, twins."""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from PIL import Image as Picture

from jcmevents.accounts.models import Role
from jcmevents.document import Image, plain_text
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.press.blocks import Kind
from jcmevents.press.checking import unchecked
from jcmevents.press.composing import document_of
from jcmevents.press.lint import faults, findings
from jcmevents.press.models import Release
from jcmevents.press.skeletons import skeletons
from jcmevents.press.standing import StandingText
from jcmevents.press.twins import match, pairs_in
from tests.browser import Browser
from tests.factories import NOW, make_attendee, make_delegation, make_meeting, make_session, make_user
from tests.press.releases import add_block, make_kept_text, make_release

pytestmark = pytest.mark.usefixtures("session")
GPS = 0x8825


@pytest.fixture
def office(app: Flask) -> Browser:
    return Browser(app).sign_in(make_user(Role.PRESS))


def photo(size: tuple[int, int] = (40, 20)) -> bytes:
    """A JPEG with the place where it was taken, lying on its side."""
    exif = Picture.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(GPS)[1] = "N"
    content = io.BytesIO()
    Picture.new("RGB", size, "green").save(content, "JPEG", exif=exif)
    return content.getvalue()


def editor(release: Release) -> str:
    return f"/releases/{release.slug}/texts/en/"


def lines(release: Release) -> list[str]:
    return [block.text for block in release.text_in("en").blocks]


class TestSkeletons:
    @pytest.mark.parametrize("key", ["meeting", "ministry", "training"])
    def test_release_begins_with_the_usual_blocks_and_says_what_is_to_be_written(
        self, office: Browser, key: str
    ) -> None:
        meeting = make_meeting(ordinal=4, cities={"en": "Hayama", "ja": "葉山"})
        make_attendee(make_delegation(meeting))
        office.submit("/releases/new", slug="new-one", meeting=meeting.slug, released_on="2025-03-06", skeleton=key)
        release = Release.by_slug("new-one")
        assert release
        assert [text.blocks[0].kind for text in release.texts] == [Kind.DATE, Kind.DATE]
        assert {finding.rule for finding in findings(release)} <= {"placeholders", "facts"}
        assert "placeholders" in {finding.rule for finding in findings(release)}
        assert all(pair.is_matched for pair in pairs_in(release.texts))

    def test_kept_texts_stand_in_it_where_they_are_kept(self, office: Browser) -> None:
        make_kept_text(key="contact-iges-press", kind=Kind.CONTACT, titles={"en": "Inquiries"}, texts={"en": "Tel"})
        office.submit("/releases/new", slug="kept", meeting=make_meeting().slug, skeleton="meeting")
        release = Release.by_slug("kept")
        assert release
        assert [block.standing for block in release.text_in("en").blocks if block.standing] == ["contact-iges-press"]

    def test_numbers_that_facts_rest_on_come_from_the_last_release(self, office: Browser) -> None:
        for day, value in ((date(2025, 3, 6), 86), (date(2025, 1, 1), 80)):
            known = {"value": value, "counter": "countries", "as_of": day, "note": "register"}
            make_release(released_on=day).set_fact("a6ip_countries", by=None, at=NOW, **known)
        office.submit("/releases/new", slug="next")
        fact = Release.by_slug("next").fact("a6ip_countries")
        assert (fact.value, fact.as_of, fact.note) == (86, date(2025, 3, 6), "register")

    def test_each_has_a_name(self) -> None:
        assert [name for _key, name in skeletons()][0] == "A meeting"


class TestOrder:
    def test_blocks_are_put_in_an_order_at_once(self, office: Browser) -> None:
        release = make_release()
        ids = [block.id for block in release.text_in("en").blocks]
        before = lines(release)
        answer = office.post(f"{editor(release)}order", {"order": [str(n) for n in reversed(ids)]})
        assert answer.status == 302
        assert lines(release) == before[::-1]

    def test_blocks_that_are_not_named_stay_at_the_end(self, office: Browser) -> None:
        release = make_release()
        last = release.text_in("en").blocks[-1]
        office.post(f"{editor(release)}order", {"order": [str(last.id), "99999"]})
        assert [block.position for block in release.text_in("en").blocks] == [1, 2, 3]
        assert release.text_in("en").blocks[0].id == last.id


class TestMerging:
    def test_changes_of_different_fields_are_merged_and_nothing_is_lost(self, app: Flask, office: Browser) -> None:
        release = make_release()
        block = add_block(release.text_in("en"), Kind.ITEM, title="Title", text="Text")
        mine = office.get(f"{editor(release)}blocks/{block.id}")
        Browser(app).sign_in(make_user(Role.PRESS)).submit(f"{editor(release)}blocks/{block.id}", title="Their title")
        answer = office.submit(mine, text="My text")
        assert answer.status == 302
        assert (block.title, block.text) == ("Their title", "My text")

    def test_changes_of_the_same_field_are_shown_beside_each_other(self, app: Flask, office: Browser) -> None:
        release = make_release()
        block = add_block(release.text_in("en"), Kind.ITEM, title="Title", text="Text")
        mine = office.get(f"{editor(release)}blocks/{block.id}")
        Browser(app).sign_in(make_user(Role.PRESS)).submit(f"{editor(release)}blocks/{block.id}", text="Their text")
        page = office.submit(mine, text="My text", title="My title")
        assert page.one(".clash").texts(".clash-text") == ["Their text", "My text"]
        assert block.text == "Their text"
        office.submit(page, text="Both texts")
        assert (block.title, block.text) == ("My title", "Both texts")


class TestPreview:
    def test_typed_words_are_shown_with_present_facts_and_not_stored(self, office: Browser) -> None:
        release = make_release()
        typed = {"text": "In {meeting_city} <b> with {participants_list}"}
        html = json.loads(office.post(f"{editor(release)}preview?kind=para", typed).body)["html"]
        assert "In Hayama &lt;b&gt; with" in html
        assert len(lines(release)) == 3

    def test_every_kind_can_be_previewed(self, office: Browser) -> None:
        release = make_release()
        for kind in Kind:
            answer = office.post(f"{editor(release)}preview?kind={kind}", {"title": "A", "text": "B", "url": "x"})
            assert answer.status == 200


class TestPictures:
    def add(self, office: Browser, release: Release, content: bytes, **fields: str) -> Any:
        form = {"alt": "Delegates", "text": "The meeting", "credit": "A6IP", "after": "0", **fields}
        return office.submit(f"{editor(release)}blocks/new?kind=image", picture=(io.BytesIO(content), "a.jpg"), **form)

    def test_picture_stands_with_caption_and_credit_and_tells_nothing_else(self, office: Browser) -> None:
        release = make_release()
        assert self.add(office, release, photo()).status == 302
        picture = document_of(release, "en").blocks[-1]
        assert isinstance(picture, Image)
        assert (picture.alt, picture.caption) == ("Delegates", "The meeting (Photo: A6IP)")
        kept = Picture.open(io.BytesIO(picture.data))
        assert (kept.size, len(kept.getexif()), b"Exif" in picture.data) == ((20, 40), 0, False)

    @pytest.mark.parametrize("content", [b"<svg/>", b"\xff\xd8\xffnot a picture", b""])
    def test_what_is_no_picture_is_refused(self, office: Browser, content: bytes) -> None:
        release = make_release()
        page = self.add(office, release, content)
        assert page.status == 409
        assert [b for b in release.text_in("en").blocks if b.image] == []

    def test_picture_without_a_description_does_not_go_out(self, office: Browser) -> None:
        release = make_release()
        self.add(office, release, photo(), alt="")
        assert faults(release) == ["The picture has no description for those who do not see it."]
        release.text_in("en").blocks[-1].alt = "Delegates"
        assert faults(release) == []

    def test_missing_picture_is_a_fault(self) -> None:
        release = make_release()
        add_block(release.text_in("en"), Kind.IMAGE, text="Caption", alt="Delegates")
        assert faults(release) == ["The picture is missing. Choose a file."]


class TestKeptTexts:
    def with_kept(self, day: date = date(2025, 3, 6)) -> Release:
        release = make_release(released_on=day)
        add_block(release.text_in("en"), Kind.BOILERPLATE, standing="about-center")
        return release

    def test_release_prints_the_version_of_its_day(self) -> None:
        make_kept_text()
        make_kept_text(valid_from=date(2025, 4, 1), texts={"en": "It has 90 members.", "ja": "90"})
        assert "86 members" in plain_text(document_of(self.with_kept(), "en"))
        assert "90 members" in plain_text(document_of(self.with_kept(date(2025, 4, 1)), "en"))

    def test_stale_version_is_told_and_a_fresh_one_is_not(self) -> None:
        kept = make_kept_text(as_of=date(2024, 1, 1))
        release = self.with_kept()
        found = [(finding.rule, finding.is_fault) for finding in findings(release)]
        assert found == [("stale", False)]
        kept.as_of = date(2025, 1, 1)
        assert findings(release) == []
        kept.review_on = date(2025, 3, 5)
        assert [finding.rule for finding in findings(release)] == ["stale"]

    def test_number_in_a_kept_text_is_checked_and_told_when_it_is_old(self) -> None:
        make_kept_text(texts={"en": "It has {jcm_projects} projects."})
        release = self.with_kept()
        release.set_fact("jcm_projects", value=250, counter="projects", as_of=date(2024, 1, 1), by=None, at=NOW)
        assert "jcm_projects" in unchecked(release)
        assert [finding.rule for finding in findings(release)] == ["stale"]

    def test_number_by_hand_that_was_true_long_ago_is_told(self) -> None:
        release = make_release()
        add_block(release.text_in("en"), text="{jcm_projects}")
        release.set_fact("jcm_projects", value=250, counter="projects", as_of=date(2024, 1, 1), by=None, at=NOW)
        assert [finding.rule for finding in findings(release)] == ["stale"]
        release.set_fact("jcm_projects", as_of=date(2025, 1, 1), by=None, at=NOW)
        assert findings(release) == []

    def test_versions_are_entered_and_chosen(self, office: Browser) -> None:
        fields = {"title_en": "T", "title_ja": "題", "text_en": "X", "text_ja": "文", "valid_from": "2025-01-01"}
        office.submit("/releases/kept-texts/new", key="about-x", kind="boilerplate", as_of="2025-01-01", **fields)
        office.submit("/releases/kept-texts/about-x", text_en="Y", valid_from="2025-02-01", as_of="2025-02-01")
        assert [version.texts["en"] for version in StandingText.versions_of("about-x")] == ["Y", "X"]
        assert "T" in office.get("/releases/kept-texts/").one("tbody").text
        release = make_release()
        office.submit(f"{editor(release)}blocks/new?kind=boilerplate", standing="about-x")
        assert release.text_in("en").blocks[-1].standing == "about-x"
        assert "Kept text: about-x" in office.get(editor(release)).text

    def test_second_version_of_a_day_is_refused(self) -> None:
        make_kept_text()
        with pytest.raises(RuleBroken, match="a version from this day"):
            make_kept_text()


class TestTwins:
    def matched(self) -> Release:
        release = make_release(langs=("en", "ja"))
        for pair in pairs_in(release.texts):
            match(pair, by=None, at=NOW)
        return release

    def test_older_twin_says_so_paragraph_by_paragraph(self, office: Browser) -> None:
        release = self.matched()
        english, japanese = release.text_in("en"), release.text_in("ja")
        english.revise(english.blocks[2], text="The {meeting_ordinal} was postponed.", by=None, at=NOW)
        found = [(finding.rule, finding.lang, finding.block_id) for finding in findings(release)]
        assert found == [("twins", "ja", japanese.blocks[2].id)]
        page = office.get(f"/releases/{release.slug}/twins/")
        assert page.texts(".twin-pair-behind .status") == ["changed since", "older than its twin"]
        assert "postponed" in page.one("ins").text
        office.post(f"/releases/{release.slug}/twins/matches", {"block": str(english.blocks[2].id)})
        assert findings(release) == []

    def test_texts_that_match_are_in_order(self) -> None:
        assert findings(self.matched()) == []

    def test_block_that_one_text_has_alone_stands_alone(self) -> None:
        release = self.matched()
        japanese = release.text_in("ja")
        add_block(japanese, Kind.H2, text="参加国等")
        japanese.move(japanese.blocks[-1], -1, by=None, at=NOW)
        pairs = [(pair.left and pair.left.kind, pair.right and pair.right.kind) for pair in pairs_in(release.texts)]
        assert pairs == [("date", "date"), ("title", "title"), (None, "h2"), ("lead", "lead")]

    def test_each_text_has_its_own_state_which_a_change_takes_back(self, office: Browser) -> None:
        release = self.matched()
        office.post(f"/releases/{release.slug}/twins/en/completion")
        english, japanese = release.text_in("en"), release.text_in("ja")
        assert (english.finished_at is None, japanese.finished_at is None) == (False, True)
        english.revise(english.blocks[2], text="Other words.", by=None, at=NOW)
        assert english.finished_at is None


class TestFindings:
    def test_findings_lead_to_their_block(self, office: Browser) -> None:
        release = make_release()
        block = add_block(release.text_in("en"), Kind.LINK, text="The Agreement")
        page = office.get(editor(release))
        assert page.one(".notice a")["href"] == f"{editor(release)}#block-{block.id}"
        assert "(link)" in page.one(".notice li").text
        assert "leads nowhere" in page.one(f"#block-{block.id} .block-finding").text


class TestOtherKinds:
    def test_quotation_items_issuer_and_sessions_are_composed(self) -> None:
        release = make_release()
        session = make_session(release.meeting, titles={"en": "Opening"})
        session.summaries = {"en": "All were welcomed."}
        text = release.text_in("en")
        for kind, content in (
            (Kind.ISSUER, {"text": "A6IP Center"}),
            (Kind.QUOTE, {"text": "“We agree.”", "title": "The chair"}),
            (Kind.ITEMS, {"text": "one\ntwo"}),
            (Kind.SESSIONS, {}),
        ):
            add_block(text, kind, **content)
        said = plain_text(document_of(release, "en")).splitlines()[3:]
        assert said == ["A6IP Center", "“We agree.”", "The chair", "one", "two", "Opening", "All were welcomed."]
        assert faults(release) == []
        session.summaries = {}
        db.session.flush()
        assert "no session has a summary" in faults(release)[0]


class TestCountryOrder:
    def test_countries_are_put_in_order_and_moved(self, office: Browser) -> None:
        release = make_release()
        for iso2 in ("MN", "TH", "CL"):
            make_attendee(make_delegation(release.meeting, iso2))
        address = f"/releases/{release.slug}/facts/participants_list"
        office.post(f"{address}/order", {"order": "en_un"})
        office.post(f"{address}/moves", {"country": "TH", "to": "up"})
        assert office.get(address).one(".country-order").texts("li") == [
            "Chile Move up: Chile Move down: Chile",
            "Thailand Move up: Thailand Move down: Thailand",
            "Mongolia Move up: Mongolia Move down: Mongolia",
        ]
        assert release.country_moves == [["TH", "before", "MN"]]
        assert office.post(f"{address}/order", {"order": "x"}).status == 409


def test_pages_of_the_editor_take_as_many_queries_for_a_long_text(office: Browser, queries: Callable[[], Any]) -> None:
    release = make_release(langs=("en", "ja"))
    pages = (editor(release), f"/releases/{release.slug}/twins/")
    with queries() as few:
        for page in pages:
            office.get(page)
    for text in release.texts:
        for n in range(30):
            add_block(text, text=f"paragraph {n}" if text.lang == "en" else f"段落{n}")
    db.session.commit()
    with queries() as many:
        for page in pages:
            office.get(page)
    assert len(many) <= len(few) + 2
