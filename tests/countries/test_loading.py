from datetime import date

from sqlalchemy import func, select

from jcmevents.countries.loading import load_reference_data
from jcmevents.countries.models import Country, CountryName, Instrument


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_loading_writes_every_row_of_the_files(unloaded):
    counts = load_reference_data(unloaded)

    assert counts == {"country": 249, "country_name": 249 * 4 + 1, "instrument": 32}
    assert counts == {model.__tablename__: count(unloaded, model) for model in (Country, CountryName, Instrument)}


def test_loading_again_adds_and_changes_nothing(loaded):
    before = {name.id: name.short for name in loaded.scalars(select(CountryName))}

    counts = load_reference_data(loaded)

    assert counts == {model.__tablename__: count(loaded, model) for model in (Country, CountryName, Instrument)}
    assert {name.id: name.short for name in loaded.scalars(select(CountryName))} == before


def test_loading_again_corrects_what_was_changed(loaded):
    chile = Country.by_code("CL")
    chile.house_rank = 99
    chile.spellings[0].short = "?"
    loaded.flush()

    load_reference_data(loaded)

    assert chile.house_rank == 19
    assert "?" not in {spelling.short for spelling in chile.spellings}


def test_loading_again_keeps_a_partner_signed_since(loaded):
    loaded.add(Instrument(country_iso2="PE", signed_on=date(2027, 1, 1)))
    loaded.flush()

    load_reference_data(loaded)

    assert Country.by_code("PE").first_signed_on == date(2027, 1, 1)


def test_a_country_read_before_the_load_learns_its_names(unloaded):
    unloaded.add(Country(iso2="CL", iso3="CHL", un_name="Chile"))
    unloaded.flush()
    chile = Country.by_code("CL")
    assert chile.name("ja") == "Chile"

    load_reference_data(unloaded)

    assert chile.name("ja") == "チリ"


def test_a_renewed_memorandum_supersedes_the_former(loaded):
    first, renewed = Country.by_code("VN").instruments

    assert (first.signed_on, renewed.signed_on) == (date(2013, 7, 2), date(2021, 10, 14))
    assert renewed.supersedes is first
    assert first.supersedes is None
