import re
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from jcmevents.countries.models import Country, CountryName

ISO_3166_1 = (Path(__file__).parent / "data" / "iso-3166-1.txt").read_text(encoding="utf-8").split()
LANGUAGES = ("en", "ja", "fr", "es")
# Lists of islands, whose names hold commas without being inverted.
SEVERAL_ISLANDS = {"BQ", "SH"}


@pytest.fixture
def countries(loaded):
    return loaded.scalars(select(Country)).all()


def test_every_iso_country_is_there_with_both_codes(countries):
    assert {f"{c.iso2}:{c.iso3}" for c in countries} == set(ISO_3166_1)
    assert len(countries) == 249


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["short", "formal"])
def test_every_country_has_a_name_in_every_language(loaded, lang, form):
    of_language = select(CountryName.country_iso2, getattr(CountryName, form)).where(
        CountryName.lang == lang, CountryName.valid_to.is_(None)
    )
    names = dict(loaded.execute(of_language).all())

    assert len(names) == 249
    assert all(name.strip() == name != "" for name in names.values())


def test_no_name_is_inverted_with_a_comma(countries):
    with_comma = {c.iso2 for c in countries for s in c.spellings if "," in s.short + s.formal}

    assert with_comma == SEVERAL_ISLANDS


def test_no_short_name_is_used_twice_in_a_language(countries):
    for lang in LANGUAGES:
        uses = Counter(c.name(lang) for c in countries)
        assert [name for name, times in uses.items() if times > 1] == []


def test_every_reading_is_katakana_alone(countries):
    assert [c.iso2 for c in countries if not re.fullmatch("[ァ-ヴー]+", c.reading)] == []


def test_a_name_in_katakana_is_its_own_reading(countries):
    in_katakana = [c for c in countries if re.fullmatch("[ァ-ヴー・]+", c.name("ja"))]

    assert len(in_katakana) > 180
    assert [c.iso2 for c in in_katakana if c.reading != c.name("ja").replace("・", "")] == []


@pytest.mark.parametrize(
    ("iso2", "reading"),
    [
        ("AE", "アラブシュチョウコクレンポウ"),
        ("CF", "チュウオウアフリカ"),
        ("CN", "チュウゴク"),
        ("GB", "エイコク"),
        ("JP", "ニホン"),
        ("KR", "カンコク"),
        ("MH", "マーシャルショトウ"),
        ("TL", "ヒガシティモール"),
        ("US", "ベイコク"),
    ],
)
def test_a_name_in_kanji_has_its_reading(loaded, iso2, reading):
    assert Country.by_code(iso2).reading == reading


def test_partners_and_japan_agree_with_what_was_published(loaded, published):
    for row in published:
        country = Country.by_code(row["iso2"])
        ours = {
            "iso3": country.iso3,
            **{f"{lang}_{form}": country.name(lang, form) for lang in ("en", "ja") for form in ("short", "formal")},
            "signed_date": str(country.first_signed_on or ""),
            "un_list_name": country.un_name,
            "un_group": country.un_group,
            "ldc": str(int(country.ldc)),
            "sids": str(int(country.sids)),
            "ja_house_rank": str(country.house_rank or ""),
        }
        assert ours == {column: row[column] for column in ours}
    assert len(published) == 32


def test_only_partners_have_a_house_rank(countries, published):
    ranks = {c.iso2: c.house_rank for c in countries if c.house_rank is not None}

    assert ranks == {row["iso2"]: int(row["ja_house_rank"]) for row in published if row["ja_house_rank"]}
    assert sorted(ranks.values()) == list(range(1, 32))


@pytest.mark.parametrize(
    ("iso2", "lang", "short", "formal"),
    [
        ("BD", "fr", "Bangladesh", "République populaire du Bangladesh"),
        ("LA", "fr", "Laos", "République démocratique populaire lao"),
        ("MD", "fr", "Moldova", "République de Moldova"),
        ("MD", "es", "Moldova", "República de Moldova"),
        ("MM", "fr", "Myanmar", "République de l'Union du Myanmar"),
        ("MV", "es", "Maldivas", "República de Maldivas"),
        ("MX", "fr", "Mexique", "États-Unis mexicains"),
        ("PW", "fr", "Palaos", "République des Palaos"),
        ("PW", "es", "Palau", "República de Palau"),
        ("TN", "es", "Túnez", "República de Túnez"),
        ("TZ", "fr", "Tanzanie", "République-Unie de Tanzanie"),
    ],
)
def test_french_and_spanish_names_libraries_get_wrong_are_right(loaded, iso2, lang, short, formal):
    country = Country.by_code(iso2)

    assert (country.name(lang), country.name(lang, "formal")) == (short, formal)


def test_un_groups_hold_the_193_members(countries):
    groups = Counter(c.un_group for c in countries)

    assert groups == {"AF": 54, "AP": 54, "EE": 23, "GRULAC": 33, "WEOG": 29, "": 56}


def test_least_developed_and_small_island_states_are_marked(countries):
    assert sum(c.ldc for c in countries) == 44
    assert sum(c.sids for c in countries) == 39
    assert {c.iso2 for c in countries if c.ldc and c.sids} == {"GW", "HT", "KI", "KM", "SB", "TL", "TV"}


def test_only_myanmar_is_invited_by_decision_and_says_why(countries):
    by_decision = [c for c in countries if c.invite_by_decision]

    assert [c.iso2 for c in by_decision] == ["MM"]
    assert "never auto-invite" in by_decision[0].note
