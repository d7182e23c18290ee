"""The register of data against the tables: nothing is stored without a class and a rule of retention."""

from pathlib import Path

import yaml

import jcmevents.factory  # noqa: F401 - loads every table
from jcmevents.extensions import Base

REGISTER = yaml.safe_load((Path(jcmevents.factory.__file__).parent / "data_register.yaml").read_text())
CLASSES = {"public", "internal", "personal", "sensitive", "secret"}


def columns_stored() -> set[tuple[str, str]]:
    return {(table.name, column.name) for table in Base.metadata.sorted_tables for column in table.columns}


def columns_registered() -> list[tuple[str, str]]:
    return [
        (table, column)
        for table, entries in REGISTER["tables"].items()
        for entry in entries
        for column in entry["columns"]
    ]


def test_every_column_stored_is_registered_once() -> None:
    registered = columns_registered()
    assert sorted(registered) == sorted(columns_stored())


def test_every_entry_has_a_known_class_and_rule() -> None:
    wrong = [
        (table, entry)
        for table, entries in REGISTER["tables"].items()
        for entry in entries
        if entry["class"] not in CLASSES or entry["rule"] not in REGISTER["rules"]
    ]
    assert wrong == []
