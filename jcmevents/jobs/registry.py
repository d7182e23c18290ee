"""Which kinds of jobs there are, which rows are due, and how one job is run."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from flask import Flask, has_app_context

from jcmevents import clock
from jcmevents.extensions import db

Job = tuple[str, int]  # kind of work, id of the row that needs it
Sweep = Callable[[datetime], Iterable[Job]]
Chore = Callable[[datetime], object]
Work = TypeVar("Work", bound=Callable[[int], object])

_functions: dict[str, Callable[[int], object]] = {}
_sweeps: list[Sweep] = []
_chores: list[tuple[timedelta, Chore]] = []
_log = logging.getLogger(__name__)


def register(kind: str) -> Callable[[Work], Work]:
    """Decorate the function that does the work of `kind` for the row with the given id.

    It must bear being run again, also while the first run is still going on, and must itself note a failure in its
    row (with the time of the next try): an error that leaves it is only logged, and the row is tried every minute.
    """

    def keep(function: Work) -> Work:
        _functions[kind] = function
        return function

    return keep


def register_sweep(sweep: Sweep) -> Sweep:
    """Decorate a function that gives the (kind, id) of the rows that are due at an instant."""
    _sweeps.append(sweep)
    return sweep


def register_chore(every: timedelta) -> Callable[[Chore], Chore]:
    """Decorate a function (instant) -> anything that a worker runs at its start and once per `every`."""

    def keep(chore: Chore) -> Chore:
        _chores.append((every, chore))
        return chore

    return keep


def run_job(app: Flask, kind: str, row_id: int) -> None:
    """Do the work of one job in its own session and commit. Raises what the work raises."""
    with app.app_context():
        _functions[kind](row_id)
        db.session.commit()


def due_jobs(app: Flask, at: datetime) -> Iterator[Job]:
    """The jobs of all rows that are due; a sweep that fails is logged and keeps no other from its rows."""
    for sweep in _sweeps:
        try:
            with app.app_context():
                jobs = list(sweep(at))
        except Exception:
            _log.exception("sweep %s failed", sweep.__qualname__)
            continue
        yield from jobs


def run_chores(app: Flask, at: datetime, last_run: dict[Chore, datetime]) -> None:
    """Run the chores whose time has come and note it in `last_run`; a chore that fails is logged."""
    for every, chore in _chores:
        if at - last_run.get(chore, at - every) < every:
            continue
        last_run[chore] = at
        try:
            with app.app_context():
                chore(at)
                db.session.commit()
        except Exception:
            _log.exception("chore %s failed", chore.__qualname__)


def drain(app: Flask, at: datetime) -> list[Job]:
    """Do everything that is due at `at`, here and now and without the engine; the jobs done, in order.

    For commands and tests. It ends the caller's transaction first, as SQLite lets in one writer at a time.
    """
    if has_app_context():
        db.session.commit()
    done: list[Job] = []
    with clock.frozen_at(at):
        while waiting := [job for job in due_jobs(app, at) if job not in done]:
            for kind, row_id in waiting:
                run_job(app, kind, row_id)
                done.append((kind, row_id))
    if has_app_context():
        db.session.expire_all()
    return done
