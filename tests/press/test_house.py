"""How the houses write numbers, dates and lists."""

from datetime import date

import pytest

from jcmevents.press.house import COUNTERS, LANGUAGES, QUALIFIERS, House, publishers

JA, EN = House.of("iges", "ja"), House.of("iges", "en")
DAY = date(2025, 3, 6)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "First Meeting"),
        (4, "Fourth Meeting"),
        (12, "Twelfth Meeting"),
        (13, "13th Meeting"),
        (21, "21st Meeting"),
        (22, "22nd Meeting"),
        (103, "103rd Meeting"),
        (111, "111th Meeting"),
        (112, "112th Meeting"),
    ],
)
def test_english_ordinals_are_words_up_to_twelve(number: int, words: str) -> None:
    assert EN.ordinal(number, "meeting") == words


def test_japanese_ordinals_name_the_meeting_or_only_count() -> None:
    assert (JA.ordinal(4, "meeting"), JA.ordinal(10, "number")) == ("第4回会合", "第10回")


def test_date_at_the_head_is_padded_in_japanese_only() -> None:
    assert (JA.head_date(DAY), EN.head_date(DAY)) == ("2025年03月06日", "6 March 2025")


def test_month_stands_without_the_day() -> None:
    assert (JA.month(DAY), EN.month(DAY)) == ("2025年3月", "March 2025")


@pytest.mark.parametrize(
    ("counter", "qualifier", "ja", "en"),
    [
        ("countries", "exact", "19カ国", "19 countries"),
        ("people", "about", "約19名", "about 19 people"),
        ("projects", "over", "19件以上", "at least 19 projects"),
        ("institutions", "over", "19以上の機関", "at least 19 institutions"),
    ],
)
def test_number_carries_its_counter_and_qualifier(counter: str, qualifier: str, ja: str, en: str) -> None:
    assert (JA.count(19, counter, qualifier), EN.count(19, counter, qualifier)) == (ja, en)


def test_japanese_names_the_whole_first_and_english_the_part() -> None:
    assert JA.part_of_total(19, 29, "countries") == "29カ国のうち19カ国"
    assert EN.part_of_total(19, 29, "countries") == "19 of the 29 JCM partner countries"


def test_one_is_written_in_the_singular_where_a_language_has_it() -> None:
    assert (JA.count(1, "countries"), EN.count(1, "countries"), EN.count(1, "people")) == (
        "1カ国",
        "1 country",
        "1 person",
    )


def test_ministry_writes_countries_with_another_kana() -> None:
    ministry = House.of("moej", "ja")
    assert ministry.part_of_total(19, 29, "countries") == "29か国のうち19か国"
    assert (ministry.author, ministry.head_date(DAY)) == ("環境省", "2025年03月06日")


@pytest.mark.parametrize(
    ("names", "ja", "en"),
    [
        ([], "", ""),
        (["A"], "A", "A"),
        (["A", "B"], "A、B", "A and B"),
        (["A", "B", "C"], "A、B、C", "A, B, and C"),
    ],
)
def test_names_stand_in_a_row(names: list[str], ja: str, en: str) -> None:
    assert (JA.listed(names), EN.listed(names)) == (ja, en)


def test_open_list_says_so_in_japanese() -> None:
    assert JA.listed(["A", "B"], open_ended=True) == "A、B等"


def test_bodies_stand_in_parentheses_and_their_commas_do_not_part_them() -> None:
    assert JA.bodies_of("日本国", ["環境省", "林野庁"]) == "日本国(環境省、林野庁)"
    economy = "Ministry of Economy, Trade and Industry"
    assert EN.bodies_of("Japan", [economy, "Forestry Agency"]) == f"Japan ({economy}; Forestry Agency)"


def test_members_are_told_with_the_month_they_were_counted() -> None:
    assert JA.membership(DAY, "86カ国", "200以上の機関") == "2025年3月現在、86カ国、200以上の機関"
    assert EN.membership(DAY, "86 countries", "X") == "As of March 2025, 86 countries and X"


def test_number_sign_in_a_value_is_not_a_place_to_fill() -> None:
    assert JA.bodies_of("#", ["a#b"]) == "#(a#b)"


@pytest.mark.parametrize("publisher", publishers())
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_house_can_write_every_count_in_every_language(publisher: str, lang: str) -> None:
    house = House.of(publisher, lang)
    words = [house.count(7, counter, qualifier) for counter in COUNTERS for qualifier in QUALIFIERS]
    assert all("7" in each and "#" not in each for each in words)


def test_unknown_language_is_written_as_english() -> None:
    assert House.of("iges", "fr").count(2, "countries") == "2 countries"
