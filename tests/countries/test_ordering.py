from datetime import date
from pathlib import Path

import pytest

from jcmevents.countries.models import Country
from jcmevents.countries.ordering import (
    POLICIES,
    OrderPolicy,
    apply_moves,
    gojuon_key,
    in_dictionary_order,
    sort_countries,
)

# Kana strings of the sample in JIS X 4061:1996, in its order.
SAMPLE = (Path(__file__).parent / "data" / "jis-x-4061-sample.txt").read_text(encoding="utf-8").split()


def codes(countries):
    return " ".join(country.iso2 for country in countries)


def countries(*iso2s):
    return [Country.by_code(iso2) for iso2 in iso2s]


def test_kana_are_sorted_as_the_standard_sorts_its_sample():
    assert sorted(SAMPLE[::-1], key=gojuon_key) == SAMPLE


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("チュニジア", "チリ"),
        ("フィリピン", "ベトナム"),
        ("パプアニューギニア", "バングラデシュ"),
        ("イーユー", "イタリア"),
        ("ハハ", "ババ"),
        ("ADB", "アジア"),
    ],
)
def test_kana_order_of_two_names(first, second):
    assert gojuon_key(first) < gojuon_key(second)


def test_spaces_middle_dots_and_width_do_not_count_in_kana_order():
    assert gojuon_key("アンティグア・バーブーダ") == gojuon_key("ｱﾝﾃｨｸﾞｱ ﾊﾞｰﾌﾞｰﾀﾞ")


def test_a_long_mark_with_no_vowel_before_it_is_sorted_without_fault():
    assert sorted(["ンー", "ー", "ア", ""], key=gojuon_key)[:2] == ["", "ア"]


def test_house_order_is_the_order_of_the_release(attending):
    assert len(attending) == 19
    assert sort_countries(attending[::-1], "house_ja") == attending


def test_house_order_puts_countries_without_a_place_last_in_kana_order(loaded):
    mixed = countries("JP", "LA", "AZ", "CN", "PE")

    assert codes(sort_countries(mixed, "house_ja")) == "AZ LA CN JP PE"


def test_kana_order_differs_from_the_release_in_its_three_known_places_only(attending):
    release = "ID UA UZ ET KH GE LK SN TH CL TN PG PW VN PH MN MV MD LA"
    kana = "ID UA UZ ET KH GE LK SN TH TN CL PG PW PH VN MV MD MN LA"

    assert codes(attending) == release
    assert codes(sort_countries(attending[::-1], "gojuon")) == kana


def test_moves_turn_kana_order_into_the_release(attending):
    moves = [["TN", "after", "CL"], ["VN", "before", "PH"], ["MN", "before", "MV"]]

    assert sort_countries(attending[::-1], "gojuon", moves=moves) == attending


def test_signing_order_is_by_first_signature(attending):
    expected = "MN ET MV VN LA ID PW KH CL TH PH SN TN MD GE LK UZ PG UA"

    assert codes(sort_countries(attending[::-1], "signing")) == expected


def test_signing_order_puts_countries_that_have_not_signed_last(loaded):
    assert codes(sort_countries(countries("JP", "FR", "IN", "MN"), "signing")) == "MN IN FR JP"


def test_un_order_is_by_english_un_name(attending):
    expected = "KH CL ET GE ID LA MV MN PW PG PH MD SN LK TH TN UA UZ VN"

    assert codes(sort_countries(attending[::-1], "en_un")) == expected
    assert codes(sort_countries(countries("UA", "TZ", "AE"), "en_un")) == "UA AE TZ"


def test_un_order_ignores_accents(loaded):
    assert codes(sort_countries(countries("CU", "HR", "CI", "CR"), "en_un")) == "CR CI HR CU"


def test_protocol_order_is_by_rank_and_then_by_un_name(loaded):
    delegations = countries("CL", "VN", "TN", "MD")

    ordered = sort_countries(delegations, "protocol", rank={"VN": 1, "TN": 2, "MD": 2})

    assert codes(ordered) == "VN MD TN CL"


def test_every_policy_has_an_order():
    assert set(POLICIES) == set(OrderPolicy) == {"house_ja", "gojuon", "signing", "protocol", "en_un"}


def test_an_unknown_policy_is_refused():
    with pytest.raises(ValueError, match="alphabet"):
        sort_countries([], "alphabet")


def test_the_order_does_not_depend_on_the_order_given(loaded):
    partners = Country.partners_on(date(2026, 2, 13))

    for policy in OrderPolicy:
        assert sort_countries(partners[::-1], policy) == sort_countries(partners, policy)


@pytest.mark.parametrize(
    ("moves", "result"),
    [
        ([], "ABCD"),
        ([["A", "after", "C"]], "BCAD"),
        ([["D", "before", "A"]], "DABC"),
        ([["A", "after", "D"], ["B", "after", "A"]], "CDAB"),
        ([["X", "after", "A"]], "ABCD"),
        ([["A", "after", "X"]], "ABCD"),
        ([["A", "after", "A"]], "ABCD"),
    ],
)
def test_moves_are_carried_out_in_turn(moves, result):
    assert "".join(apply_moves("ABCD", moves)) == result


def test_keys_of_a_move_may_be_of_any_kind():
    assert apply_moves([("country", 1), ("body", 1)], [[("body", 1), "before", ("country", 1)]]) == [
        ("body", 1),
        ("country", 1),
    ]


def test_a_move_with_another_word_is_refused():
    with pytest.raises(ValueError, match="beside"):
        apply_moves("AB", [["A", "beside", "B"]])


def test_countries_are_offered_as_a_dictionary_of_the_language_lists_them(loaded):
    japanese = [name for _iso2, name in in_dictionary_order("ja")]
    english = [name for _iso2, name in in_dictionary_order("en")]

    assert len(japanese) == len(english) == 249
    assert japanese.index("ウクライナ") < japanese.index("英国") < japanese.index("エクアドル")
    assert english.index("Austria") < english.index("Azerbaijan") < english.index("Bahamas")
    assert english.index("Croatia") > english.index("Côte d'Ivoire") > english.index("Costa Rica")
