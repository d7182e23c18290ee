"""The reference data in a database, and what was published about the partners, to hold it against."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import delete

from jcmevents.countries.loading import load_reference_data
from jcmevents.countries.models import Country, CountryName, Instrument


@pytest.fixture
def unloaded(session):
    """A session that sees no reference data. The data outlive the tests, so nothing here is committed."""
    for model in (Instrument, CountryName, Country):
        session.execute(delete(model))
    return session


@pytest.fixture
def loaded(session):
    """A session that sees the reference data as the files have them. Nothing here is committed either."""
    load_reference_data(session)
    return session


@pytest.fixture
def published():
    """The 31 partners and Japan as published: a dict per row of data/partners.csv."""
    with (Path(__file__).parent / "data" / "partners.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def attending(loaded, published):
    """The 19 partner countries of the meeting of February 2025, in the order of its release."""
    listed = sorted((p for p in published if p["release_position"]), key=lambda p: int(p["release_position"]))
    return [Country.by_code(p["iso2"]) for p in listed]
