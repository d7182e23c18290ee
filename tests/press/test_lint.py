"""Every fault that keeps a release from going out, made and then mended."""

import pytest
import yaml

from jcmevents.accounts.models import Role
from jcmevents.press.blocks import Kind
from jcmevents.press.lint import faults, findings
from jcmevents.press.models import Release
from tests.browser import Browser
from tests.factories import NOW, make_attendee, make_delegation, make_meeting, make_proposal, make_session, make_user
from tests.press.meeting_four import DATA, REFERENCE, make_release_four
from tests.press.releases import BLOCKS, add_block, make_release

DEFECTS = yaml.safe_load((DATA / "defects.yaml").read_text())
pytestmark = pytest.mark.usefixtures("session")


def with_block(kind: Kind = Kind.PARA, lang: str = "en", **content: str) -> Release:
    release = make_release(langs=(lang,))
    add_block(release.text_in(lang), kind, **content)
    return release


def test_release_in_order_has_no_faults() -> None:
    assert faults(make_release(langs=("en", "ja"))) == []


def test_reference_release_has_no_faults() -> None:
    assert faults(make_release_four()) == []


def test_release_without_text() -> None:
    assert faults(make_release(langs=())) == ["The release has no text yet."]


def test_text_without_title() -> None:
    assert faults(make_release(blocks=BLOCKS[:1])) == ["The text in English has no title."]


@pytest.mark.parametrize("word", ["エク\u0441\u043fレス", "\u0421O2", "JCM\u0430", "\u0391bc"])
def test_letters_of_a_look_alike_script_in_a_word(word: str) -> None:
    assert faults(with_block(lang="ja", text=f"炭素市場 {word} と")) == [
        f"“{word}” mixes letters of different scripts that look alike. Type it again."
    ]


@pytest.mark.parametrize("text", ["エクスプレス", "CO₂を5µm", "Москва", "Δ", "ラーメンA6IPセンター", "Viet Nam’s"])
def test_words_of_one_script_are_in_order(text: str) -> None:
    assert faults(with_block(lang="ja", text=text)) == []


def test_look_alike_letter_in_the_title_of_a_proposal() -> None:
    release = with_block(Kind.PROPOSALS)
    proposal = make_proposal(release.meeting, titles={"en": "Prop\u043esal"}, summaries={"en": "Text"})
    proposal.table(make_session(release.meeting), by=None, at=NOW)
    assert faults(release) == ["“Prop\u043esal” mixes letters of different scripts that look alike. Type it again."]


def test_link_without_address() -> None:
    assert faults(with_block(Kind.LINK, text="The Agreement")) == [
        "The link “The Agreement” leads nowhere. Enter its address."
    ]
    assert faults(with_block(text="See here.", link_text="here")) == [
        "The link “here” leads nowhere. Enter its address."
    ]


def test_address_without_words() -> None:
    assert faults(with_block(text="See here.", url="https://example.org/")) == [
        "No words lead to the address https://example.org/. Enter the words to be linked."
    ]


def test_words_of_a_link_that_do_not_stand_in_the_text() -> None:
    assert faults(with_block(text="See here.", link_text="there", url="https://example.org/")) == [
        "The words of the link, “there”, do not stand in the text."
    ]


def test_link_that_is_all_link_is_in_order() -> None:
    assert faults(with_block(Kind.LINK, text="The Agreement", url="https://example.org/")) == []


def test_unknown_fact() -> None:
    assert faults(with_block(text="{weather}")) == [
        "There is no fact “weather”. Please choose one from the list of facts."
    ]


def test_fact_that_cannot_be_computed_is_told_once_for_all_texts() -> None:
    release = make_release(meeting=make_meeting(ordinal=4), langs=("en", "ja"))
    assert faults(release) == ["The meeting has no city. Enter it on the page of the meeting."]


def test_list_of_proposals_without_proposals() -> None:
    assert faults(with_block(Kind.PROPOSALS)) == [
        "The text lists the proposals of the meeting, but none is on the table."
    ]


def test_list_of_proposals_about_no_meeting() -> None:
    release = make_release(meeting=None, blocks=({"kind": Kind.TITLE, "text": "T"}, {"kind": Kind.PROPOSALS}))
    assert faults(release) == ["This release is about no meeting, so nothing can be computed from one."]


def counting(*, text: str, lang: str = "ja") -> Release:
    """A release with two partner countries and the list of them below `text`."""
    release = with_block(lang=lang, text=text)
    add_block(release.text_in(lang), Kind.PARTICIPANTS, text="{participants_list}")
    for iso2 in ("MN", "TH"):
        make_attendee(make_delegation(release.meeting, iso2))
    return release


class TestCountAndList:
    def test_computed_count_and_list_agree(self) -> None:
        assert faults(counting(text="{partners_attending_of_total}")) == []
        assert faults(counting(text="{partners_attending_of_total}", lang="en")) == []

    def test_count_overridden_beside_a_computed_list(self) -> None:
        release = counting(text="{partners_attending}")
        release.set_fact("partners_attending", overrides={"ja": "3カ国"}, by=None, at=NOW)
        assert faults(release) == ["2 partner countries are listed, but the text counts 3."]

    def test_list_overridden_beside_a_computed_count(self) -> None:
        release = counting(text="{partners_attending}")
        release.set_fact("participants_list", overrides={"ja": "タイ王国、モンゴル国、チリ共和国"}, by=None, at=NOW)
        assert faults(release) == ["3 partner countries are listed, but the text counts 2."]

    def test_typed_count_is_compared_too(self) -> None:
        assert faults(counting(text="18カ国が参加")) == ["2 partner countries are listed, but the text counts 18."]
        assert faults(counting(text="2カ国が参加")) == []


def test_words_without_a_translation_in_the_english_text() -> None:
    release = make_release(meeting=make_meeting(ordinal=4, cities={"ja": "葉山"}), langs=("en", "ja"))
    assert faults(release) == ["The text in English still has Japanese words: “葉山”."]


def test_participants_without_anybody_present() -> None:
    release = with_block(Kind.PARTICIPANTS, text="{participants_list}")
    assert faults(release) == ["Nobody is marked as present yet. Mark the attendance first."]
    make_attendee(make_delegation(release.meeting))
    assert faults(release) == []


def found_by(rule: str, text: str, lang: str = "ja") -> list[str]:
    """What the rule says about a release with such a paragraph."""
    return [finding.message for finding in findings(with_block(lang=lang, text=text)) if finding.rule == rule]


@pytest.mark.parametrize("case", DEFECTS, ids=lambda case: f"{case['rule']}: {case['clean']}")
def test_defect_is_found_and_what_is_right_is_not(case: dict[str, str]) -> None:
    rule, lang = case["rule"], case["lang"]
    assert found_by(rule, case["defect"], lang) == [case["sentence"]]
    assert found_by(rule, case["clean"], lang) == []


def test_defect_of_the_published_release_is_found_in_its_block() -> None:
    release = make_release_four()
    link = next(block for block in release.text_in("ja").blocks if "エクスプレス" in block.text)
    link.text = next(line for line in REFERENCE.splitlines() if "\u0441\u043f" in line)
    found = [(f.rule, f.lang, f.block_id, f.is_fault) for f in findings(release) if f.rule == "mixed_scripts"]
    assert found == [("mixed_scripts", "ja", link.id, True)]


def test_warnings_do_not_stop_a_release() -> None:
    release = with_block(lang="ja", text="第４回、19か国")
    assert [finding.is_fault for finding in findings(release)] == [False, False]
    assert faults(release) == []


def test_titles_of_others_keep_the_counter_of_their_house() -> None:
    release = make_release(langs=("ja",))
    add_block(
        release.text_in("ja"), Kind.LINK, text="環境省「24か国が参加」", link_text="環境省", url="https://example.org/"
    )
    assert findings(release) == []


def test_reference_release_has_no_findings() -> None:
    assert findings(make_release_four()) == []


def test_workspace_leads_from_each_finding_to_its_block(browser: Browser) -> None:
    release = make_release()
    block = add_block(release.texts[0], text="The JCM\u0421 goes on in ○○.")
    page = browser.sign_in(make_user(Role.PRESS)).get(f"/releases/{release.slug}/workspace")
    links = {link["href"] for link in page.select(".notice-warn li a")}
    assert links == {f"/releases/{release.slug}/texts/en/#block-{block.id}"}
    assert f'id="block-{block.id}"' in browser.get(links.pop().partition("#")[0]).body
