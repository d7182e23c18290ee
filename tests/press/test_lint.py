"""Every fault that keeps a release from going out, made and then mended."""

import pytest

from jcmevents.press.blocks import Kind
from jcmevents.press.lint import faults
from jcmevents.press.models import Release
from tests.factories import NOW, make_attendee, make_delegation, make_meeting, make_proposal, make_session
from tests.press.meeting_four import make_release_four
from tests.press.releases import BLOCKS, add_block, make_release

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


def test_count_overridden_beside_a_computed_list() -> None:
    release = make_release()
    release.set_fact("partners_attending", overrides={"en": "20 countries"}, by=None, at=NOW)
    assert faults(release) == [
        "The number of countries or their list was overridden by hand; they may not fit each other: partners_attending."
    ]
    for key in ("partners_attending_of_total", "participants_list"):
        release.set_fact(key, overrides={"en": "20 countries"}, by=None, at=NOW)
    assert faults(release) == []


def test_words_without_a_translation_in_the_english_text() -> None:
    release = make_release(meeting=make_meeting(ordinal=4, cities={"ja": "葉山"}), langs=("en", "ja"))
    assert faults(release) == ["The text in English still has Japanese words: “葉山”."]


def test_participants_without_anybody_present() -> None:
    release = with_block(Kind.PARTICIPANTS, text="{participants_list}")
    assert faults(release) == ["Nobody is marked as present yet. Mark the attendance first."]
    make_attendee(make_delegation(release.meeting))
    assert faults(release) == []
