"""What else happens when a registration is confirmed: floors above say it here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from jcmevents.accounts.models import User

Act = Callable[[Any, User | None, datetime], None]  # registration, by, at
_acts: list[Act] = []


def when_confirmed(act: Act) -> Act:
    """Let `act` run in the transaction of every confirmation."""
    _acts.append(act)
    return act


def confirmed(registration: Any, *, by: User | None, at: datetime) -> None:
    for act in _acts:
        act(registration, by, at)
