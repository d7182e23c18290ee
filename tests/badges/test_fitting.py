"""Text is as large as its box allows, over as many lines as that takes, and is never cut."""

import pytest

from jcmevents.badges.fitting import POINTS, fit
from jcmevents.pdf.widths import width
from tests.pdf.names import NAMES

LONGEST_WORD = "Venkataramanasubrahmanyeswararaolakshminarasimhamurthyvenkatasam"
TEN_WORDS = "Maria del Carmen Isabel Francisca Teresa Josefa Ana Lucia Fernandez-Ordonez"
HARD = [*NAMES.values(), "Suharti", "Li", LONGEST_WORD, TEN_WORDS, "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ", "W" * 200, " ".join(["名前"] * 60)]


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize(("wide", "high"), [(89, 44), (76, 14.4), (30, 5)])
def test_name_keeps_all_its_letters_within_its_box(name, wide, high):
    fitted = fit(name, wide=wide, high=high, largest=38, least_whole=12, keeps="words")
    assert "".join("".join(fitted.lines).split()) == "".join(name.split())
    assert fitted.height <= high
    assert max(width(line) * fitted.size for line in fitted.lines) <= wide * POINTS


def test_short_name_stands_on_one_line_in_the_largest_size():
    fitted = fit("Suharti", wide=89, high=44, largest=38, least_whole=12, keeps="words")
    assert (fitted.lines, fitted.size) == (("Suharti",), 38)


def test_words_of_a_name_stay_whole():
    lines = fit(TEN_WORDS, wide=89, high=44, largest=38, least_whole=12, keeps="words").lines
    assert " ".join(lines) == TEN_WORDS


def test_word_too_long_for_a_line_is_divided_where_a_letter_ends():
    lines = fit("กิตติศักดิ์" * 6, wide=40, high=40, largest=38, least_whole=12, keeps="words").lines
    assert len(lines) > 1
    assert not any(line[0] in "ิ์ัี" for line in lines)


def test_japanese_name_of_a_body_goes_on_in_the_next_line_that_does_not_begin_with_a_long_vowel():
    lines = fit("パリ協定六条実施パートナーシップセンター", wide=58, high=19, largest=22, least_whole=9).lines
    assert len(lines) > 1
    assert not any(line.startswith("ー") for line in lines)


def test_words_in_katakana_are_kept_together():
    lines = fit("二国間クレジット制度グローバルパートナーシップ", wide=69, high=14.5, largest=13, least_whole=5).lines
    assert lines == ("二国間クレジット制度", "グローバルパートナーシップ")


def test_nothing_is_written_for_nothing():
    assert fit("", wide=10, high=10, largest=10, least_whole=5).lines == ()
