"""The files that the demonstration is made of."""

import csv
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"

Described = dict[str, Any]


def described(name: str) -> Any:
    """What the YAML file `name` holds."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of the CSV file `name`."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
