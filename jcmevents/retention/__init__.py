"""Who carries out the rules of `data_register.yaml`: functions that forget what is past its time.

A worker calls each of them again and again; `flask retention run` calls all of them now, and tells what is forgotten.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Delete, Update

from jcmevents import audit, jobs
from jcmevents.extensions import db

Forgetting = TypeVar("Forgetting", bound=Callable[[datetime], int])

# The rules that are measured in years; the words in `data_register.yaml` are for people.
YEARS_KEPT = {"participation": 5, "consent": 5, "mail": 5, "audit": 5, "claim": 7, "link": 1}

NOBODY = "—"  # the name of somebody whose row stays when the name is forgotten

_carried_out: list[tuple[str, Callable[[datetime], int]]] = []


def carries_out(rule: str, *, every: timedelta = timedelta(days=1)) -> Callable[[Forgetting], Forgetting]:
    """Decorate a function (instant) -> how many rows it has deleted or emptied, which carries out `rule`.

    Several may carry out one rule, each for its own tables. `rule` is a name in `data_register.yaml`.
    """

    def keep(function: Forgetting) -> Forgetting:
        _carried_out.append((rule, function))
        jobs.register_chore(every)(function)
        return function

    return keep


def kept_from(rule: str, at: datetime) -> datetime:
    """The instant before which something must have ended to be past the years of `rule` at `at`.

    A 29 February counts as the 28th in years that have none.
    """
    year = at.year - YEARS_KEPT[rule]
    try:
        return at.replace(year=year)
    except ValueError:
        return at.replace(year=year, day=28)


def rows_changed(*statements: Delete | Update) -> int:
    """Carry out the statements; how many rows they have deleted or emptied."""
    return sum(db.session.connection().execute(statement).rowcount for statement in statements)


def forget(at: datetime) -> dict[str, int]:
    """Forget what is past its time at `at`, in the present transaction: by rule, how many rows that were."""
    found: dict[str, int] = {}
    for rule, function in sorted(_carried_out, key=lambda carried: carried[0]):
        found[rule] = found.get(rule, 0) + function(at)
    return found


@carries_out("audit")
def forget_acts(at: datetime) -> int:
    """Delete the entries of the audit trail that are years old."""
    return audit.forget_before(kept_from("audit", at), at=at)
