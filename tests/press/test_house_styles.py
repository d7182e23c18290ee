"""The same data in the style of each house: layout, counts, dates, names, letterhead; alone and jointly."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path

import pytest
from click.testing import Result
from docx import Document as WordFile
from flask import Flask
from lxml import html

from jcmevents.agenda.kinds import Kind as Ceremony
from jcmevents.agenda.kinds import RecordRule
from jcmevents.document import render
from jcmevents.meetings.models import Mode
from jcmevents.press.blocks import Kind
from jcmevents.press.composing import document_of
from jcmevents.press.facts import Facts
from jcmevents.press.house import House, publishers
from jcmevents.press.lint import findings
from jcmevents.press.models import Release
from jcmevents.press.release_file import enter_release
from tests.factories import (
    NOW,
    make_attendee,
    make_delegation,
    make_item,
    make_meeting,
    make_organization,
    make_session,
)
from tests.press.meeting_four import RELEASE_FILE, make_meeting_four, make_release_four
from tests.press.releases import add_block, make_release
from tests.press.test_reference_release import compared, pdf_text

pytestmark = pytest.mark.usefixtures("session")
DRAFT = RELEASE_FILE.with_name("release-jcm-gp-4-moej.yaml")
OWN_HOUSE = """
jcma:
  name: {en: JCM Agency, ja: JCM機構}
  ja:
    like: iges
    author: 日本政府指定JCM実施機構
    letterhead: {lines: [JCM実施機構], colour: "#7a1f3d"}
    head_date: YYYY/MM/DD
    heading: "◆ #"
    counters:
      countries: {exact: "#ヶ国", about: "約#ヶ国", over: "#ヶ国以上", of: "#ヶ国中#ヶ国"}
  en: {like: moej, author: JCM Agency, numbered: "(#) "}
"""


def make_ministrys() -> Release:
    make_meeting_four()
    return enter_release(DRAFT, by=None, at=NOW)


def told(release: Release, lang: str = "ja", house: str | None = None) -> str:
    return render(document_of(release, lang, house=house), "txt").decode()


@pytest.fixture
def own_house(app: Flask) -> Iterator[None]:
    file = Path(app.config["DATA_DIR"]) / "houses.yaml"
    file.write_text(OWN_HOUSE)
    yield
    file.unlink()


class TestMinistry:
    def test_japanese_paragraphs_are_numbered_and_participants_stand_below_a_square(self) -> None:
        text = told(make_ministrys())
        assert re.findall(r"^\d\. ", text, re.MULTILINE) == ["1. ", "2. ", "3. ", "4. "]
        assert "1. 環境省は、" in text
        assert "JCMパートナー国29か国のうち19か国の政府担当者等約90名が参加" in text
        assert "\n■ 参加国等\n\nインドネシア共和国、ウクライナ、" in text
        assert "第4回会合を開催しました" in text

    def test_draft_of_the_demonstration_has_no_findings(self) -> None:
        assert findings(make_ministrys()) == []

    def test_english_is_numbered_with_its_own_dates_and_countries_from_a_to_z(self) -> None:
        text = told(make_ministrys(), "en")
        assert text.startswith("March 6, 2025")
        assert "in Tokyo on February 17–19, 2025." in text
        assert "1. The Ministry" in text
        assert "Kingdom of Cambodia, Republic of Chile, Federal Democratic Republic of Ethiopia, Georgia" in text

    def test_institutes_release_is_written_in_the_ministrys_style_from_the_same_data(self) -> None:
        release = make_release_four()
        text = told(release, house="moej")
        assert "29か国のうち19か国" in text
        assert "■ 参加国等" in text
        assert "1. 公益財団法人" in text
        assert "カ国のうち" not in text
        assert "29カ国のうち19カ国" in told(release)

    @pytest.mark.parametrize(("on_site", "online", "total"), [(18, 7, 25), (11, 7, 18)])
    def test_countries_that_only_came_online_are_told_by_the_ministry(
        self, on_site: int, online: int, total: int
    ) -> None:
        meeting = make_meeting(start=date(2025, 6, 18), end=date(2025, 6, 18), ordinal=5)
        release = make_release(meeting=meeting, publisher="moej", langs=("ja",))
        partners = sorted(Facts(release, "ja").figures.partners)
        for n, iso2 in enumerate(partners[: on_site + online]):
            make_attendee(make_delegation(meeting, iso2), mode=Mode.ON_SITE if n < on_site else Mode.ONLINE)
        facts = Facts(release, "ja")
        assert facts.words("partners_attending") == f"{total}か国(オンライン参加7か国含む)"
        assert facts.words("partners_attending_of_total") == f"30か国のうち{total}か国(オンライン参加7か国含む)"
        assert Facts(release, "ja", house="iges").words("partners_attending") == f"{total}カ国"

    @pytest.mark.parametrize(
        ("house", "lang", "words"),
        [
            ("moej", "en", "TAKASE Mariko (Vice-Minister, Ministry of the Environment) and Ana Lopez"),
            ("iges", "en", "Mariko Takase (Vice-Minister, Ministry of the Environment) and Ana Lopez"),
            ("moej", "ja", "Mariko Takase(Vice-Minister, 環境省)、アナ・ロペス"),
        ],
    )
    def test_speakers_of_ceremonies_are_named_as_the_house_names_people(
        self, house: str, lang: str, words: str
    ) -> None:
        meeting = make_meeting()
        body = make_organization(names={"en": "Ministry of the Environment", "ja": "環境省"})
        person = make_attendee(
            make_delegation(meeting, organization=body),
            **{"full_name": "Mariko Takase", "family_name": "Takase", "given_name": "Mariko"},
            function="Vice-Minister",
        )
        ceremony = make_session(meeting, kind=Ceremony.CEREMONY)
        guest = {"names": {"en": "Ana Lopez", "ja": "アナ・ロペス"}}
        make_item(ceremony, kind=Ceremony.CEREMONY, people=[{"registration_id": person.id}, guest])
        make_item(ceremony, kind=Ceremony.PRESENTATION, people=[{"names": {"en": "Not told"}}])
        closing = make_session(meeting, kind=Ceremony.CEREMONY, starts=time(16), ends=time(17))
        make_item(closing, kind=Ceremony.CEREMONY, people=[{"names": {"en": "Not told"}}])
        closed = make_session(meeting, record_rule=RecordRule.CLOSED, starts=time(8), ends=time(9))
        make_item(closed, kind=Ceremony.CEREMONY, people=[{"names": {"en": "Not told"}}])
        assert Facts(make_release(meeting=meeting), lang, house=house).words("speakers") == words

    def test_name_known_in_japanese_letters_only_stays_as_it_is_on_lists(self) -> None:
        meeting = make_meeting()
        names = {
            "full_name": "高瀬 真理子",
            "family_name": "高瀬",
            "given_name": "真理子",
            "list_name": "TAKASE Mariko",
        }
        person = make_attendee(make_delegation(meeting), **names, function="Director")
        session = make_session(meeting, kind=Ceremony.CEREMONY)
        make_item(session, kind=Ceremony.CEREMONY, people=[{"registration_id": person.id}])
        assert Facts(make_release(meeting=meeting), "en").words("speakers").startswith("TAKASE Mariko (Director, ")

    def test_names_stand_in_the_order_of_the_house(self) -> None:
        name = ("Yutaka Matsuzawa", "Matsuzawa", "Yutaka")
        assert House.of("moej", "en").person(*name) == "MATSUZAWA Yutaka"
        assert House.of("iges", "en").person(*name) == "Yutaka Matsuzawa"
        assert House.of("moej", "ja").person("松澤裕", "松澤", "裕") == "松澤裕"
        assert House.of("moej", "en").person("Suharto") == "Suharto"

    @pytest.mark.parametrize(
        ("last", "words"),
        [
            (date(2025, 2, 17), "February 17, 2025"),
            (date(2025, 3, 1), "February 17 – March 1, 2025"),
            (date(2026, 1, 2), "February 17, 2025 – January 2, 2026"),
        ],
    )
    def test_ministry_writes_the_month_first(self, last: date, words: str) -> None:
        assert House.of("moej", "en").days(date(2025, 2, 17), last) == words


@pytest.mark.parametrize("house", ["iges", "moej", "jcma"])
@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.usefixtures("own_house")
class TestEveryHouse:
    def test_every_format_says_the_same(self, house: str, lang: str) -> None:
        document = document_of(make_release_four(), lang, house=house)
        text = _unmarked(render(document, "txt").decode())
        page = html.fromstring(render(document, "html").decode()).find("body")
        word = WordFile(io.BytesIO(render(document, "docx")))
        assert compared(page.text_content()) == text
        assert compared("".join(paragraph.text for paragraph in word.paragraphs)) == text
        assert _without_pages(pdf_text(render(document, "pdf"))) == _without_pages(text)

    def test_headings_and_rules_on_paper_have_the_colour_of_the_house(self, house: str, lang: str) -> None:
        document = document_of(make_release_four(), lang, house=house)
        colour = House.of(house, lang).colour
        assert f":root {{ --accent: {colour}; }}" in render(document, "html").decode()
        word = WordFile(io.BytesIO(render(document, "docx")))
        assert str(word.styles["Heading 2"].font.color.rgb) == colour.lstrip("#").upper()

    def test_letterhead_is_a_picture_that_names_the_house(self, house: str, lang: str) -> None:
        document = document_of(make_release_four(), lang, house=house)
        page = html.fromstring(render(document, "html").decode())
        assert [image.get("alt") for image in page.cssselect(".masthead img")] == [House.of(house, lang).author]


def _unmarked(text: str) -> str:
    """Without the hyphens that plain text sets before items."""
    return compared(re.sub(r"^- ", "", text, flags=re.MULTILINE))


def _without_pages(text: str) -> str:
    return re.sub(r"\d/\d", "", compared(text))


@pytest.mark.usefixtures("own_house")
class TestOwnHouse:
    def test_house_of_the_data_folder_is_offered_and_written(self) -> None:
        release = make_release_four()
        assert publishers()["jcma"]["ja"] == "JCM機構"
        text = told(release, house="jcma")
        assert text.startswith("2025/03/06")
        assert "29ヶ国中19ヶ国" in text
        assert "◆ 参加国等" in text
        assert "(1) The Paris Agreement" in told(release, "en", house="jcma")


class TestJointRelease:
    def test_joint_release_bears_both_publishers_and_each_may_print_its_own(self) -> None:
        release = make_release_four()
        release.revise(
            meeting=release.meeting,
            publisher="moej",
            joint_with=["iges", "moej"],
            released_on=release.released_on,
            by=None,
            at=NOW,
        )
        assert release.publishers == ["moej", "iges"]
        document = document_of(release, "ja")
        assert document.author == "環境省、公益財団法人地球環境戦略研究機関"
        assert document.masthead
        assert document.masthead.alt == "環境省 / 公益財団法人地球環境戦略研究機関"
        assert ["か国のうち" in told(release, house=house) for house in (None, "moej", "iges")] == [True, True, False]

    def test_unknown_publisher_is_refused(self) -> None:
        with pytest.raises(Exception, match="Choose a publisher"):
            make_release(joint_with=["nobody"])


class TestOrderOfCountries:
    def listed(self, release: Release) -> str:
        return Facts(release, "en").words("participants_list")

    def test_order_and_moves_of_the_release_come_before_those_of_house_and_meeting(self) -> None:
        release = make_release(publisher="moej")
        add_block(release.text_in("en"), Kind.PARTICIPANTS, text="{participants_list}")
        for iso2 in ("MN", "TH", "CL"):
            make_attendee(make_delegation(release.meeting, iso2))
        assert self.listed(release) == "Republic of Chile, Mongolia, and Kingdom of Thailand"
        release.arrange_countries("signing", [["TH", "before", "MN"]], by=None, at=NOW)
        assert self.listed(release) == "Kingdom of Thailand, Mongolia, and Republic of Chile"


class TestExport:
    def test_house_is_chosen(self, command: Callable[..., Result], tmp_path: Path) -> None:
        make_release_four()
        file = tmp_path / "release.txt"
        command("release", "export", "jcm-gp-4", "--house", "moej", "--format", "txt", "-o", str(file))
        assert "■ 参加国等" in file.read_text()
        unknown = command("release", "export", "jcm-gp-4", "--house", "x", "-o", str(file))
        assert (unknown.exit_code, unknown.output.startswith("Error: There is no publisher “x”")) == (1, True)
