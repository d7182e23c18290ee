"""The verbs of a release: what each does, and that none changes a release that is out."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from jcmevents import clock
from jcmevents.accounts.models import Role
from jcmevents.audit import AuditEntry
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.press.blocks import Kind
from jcmevents.press.composing import document_of
from jcmevents.press.models import Release, State
from tests.factories import NOW, make_user
from tests.press.releases import add_block, make_published, make_release, published

pytestmark = pytest.mark.usefixtures("session")
LATER = NOW + timedelta(hours=1)


def texts_of(release: Release, lang: str = "en") -> list[str]:
    return [block.text for block in release.text_in(lang).blocks]


def numbered(*words: str) -> Release:
    return make_release(blocks=[{"kind": Kind.PARA, "text": word} for word in words])


class TestDrafting:
    def test_second_release_at_an_address_is_refused(self) -> None:
        make_release(slug="jcm-gp-4")
        with pytest.raises(RuleBroken, match="address") as refusal:
            make_release(slug="jcm-gp-4")
        assert refusal.value.field == "slug"

    def test_address_of_a_page_of_the_site_is_refused(self) -> None:
        with pytest.raises(RuleBroken, match="address"):
            make_release(slug="new")

    def test_unknown_publisher_is_refused(self) -> None:
        with pytest.raises(RuleBroken, match="publisher"):
            make_release(publisher="times")

    def test_text_in_a_language_is_begun_once(self) -> None:
        release = make_release()
        assert release.begin_text("en", by=None, at=LATER) is release.text_in("en")
        assert release.text_in("en").updated_at == NOW


class TestBlocks:
    def test_block_goes_to_the_end_or_below_another(self) -> None:
        release = numbered("a", "c")
        text = release.text_in("en")
        text.add_block(Kind.PARA, after=text.blocks[0], by=None, at=NOW, text="b")
        add_block(text, text="d")
        assert texts_of(release) == ["a", "b", "c", "d"]

    def test_block_moves_up_and_down_and_stays_at_the_edge(self) -> None:
        release = numbered("a", "b", "c")
        text = release.text_in("en")
        text.move(text.blocks[2], -1, by=None, at=NOW)
        assert texts_of(release) == ["a", "c", "b"]
        text.move(text.blocks[0], 1, by=None, at=NOW)
        assert texts_of(release) == ["c", "a", "b"]
        text.move(text.blocks[0], -1, by=None, at=NOW)
        text.move(text.blocks[2], 1, by=None, at=NOW)
        assert texts_of(release) == ["c", "a", "b"]

    def test_removed_block_is_gone_and_others_keep_their_order(self) -> None:
        release = numbered("a", "b", "c")
        text = release.text_in("en")
        text.remove(text.blocks[1], by=None, at=NOW)
        db.session.commit()
        db.session.expire_all()
        assert texts_of(release) == ["a", "c"]

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "example.org"])
    def test_address_that_no_document_can_link_to_is_refused(self, url: str) -> None:
        with pytest.raises(RuleBroken) as refusal:
            add_block(make_release().text_in("en"), Kind.LINK, text="x", url=url)
        assert refusal.value.field == "url"

    def test_last_occurrence_of_the_linked_words_is_the_link(self) -> None:
        release = make_release()
        add_block(release.text_in("en"), text="here and here", link_text="here", url="https://example.org/")
        runs = document_of(release, "en").blocks[-1].text
        assert [getattr(run, "url", None) for run in runs if run] == [None, "https://example.org/"]

    def test_linked_words_may_be_a_fact(self) -> None:
        release = make_release()
        add_block(
            release.text_in("en"), text="in {meeting_city}.", link_text="{meeting_city}", url="https://example.org/"
        )
        link = document_of(release, "en").blocks[-1].text[1]
        assert (link.text, link.url) == ("Hayama", "https://example.org/")

    def test_text_changed_before_the_other_is_behind(self) -> None:
        release = make_release(langs=("en", "ja"))
        english, japanese = release.text_in("en"), release.text_in("ja")
        assert (english.is_behind, japanese.is_behind) == (False, False)
        japanese.revise(japanese.blocks[0], by=None, at=LATER, text="新")
        assert (english.is_behind, japanese.is_behind) == (True, False)


class TestFacts:
    def test_number_needs_what_it_counts(self) -> None:
        with pytest.raises(RuleBroken) as refusal:
            make_release().set_fact("projects", value=250, by=None, at=NOW)
        assert refusal.value.field == "counter"

    def test_unknown_column_is_an_error_of_the_program(self) -> None:
        with pytest.raises(TypeError, match="colour"):
            make_release().set_fact("projects", colour="red", by=None, at=NOW)

    def test_cleared_fact_is_gone(self) -> None:
        release = make_release()
        release.set_fact("projects", value=250, counter="projects", by=None, at=NOW)
        release.clear_fact("projects", by=None, at=NOW)
        db.session.commit()
        db.session.expire_all()
        assert release.fact("projects") is None


CHANGES: dict[str, Callable[[Release], Any]] = {
    "revise": lambda r: r.revise(meeting=None, publisher="iges", released_on=date(2025, 3, 7), by=None, at=NOW),
    "begin text": lambda r: r.begin_text("ja", by=None, at=NOW),
    "set fact": lambda r: r.set_fact("x", value=1, counter="people", by=None, at=NOW),
    "clear fact": lambda r: r.clear_fact("x", by=None, at=NOW),
    "add block": lambda r: add_block(r.texts[0], text="x"),
    "revise block": lambda r: r.texts[0].revise(r.texts[0].blocks[0], by=None, at=NOW, text="x"),
    "move block": lambda r: r.texts[0].move(r.texts[0].blocks[0], 1, by=None, at=NOW),
    "remove block": lambda r: r.texts[0].remove(r.texts[0].blocks[0], by=None, at=NOW),
}


class TestPublication:
    @pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
    def test_release_that_is_out_is_not_changed(self, change: Callable[[Release], Any]) -> None:
        release = make_published()
        before = document_of(release, "en")
        with pytest.raises(RuleBroken, match="is out"):
            change(release)
        db.session.flush()
        assert document_of(release, "en") == before

    @pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
    def test_every_change_of_a_draft_is_recorded(self, change: Callable[[Release], Any]) -> None:
        release = make_release()
        release.set_fact("x", value=1, counter="people", by=None, at=NOW)
        db.session.commit()
        count = db.select(db.func.count(AuditEntry.id)).where(AuditEntry.object_type == "release")
        before = db.session.scalar(count)
        change(release)
        db.session.commit()
        assert db.session.scalar(count) == before + 1

    def test_release_with_faults_does_not_go_out(self) -> None:
        release = make_release()
        with pytest.raises(RuleBroken, match="no title"):
            release.ask_fact_check(["The text has no title."], by=None, at=NOW)
        assert (release.state, release.published_at) == (State.DRAFT, None)

    def test_releases_are_visible_to_staff_from_the_draft_on_and_to_others_when_out(self) -> None:
        draft, out = make_release(), make_published()
        later = make_release()
        published(later, at=NOW, opens_at=LATER)

        def seen(user: Any) -> set[str]:
            with clock.frozen_at(NOW):
                return {release.slug for release in db.session.scalars(Release.visible_to(user))}

        assert seen(None) == seen(make_user()) == {out.slug}
        for role in (Role.PRESS, Role.ORGANIZER, Role.ADMINISTRATOR):
            assert seen(make_user(role)) == {draft.slug, out.slug, later.slug}
