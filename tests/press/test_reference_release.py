"""The release of 6 March 2025 comes out of the data, word for word, in every format."""

import io
import re
import shutil
import subprocess

import pytest
from docx import Document as WordFile
from lxml import html
from sqlalchemy import select

from jcmevents.document import render
from jcmevents.extensions import db
from jcmevents.press.blocks import Kind
from jcmevents.press.composing import document_of
from jcmevents.press.models import Release
from jcmevents.record.attending import attending
from jcmevents.registration.models import Registration
from tests.factories import NOW
from tests.press.meeting_four import FACTS, REFERENCE, attendees_of, make_release_four


def compared(text: str) -> str:
    """`text` as the compare rule of the reference has it: no Markdown, no Cyrillic slip, no white space."""
    text = re.sub(r"\*\*|\\", "", text)
    text = re.sub(r"^- ", "", text, flags=re.MULTILINE)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\s", "", text.replace("\u0441\u043f", "スプ"))


def told(release: Release, lang: str = "ja") -> str:
    return compared(render(document_of(release, lang), "txt").decode())


def pdf_text(content: bytes) -> str:
    command = [shutil.which("pdftotext") or "pdftotext", "-layout", "-", "-"]
    run = subprocess.run(command, input=content, capture_output=True, check=True)
    return run.stdout.decode()


@pytest.mark.usefixtures("session")
class TestReferenceRelease:
    def test_text_equals_the_published_release(self) -> None:
        assert told(make_release_four()) == compared(REFERENCE)

    def test_html_has_the_same_text(self) -> None:
        page = html.fromstring(render(document_of(make_release_four(), "ja"), "html").decode())
        assert compared(page.find("body").text_content()) == compared(REFERENCE)

    def test_docx_has_the_same_text(self) -> None:
        word = WordFile(io.BytesIO(render(document_of(make_release_four(), "ja"), "docx")))
        assert compared("".join(p.text for p in word.paragraphs)) == compared(REFERENCE)

    def test_pdf_has_the_same_text(self) -> None:
        text = compared(pdf_text(render(document_of(make_release_four(), "ja"), "pdf")))
        # Only the page numbers stand between.
        assert re.sub(r"\d/\d", "", text) == re.sub(r"\d/\d", "", compared(REFERENCE))

    def test_no_computed_span_is_typed(self) -> None:
        release = make_release_four()
        typed = compared("".join(f"{b.title}{b.text}" for b in release.text_in("ja").blocks if b.kind != Kind.LINK))
        assert [span for span in FACTS["computed_spans"] if compared(span) in typed] == []


@pytest.mark.usefixtures("session")
class TestComputedSpans:
    def test_country_that_did_not_come_is_neither_counted_nor_named(self) -> None:
        release = make_release_four()
        for registration in attendees_of(release, "GE"):
            registration.mark_no_show(by=None, at=registration.created_at)
        text = told(release)
        assert "29カ国のうち18カ国" in text
        assert "ジョージア" not in text

    @pytest.mark.parametrize(("people", "words"), [(84, "約80名"), (85, "約90名"), (94, "約90名"), (95, "約100名")])
    def test_total_is_rounded_half_up_to_tens(self, people: int, words: str) -> None:
        assert f"省庁関係者等{words}が参加" in told(make_release_four(people))

    def test_meeting_details_follow_the_meeting(self) -> None:
        release = make_release_four()
        meeting = release.meeting
        meeting.ordinal, meeting.cities = 5, {"ja": "葉山"}
        meeting.set_days(meeting.start_on.replace(day=27), meeting.start_on.replace(month=3, day=1))
        text = told(release)
        assert "第5回会合」を2025年2月27日～3月1日に葉山で開催しました" in text
        assert "第4回会合」開催" not in text

    def test_ministry_without_attendees_is_not_named(self) -> None:
        release = make_release_four()
        forestry = next(d for d in attending(release.meeting).host_bodies if d.name("ja") == "林野庁")
        for registration in db.session.scalars(select(Registration).where(Registration.of(forestry))):
            registration.mark_no_show(by=None, at=registration.created_at)
        assert "日本国(環境省、経済産業省、農林水産省)、A6IPセンター" in told(release)

    def test_release_date_follows_the_release(self) -> None:
        release = make_release_four()
        release.released_on = release.released_on.replace(month=12, day=9)
        assert told(release).startswith("2025年12月09日")

    def test_ministry_house_style_counts_with_its_own_word(self) -> None:
        release = make_release_four()
        release.publisher = "moej"
        assert "29か国のうち19か国" in told(release)

    def test_number_entered_by_hand_carries_its_qualifier(self) -> None:
        release = make_release_four()
        release.set_fact("jcm_projects", value=280, by=None, at=NOW)
        assert "280件以上のプロジェクト" in told(release)

    def test_override_replaces_the_computed_words_and_can_be_cleared(self) -> None:
        release = make_release_four()
        release.set_fact("participants", overrides={"ja": "100名を超える関係者"}, by=None, at=NOW)
        assert "省庁関係者等100名を超える関係者が参加" in told(release)
        release.set_fact("participants", overrides={}, by=None, at=NOW)
        assert "省庁関係者等約90名が参加" in told(release)


@pytest.mark.usefixtures("session")
class TestEnglishTwin:
    def test_text_is_english_throughout(self) -> None:
        text = render(document_of(make_release_four(), "en"), "txt").decode()
        assert re.findall("[ぁ-ヿ一-鿿]+", text) == []
        assert "about 90 people took part" in text
        assert "from 19 of the 29 JCM partner countries" in text
        assert "the Fourth Meeting of the Joint Crediting Mechanism (JCM) Global Partnership" in text
        assert "Japan (Ministry of the Environment; Ministry of Economy, Trade and Industry; " in text

    def test_both_texts_have_the_same_blocks(self) -> None:
        release = make_release_four()
        kinds = [[block.kind for block in text.blocks] for text in release.texts]
        assert kinds[0] == kinds[1]
