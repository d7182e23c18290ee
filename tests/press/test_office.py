"""The press office at work: drafting, facts, blocks, publication."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from jcmevents import clock
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.press.blocks import Kind
from jcmevents.press.facts import Facts
from jcmevents.press.lint import findings
from jcmevents.press.models import Release
from tests.browser import Browser
from tests.factories import NOW, make_attendee, make_delegation, make_meeting, make_user
from tests.press.releases import BLOCKS, add_block, make_release, published

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def office(browser: Browser) -> Browser:
    """The browser of somebody of the press office."""
    return browser.sign_in(make_user(Role.PRESS))


class TestNewRelease:
    def test_draft_about_a_meeting_begins_its_texts(self, office: Browser) -> None:
        make_meeting(slug="jcm-gp-5")
        answer = office.submit("/releases/new?meeting=jcm-gp-5", publisher="moej", released_on="2026-03-06")
        assert answer.location == "/releases/jcm-gp-5/workspace"
        release = Release.by_slug("jcm-gp-5")
        assert (release.meeting.slug, release.publisher, release.released_on) == ("jcm-gp-5", "moej", date(2026, 3, 6))
        assert [text.lang for text in release.texts] == ["en", "ja"]
        assert office.follow(answer).status == 200

    def test_taken_address_keeps_what_was_typed(self, office: Browser) -> None:
        make_release(slug="taken")
        page = office.submit("/releases/new", slug="taken", released_on="2026-03-06", publisher="moej")
        assert page.status == 409
        assert "Another release has this address" in page.text
        assert page.one('[name="slug"]')["value"] == "taken"
        assert page.one('[name="released_on"]')["value"] == "2026-03-06"

    def test_form_offers_today_and_a_skeleton_and_finds_a_free_address(self, office: Browser) -> None:
        meeting = make_meeting(slug="jcm-gp-5")
        with clock.frozen_at(NOW):
            fields = office.get(f"/releases/new?meeting={meeting.slug}").form(having={"slug"}).filled({})
        assert (fields["slug"], fields["skeleton"], fields["released_on"]) == ("", "meeting", f"{NOW:%Y-%m-%d}")
        places = [office.submit("/releases/new", meeting=meeting.slug).location for _n in range(2)]
        assert places == ["/releases/jcm-gp-5/workspace", "/releases/jcm-gp-5-2/workspace"]
        alone = office.submit("/releases/new", released_on="2026-03-06", skeleton="").location
        assert alone == "/releases/release-2026-03-06/workspace"

    @pytest.mark.parametrize("slug", ["Upper", "a b", "../x", "a.pdf", "ü", "x" * 81])
    def test_unfit_address_is_explained(self, office: Browser, slug: str) -> None:
        page = office.submit("/releases/new", slug=slug, released_on="2026-03-06")
        assert (page.status, len(page.select(".field-error"))) == (200, 1)
        assert db.session.scalar(db.select(db.func.count(Release.id))) == 0

    def test_no_language_is_explained(self, office: Browser) -> None:
        page = office.submit("/releases/new", slug="a", released_on="2026-03-06", languages=[])
        assert "Choose at least one language." in page.text

    def test_form_sent_twice_drafts_once(self, office: Browser) -> None:
        data = office.get("/releases/new").form(having={"slug"}).filled({"slug": "once", "released_on": "2026-03-06"})
        answers = [office.open("/releases/new", method="POST", data=data).location for _n in range(2)]
        assert answers == ["/releases/once/workspace"] * 2


class TestWorkspace:
    def test_state_faults_and_texts_are_shown(self, office: Browser) -> None:
        release = make_release(meeting=make_meeting(ordinal=4), langs=("en", "ja"))
        japanese = release.text_in("ja")
        japanese.revise(japanese.blocks[2], by=None, at=LATER, text="新しい")
        page = office.get(f"/releases/{release.slug}/workspace")
        told = [line.partition(" Show the block")[0] for line in page.texts(".notice li")]
        assert told == [
            "fault The meeting has no city. Enter it on the page of the meeting.",
            "fault The meeting has no city. Enter it on the page of the meeting.",  # in the other language
        ]
        states = page.texts("td .status")
        assert states == ["older than the other text", "up to date"]
        assert "Meeting held in [meeting_city]" in page.one("h1").text

    def test_texts_stand_side_by_side(self, office: Browser) -> None:
        release = make_release(langs=("en", "ja"))
        add_block(release.text_in("ja"), text="日本語だけ")
        page = office.get(f"/releases/{release.slug}/workspace")
        rows = [row.texts("td .said-text") for row in page.select("table")[1].select("tbody tr")]
        assert rows[1] == ["Meeting held in Hayama", "Meeting held in 葉山"]
        assert rows[3] == ["日本語だけ"]

    def test_organizer_reads_and_changes_nothing(self, browser: Browser) -> None:
        release = make_release()
        browser.sign_in(make_user(Role.ORGANIZER))
        for path in ("workspace", "facts/", "texts/en/"):
            page = browser.get(f"/releases/{release.slug}/{path}")
            assert page.status == 200
            assert page.select("main form") == []
        assert browser.post(f"/releases/{release.slug}/approval/fact-check").status == 403

    def test_details_are_edited(self, office: Browser) -> None:
        release = make_release()
        answer = office.submit(f"/releases/{release.slug}/edit", released_on="2025-03-07", publisher="moej", meeting="")
        assert answer.status == 302
        assert (release.released_on, release.publisher, release.meeting) == (date(2025, 3, 7), "moej", None)

    def test_text_in_a_further_language_is_begun(self, office: Browser) -> None:
        release = make_release()
        page = office.get(f"/releases/{release.slug}/workspace")
        answer = office.submit(page, language="ja")
        assert answer.location == f"/releases/{release.slug}/texts/ja/"
        assert "The text is empty" in office.follow(answer).text

    def test_unknown_language_is_refused(self, office: Browser) -> None:
        release = make_release()
        assert office.post(f"/releases/{release.slug}/texts", {"language": "xx"}).status == 409


class TestPublication:
    def test_release_with_faults_is_not_checked(self, office: Browser) -> None:
        release = make_release(blocks=({"kind": Kind.LINK, "text": "Agreement"},))
        way = f"/releases/{release.slug}/approval/"
        page = office.get(way)
        assert [line.split("Show")[0] for line in page.one(".notice").texts("li")] == [
            "fault The text in English has no title. ",
            "fault The link “Agreement” leads nowhere. Enter its address. ",
        ]
        block = release.texts[0].blocks[0]
        assert page.select(".notice a")[-1]["href"] == f"/releases/{release.slug}/texts/en/#block-{block.id}"
        told = office.follow(office.post(f"{way}fact-check"))
        assert "Please put right first what is listed below as a fault." in told.text
        assert told.select(".notice a")[-1]["href"].endswith(f"#block-{block.id}")
        assert release.state == "draft"

    def test_release_that_is_out_refuses_edits_and_keeps_the_typed_text(self, office: Browser) -> None:
        release = make_release()
        block = release.text_in("en").blocks[1]
        form = office.get(f"/releases/{release.slug}/texts/en/blocks/{block.id}")
        published(release)
        page = office.submit(form, text="Too late")
        assert (page.status, "This release is out" in page.text) == (409, True)
        assert page.one("textarea").text == "Too late"
        assert block.text == BLOCKS[1]["text"]


class TestFacts:
    def words(self, office: Browser, release: Release, key: str) -> list[str]:
        for row in office.get(f"/releases/{release.slug}/facts/").select("tbody tr"):
            if row.one("th code").text == f"{{{key}}}":
                return row.texts("td[data-label=English] div, td[data-label=Japanese] div")
        raise AssertionError(key)

    def test_every_fact_is_shown_with_its_words_or_what_to_do(self, office: Browser) -> None:
        release = make_release()
        assert self.words(office, release, "meeting_ordinal") == ["Fourth Meeting", "第4回会合"]
        assert "Nobody is marked as present" in self.words(office, release, "participants_list")[0]

    def test_number_is_entered_and_written_in_the_house_style(self, office: Browser) -> None:
        release = make_release()
        fields = {"key": "jcm_projects", "value": "250", "qualifier": "over", "counter": "projects"}
        answer = office.submit(f"/releases/{release.slug}/facts/new", **fields, as_of="2025-03-01", note="MOEJ")
        assert answer.location == f"/releases/{release.slug}/facts/"
        assert self.words(office, release, "jcm_projects") == ["at least 250 projects", "250件以上"]
        assert release.fact("jcm_projects").as_of == date(2025, 3, 1)

    def test_part_of_a_whole_is_entered_and_written_in_the_house_style(self, office: Browser) -> None:
        release = make_release()
        fields = {"key": "signatories", "value": "19", "total": "29", "qualifier": "exact", "counter": "countries"}
        office.submit(f"/releases/{release.slug}/facts/new", **fields)
        words = ["19 of the 29 JCM partner countries", "29カ国のうち19カ国"]
        assert self.words(office, release, "signatories") == words
        assert Facts(release, "ja", house="moej").words("signatories") == "29か国のうち19か国"

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"total": "249"}, "The whole cannot be less than its part"),
            ({"total": "300", "qualifier": "about"}, "the part is an exact number"),
            ({"key": "Projects"}, "Use a name like"),
            ({"key": "participants"}, "There is a fact with this name already"),
            ({"key": "a6ip_countries"}, "There is a fact with this name already"),
            ({"value": "many"}, "Not a valid integer value"),
            ({"value": "-1"}, "Number must be between"),
            ({"value": "99999999999"}, "Number must be between"),
            ({"counter": ""}, "Choose what is counted"),
            ({"as_of": "2025-13-01"}, "There is no such day"),
        ],
    )
    def test_unfit_number_is_explained_and_kept(self, office: Browser, fields: dict[str, str], sentence: str) -> None:
        release = make_release()
        typed = {"key": "jcm_projects", "value": "250", "counter": "projects", "note": "MOEJ", **fields}
        page = office.submit(f"/releases/{release.slug}/facts/new", **typed)
        assert sentence in page.text
        assert {name: page.one(f'input[name="{name}"]')["value"] for name in ("key", "note")} == {
            "key": typed["key"],
            "note": "MOEJ",
        }
        assert release.facts == []

    def test_override_is_set_shown_as_such_and_cleared(self, office: Browser) -> None:
        release = make_release()
        address = f"/releases/{release.slug}/facts/meeting_city"
        office.submit(address, override_en="Hayama Town")
        assert self.words(office, release, "meeting_city") == [
            "Hayama Town overridden by hand computed: Hayama",
            "葉山",
        ]
        office.submit(office.get(address), action=f"{address}/removal")
        assert self.words(office, release, "meeting_city") == ["Hayama", "葉山"]

    def test_related_meeting_is_chosen(self, office: Browser) -> None:
        release = make_release()
        make_meeting(slug="partners-10", ordinal=10, titles={"en": "Tenth"})
        office.submit(f"/releases/{release.slug}/facts/related_meeting", meeting="partners-10")
        assert self.words(office, release, "related_meeting_ordinal") == ["Tenth Meeting", "第10回"]

    def test_second_editor_is_shown_both_texts(self, app: Flask, office: Browser) -> None:
        release = make_release()
        address = f"/releases/{release.slug}/facts/meeting_city"
        mine = office.get(address)
        colleague = Browser(app).sign_in(make_user(Role.PRESS))
        colleague.submit(address, override_en="Hayama Town")
        page = office.submit(mine, override_en="Hayama Village")
        assert page.one(".clash").texts(".clash-text") == ["Hayama Town", "Hayama Village"]
        assert release.fact("meeting_city").overrides == {"en": "Hayama Town"}
        office.submit(page, override_en="Hayama Village")
        assert release.fact("meeting_city").overrides == {"en": "Hayama Village"}

    @pytest.mark.parametrize("key", ["weather", "Meeting_City", "__class__"])
    def test_unknown_fact_is_not_found(self, office: Browser, key: str) -> None:
        release = make_release()
        assert office.get(f"/releases/{release.slug}/facts/{key}").status == 404
        assert office.post(f"/releases/{release.slug}/facts/{key}/removal").status == 404


class TestBlocks:
    def editor(self, release: Release) -> str:
        return f"/releases/{release.slug}/texts/en/"

    def lines(self, release: Release) -> list[str]:
        return [block.text for block in release.text_in("en").blocks]

    def test_blocks_are_shown_filled_and_facts_are_told_apart(self, office: Browser) -> None:
        release = make_release()
        page = office.get(self.editor(release))
        assert page.texts(".blocks .said-text")[1] == "Meeting held in Hayama"
        assert "Hayama" in page.texts(".blocks .fact")
        assert page.one("aside").texts("dd code")[:2] == ["{release_date}", "{meeting_title}"]
        unknown = page.one("aside details").texts("dt")
        assert "title of the related meeting" in unknown

    def test_words_typed_over_a_fact_are_marked_where_they_stand(self, office: Browser) -> None:
        release = make_release()
        release.set_fact("meeting_city", overrides={"en": "Hayama Town"}, by=None, at=NOW)
        page = office.get(self.editor(release))
        assert page.texts(".blocks .fact-by-hand") == ["Hayama Town"]
        assert "overridden by hand computed: Hayama" in " ".join(page.one("aside").text.split())
        told = "“Hayama Town” was typed for “meeting_city”; the data say “Hayama”."
        assert [(each.message, each.is_fault) for each in findings(release)] == [(told, False)]

    def test_block_is_added_below_another(self, office: Browser) -> None:
        release = make_release()
        first = release.text_in("en").blocks[0]
        answer = office.submit(f"{self.editor(release)}blocks/new?kind=label", text="Press Release", after=first.id)
        assert answer.location.startswith(f"{self.editor(release)}#block-")
        assert self.lines(release)[:2] == ["{release_date}", "Press Release"]
        assert release.text_in("en").blocks[1].kind == Kind.LABEL

    @pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.IMAGE])
    def test_every_kind_can_be_added_and_opened(self, office: Browser, kind: Kind) -> None:
        release = make_release(blocks=())
        typed = {name: "https://example.org/" if name == "url" else "some words" for name in kind.content}
        assert office.submit(f"{self.editor(release)}blocks/new?kind={kind}", **typed, after="0").status == 302
        block = release.text_in("en").blocks[0]
        assert {name: getattr(block, name) for name in kind.content} == typed
        assert office.get(f"{self.editor(release)}blocks/{block.id}").status == 200
        assert office.get(f"/releases/{release.slug}").status == 200

    def test_unknown_kind_is_not_found(self, office: Browser) -> None:
        assert office.get(f"{self.editor(make_release())}blocks/new?kind=poem").status == 404

    def test_unknown_fact_is_explained_at_its_field_and_nothing_is_lost(self, office: Browser) -> None:
        release = make_release()
        block = release.text_in("en").blocks[2]
        page = office.submit(f"{self.editor(release)}blocks/{block.id}", text="On {weather} {meeting_days}", url="x")
        assert "There is no fact “weather”" in page.one(".field-error").text
        assert page.one("textarea").text == "On {weather} {meeting_days}"
        assert page.one('input[name="url"]')["value"] == "x"
        assert self.lines(release)[2] == BLOCKS[2]["text"]

    @pytest.mark.parametrize("typed", ["{{7*7}}", "%(x)s 100%", "{0} {}", "<b>&amp;</b>", "{% raw %}", "行\n\n行"])
    def test_marks_without_a_meaning_stay_as_typed(self, office: Browser, typed: str) -> None:
        release = make_release()
        block = release.text_in("en").blocks[2]
        office.submit(f"{self.editor(release)}blocks/{block.id}", text=typed)
        assert self.lines(release)[2] == typed
        assert "".join(typed.split()) in "".join(office.get(f"/releases/{release.slug}").one("article").text.split())

    def test_unfit_address_of_a_link_keeps_what_was_typed(self, office: Browser) -> None:
        release = make_release()
        block = release.text_in("en").blocks[2]
        typed = {"text": "See here", "link_text": "here", "url": "javascript:alert(1)"}
        page = office.submit(f"{self.editor(release)}blocks/{block.id}", **typed)
        assert (page.status, "Begin the address with https://" in page.one(".field-error").text) == (409, True)
        assert page.one('input[name="url"]')["value"] == typed["url"]
        assert page.one("textarea").text == "See here"

    def test_empty_text_is_refused(self, office: Browser) -> None:
        release = make_release()
        page = office.submit(f"{self.editor(release)}blocks/new?kind=para", text="  ")
        assert page.select(".field-error")
        assert len(self.lines(release)) == 3

    def test_second_editor_is_shown_both_texts(self, app: Flask, office: Browser) -> None:
        release = make_release()
        block = release.text_in("en").blocks[2]
        address = f"{self.editor(release)}blocks/{block.id}"
        mine = office.get(address)
        Browser(app).sign_in(make_user(Role.PRESS)).submit(address, text="Theirs")
        page = office.submit(mine, text="Mine")
        assert page.one(".clash").texts(".clash-text") == ["Theirs", "Mine"]
        assert page.one("textarea").text == "Mine"
        assert self.lines(release)[2] == "Theirs"

    def test_block_is_moved_and_removed(self, office: Browser) -> None:
        release = make_release()
        block = release.text_in("en").blocks[2]
        address = f"{self.editor(release)}blocks/{block.id}"
        page = office.get(self.editor(release))
        office.submit(page, action=f"{address}/position")
        assert self.lines(release)[1] == BLOCKS[2]["text"]
        office.submit(office.get(self.editor(release)), action=f"{address}/removal")
        assert self.lines(release) == [BLOCKS[0]["text"], BLOCKS[1]["text"]]

    def test_block_of_another_text_or_release_is_not_found(self, office: Browser) -> None:
        release, other = make_release(langs=("en", "ja")), make_release()
        foreign = [release.text_in("ja").blocks[0].id, other.text_in("en").blocks[0].id]
        for block_id in foreign:
            address = f"{self.editor(release)}blocks/{block_id}"
            assert office.get(address).status == 404
            assert office.post(f"{address}/position", {"to": "up"}).status == 404
            assert office.post(f"{address}/removal").status == 404
        assert office.get(f"/releases/{release.slug}/texts/fr/").status == 404

    def test_preview_follows_the_data(self, office: Browser) -> None:
        release = make_release()
        add_block(release.text_in("en"), text="From {partners_attending}: {participants_list}")
        people: list[Any] = [make_attendee(make_delegation(release.meeting, iso2)) for iso2 in ("MN", "TH")]
        preview = f"/releases/{release.slug}"
        assert "From 2 countries: Kingdom of Thailand and Mongolia" in office.get(preview).text
        people[1].mark_no_show(by=None, at=NOW)
        assert "From 1 country: Mongolia" in office.get(preview).text
