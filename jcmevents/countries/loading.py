"""Writes the reference data of `data/` into the database.

The CSV files are the source of truth: correct a name there and load again. Rows that are only in the database
(a partner signed since) are left alone.
- countries.csv: one row per ISO 3166-1 entry with the names now in force.
- country_names.csv: former names. Georgia's Japanese name changed by law on 22 April 2015.
- instruments.csv: `supersedes` is the signing date of the same country's earlier instrument.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from jcmevents.countries.models import Country, CountryName, Instrument
from jcmevents.extensions import Base

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "ja", "fr", "es")

Row = dict[str, str]
AnySession = Session | scoped_session[Any]


def load_reference_data(session: AnySession) -> dict[str, int]:
    """Insert or correct every row of the files; answer how many rows each table has from them."""
    countries, former, instruments = (_read(f"{n}.csv") for n in ("countries", "country_names", "instruments"))
    spellings = [_former(row) for row in former]
    spellings += [spelling for row in countries for spelling in _current(row, former)]
    counts = {
        "country": _upsert(session, Country, ["iso2"], map(_country, countries)),
        "country_name": _upsert(session, CountryName, ["country_iso2", "lang", "valid_from"], spellings),
        "instrument": _upsert(session, Instrument, ["country_iso2", "kind", "signed_on"], map(_signed, instruments)),
    }
    _link_renewals(session, instruments)
    session.flush()
    session.expire_all()  # countries read before the load do not know their new names
    return counts


def _read(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _country(row: Row) -> dict[str, Any]:
    texts = {column: row[column] for column in ("iso2", "iso3", "un_name", "un_group", "note")}
    flags = {column: row[column] == "1" for column in ("ldc", "sids", "invite_by_decision")}
    return texts | flags | {"house_rank": int(row["house_rank"]) if row["house_rank"] else None}


def _former(row: Row) -> dict[str, Any]:
    return {
        "country_iso2": row["iso2"],
        "valid_from": _day(row["valid_from"]),
        "valid_to": _day(row["valid_to"]),
        **{column: row[column] for column in ("lang", "short", "formal", "reading")},
    }


def _current(row: Row, former: Sequence[Row]) -> list[dict[str, Any]]:
    """A country's names now in force, one per language; each begins the day after its last former name ended."""
    return [
        {
            "country_iso2": row["iso2"],
            "lang": lang,
            "short": row[f"short_{lang}"],
            "formal": row[f"formal_{lang}"],
            "reading": row.get(f"reading_{lang}", ""),
            "valid_from": _day_after_last(f for f in former if (f["iso2"], f["lang"]) == (row["iso2"], lang)),
            "valid_to": None,
        }
        for lang in LANGUAGES
    ]


def _day_after_last(former: Iterable[Row]) -> date | None:
    ends = [date.fromisoformat(row["valid_to"]) for row in former]
    return max(ends) + timedelta(days=1) if ends else None


def _signed(row: Row) -> dict[str, Any]:
    texts = {column: row[column] for column in ("kind", "place", "source", "confidence")}
    return texts | {"country_iso2": row["iso2"], "signed_on": date.fromisoformat(row["signed_on"])}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _upsert(session: AnySession, model: type[Base], key: Sequence[str], rows: Iterable[dict[str, Any]]) -> int:
    stored = {tuple(getattr(row, column) for column in key): row for row in session.scalars(select(model))}
    count = 0
    for values in rows:
        row = stored.get(tuple(values[column] for column in key))
        if row is None:
            session.add(model(**values))
        else:
            _correct(row, values)
        count += 1
    session.flush()
    return count


def _correct(row: Base, values: dict[str, Any]) -> None:
    for column, value in values.items():
        setattr(row, column, value)


def _link_renewals(session: AnySession, rows: Sequence[Row]) -> None:
    signed = {(i.country_iso2, i.kind, i.signed_on): i for i in session.scalars(select(Instrument))}
    for row in rows:
        if row["supersedes"]:
            renewed = signed[row["iso2"], row["kind"], date.fromisoformat(row["signed_on"])]
            renewed.supersedes = signed[row["iso2"], row["kind"], date.fromisoformat(row["supersedes"])]
