from datetime import date

import pytest
from flask import Flask

from jcmevents.errors import RuleBroken
from jcmevents.text import (
    clean,
    folded,
    in_a_row,
    joined_names,
    localized,
    short_date,
    without_refused,
    written_date,
    written_range,
)


@pytest.fixture(autouse=True)
def _reader(app: Flask):
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("start", "end", "ja", "en"),
    [
        ((2025, 2, 17), (2025, 2, 17), "2025年2月17日", "17 February 2025"),
        ((2025, 2, 17), (2025, 2, 19), "2025年2月17日～19日", "17–19 February 2025"),
        ((2025, 2, 27), (2025, 3, 1), "2025年2月27日～3月1日", "27 February – 1 March 2025"),
        ((2025, 12, 30), (2026, 1, 2), "2025年12月30日～2026年1月2日", "30 December 2025 – 2 January 2026"),
        ((2025, 2, 17), (2026, 2, 17), "2025年2月17日～2026年2月17日", "17 February 2025 – 17 February 2026"),
        ((2024, 2, 28), (2024, 2, 29), "2024年2月28日～29日", "28–29 February 2024"),
    ],
)
def test_a_range_of_days_writes_what_is_shared_once(start, end, ja, en):
    assert written_range(date(*start), date(*end), "ja") == ja
    assert written_range(date(*start), date(*end), "en") == en


def test_a_date_is_not_padded_with_zeros():
    assert written_date(date(2025, 3, 6), "ja") == "2025年3月6日"
    assert written_date(date(2025, 3, 6), "en") == "6 March 2025"


def test_a_date_in_a_list_has_month_and_day_in_the_order_of_its_language():
    assert short_date(date(2025, 2, 17), "ja") == "2月17日"
    assert short_date(date(2025, 2, 17), "en") == "17 Feb"


def test_text_is_stored_composed_with_plain_line_ends():
    assert clean("Cafe\u0301\r\nか\u3099\rend") == "Café\nが\nend"


@pytest.mark.parametrize(
    "name", ["José", "Nguyễn", "ภูมิ", "محمد\u200c", "සිරි\u200d", "山田 太郎", "O’Neill\tJr", "𠮷野", "👩‍🌾"]
)
def test_names_of_all_scripts_are_kept(name):
    assert clean(name) == name


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        ("\x00", "control character"),
        ("\x07", "control character"),
        ("\x1b", "control character"),
        ("\x7f", "control character"),
        ("\x85", "control character"),
        ("\ud800", "control character"),
        *((c, "writing direction") for c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"),
        *((c, "broken character") for c in "\ufffd\ufffe\uffff"),
    ],
)
def test_what_cannot_be_seen_is_refused_with_a_reason(refused, reason):
    with pytest.raises(RuleBroken, match=reason):
        clean(f"Ab{refused}cd")
    assert without_refused(f"Ab{refused}cd") == "Abcd"


def test_search_folds_case_width_and_accents_but_not_voicing():
    assert folded("ＪＣＭ") == folded("jcm")
    assert folded("Côte d'Ivoire") == "cote d'ivoire"
    assert folded("ﾊﾟﾗｵ") == folded("パラオ") != folded("ハラオ")


@pytest.mark.parametrize(
    ("texts", "lang", "shown"),
    [
        ({"en": "Tokyo", "ja": "東京"}, "ja", "東京"),
        ({"en": "Tokyo", "ja": "東京"}, "fr", "Tokyo"),
        ({"ja": "東京"}, "en", "東京"),
        ({"en": "", "ja": "東京"}, "en", "東京"),
        ({}, "en", ""),
        (None, "en", ""),
    ],
)
def test_a_text_is_shown_in_the_wanted_language_else_in_english_else_in_any(texts, lang, shown):
    assert localized(texts, lang) == shown


@pytest.mark.parametrize(
    ("names", "lang", "written"),
    [
        (["Kenya", "Chile"], "en", "Kenya, Chile"),
        (["Ministry of the Environment, Japan", "Georgia"], "en", "Ministry of the Environment, Japan; Georgia"),
        (["環境省", "ジョージア"], "ja", "環境省、ジョージア"),
    ],
)
def test_names_that_hold_commas_are_parted_by_semicolons(names: list[str], lang: str, written: str) -> None:
    assert joined_names(names, lang) == written


@pytest.mark.parametrize(("lang", "written"), [("en", "One. Two."), ("ja", "One.Two.")])
def test_sentences_follow_one_another_as_the_language_sets_them(lang: str, written: str) -> None:
    assert in_a_row(["One.", "", "Two."], lang) == written
