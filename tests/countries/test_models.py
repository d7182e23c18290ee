from datetime import date

import pytest
from sqlalchemy import select

from jcmevents.countries.models import Country, CountryName, Instrument


@pytest.mark.parametrize(
    ("day", "partners"),
    [
        (date(2013, 1, 7), 0),
        (date(2013, 1, 8), 1),
        (date(2015, 12, 8), 16),
        (date(2017, 1, 31), 17),
        (date(2022, 11, 16), 24),
        (date(2023, 4, 6), 25),
        (date(2025, 2, 17), 29),
        (date(2025, 3, 6), 29),
        (date(2025, 6, 18), 30),
        (date(2026, 2, 13), 31),
    ],
)
def test_partners_on_a_day_are_those_published(loaded, day, partners):
    assert len(Country.partners_on(day)) == partners


def test_a_renewed_partner_is_counted_once(loaded):
    codes = [c.iso2 for c in Country.partners_on(date(2026, 2, 13))]

    assert codes.count("VN") == 1


def test_japan_is_never_a_partner(loaded):
    loaded.add(Instrument(country_iso2="JP", signed_on=date(2013, 1, 8)))
    loaded.flush()

    assert "JP" not in {c.iso2 for c in Country.partners_on(date(2026, 2, 13))}


def test_an_instrument_of_another_kind_makes_no_partner(loaded):
    loaded.add(Instrument(country_iso2="PE", kind="declaration", signed_on=date(2020, 1, 1)))
    loaded.flush()

    assert "PE" not in {c.iso2 for c in Country.partners_on(date(2026, 2, 13))}
    assert Country.by_code("PE").first_signed_on is None


def test_partners_with_names_and_instruments_cost_three_statements(loaded, queries):
    loaded.expunge_all()

    with queries() as statements:
        told = [(c.name("ja"), c.reading, c.first_signed_on) for c in Country.partners_on(date(2026, 2, 13))]

    assert len(told) == 31
    assert len(statements) == 3


def test_first_signature_is_not_the_renewal(loaded):
    assert Country.by_code("VN").first_signed_on == date(2013, 7, 2)


def test_a_country_is_found_by_its_code_in_either_case(loaded):
    assert Country.by_code("cl").iso3 == "CHL"
    assert Country.by_code("ZZ") is None


def test_a_name_is_given_in_its_language_and_form(loaded):
    laos = Country.by_code("LA")

    assert laos.name("ja") == "ラオス"
    assert laos.name("ja", "formal") == "ラオス人民民主共和国"
    assert laos.name("en", "formal") == "Lao People's Democratic Republic"


def test_a_name_in_a_language_we_lack_is_english(loaded):
    assert Country.by_code("CI").name("de") == "Côte d'Ivoire"


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2013, 1, 8), "グルジア"),
        (date(2015, 4, 21), "グルジア"),
        (date(2015, 4, 22), "ジョージア"),
        (date(2025, 2, 17), "ジョージア"),
        (None, "ジョージア"),
    ],
)
def test_georgia_is_called_in_japanese_as_the_law_of_the_day_had_it(loaded, on, name):
    assert Country.by_code("GE").name("ja", on=on) == name
    assert Country.by_code("GE").name("ja", "formal", on=on) == name
    assert Country.names("ja", on=on)["GE"] == name


def test_georgia_kept_its_english_name(loaded):
    assert Country.by_code("GE").name("en", on=date(2013, 1, 8)) == "Georgia"


def test_the_map_of_names_says_what_each_country_says(loaded):
    countries = loaded.scalars(select(Country)).all()

    for lang in ("ja", "es", "de"):
        assert Country.names(lang, "formal") == {c.iso2: c.name(lang, "formal") for c in countries}


def test_the_map_of_names_falls_back_to_english_country_by_country(loaded):
    loaded.execute(CountryName.__table__.delete().where(CountryName.country_iso2 == "CL", CountryName.lang == "ja"))

    names = Country.names("ja")

    assert (names["CL"], names["TN"]) == ("Chile", "チュニジア")


def test_the_map_of_names_costs_one_statement(loaded, queries):
    with queries() as statements:
        assert len(Country.names("ja")) == 249

    assert len(statements) == 1
