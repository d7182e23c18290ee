"""What the questionnaire must know of the answers, which are kept by a slice above it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class AnswerKeeper(Protocol):
    def counts(self, field_ids: Iterable[int]) -> dict[int, int]:
        """The number of answers by id of the field; a field without answers may be left out."""

    def reclassify(self, field_id: int, *, sensitive: bool) -> None:
        """Store the answers to this field as its class now asks for: encrypted or plain."""


_keepers: list[AnswerKeeper] = []


def register(keeper: AnswerKeeper) -> AnswerKeeper:
    _keepers.append(keeper)
    return keeper


def counts(field_ids: Iterable[int]) -> dict[int, int]:
    ids = list(field_ids)
    return {id: number for keeper in _keepers for id, number in keeper.counts(ids).items()}


def count(field_id: int) -> int:
    return counts([field_id]).get(field_id, 0)


def reclassify(field_id: int, *, sensitive: bool) -> None:
    for keeper in _keepers:
        keeper.reclassify(field_id, sensitive=sensitive)
