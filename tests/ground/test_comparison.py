"""How wordings are compared, and how two people's work on one text comes together."""

import random
import time
from collections import Counter

import pytest

from jcmevents.comparison import compared, merged


def old(pieces: list[tuple[str, str]]) -> str:
    return "".join(text for kind, text in pieces if kind != "added")


def new(pieces: list[tuple[str, str]]) -> str:
    return "".join(text for kind, text in pieces if kind != "removed")


def test_words_that_were_changed_are_told_apart() -> None:
    assert compared("Forms are long.", "Forms are too short.") == [
        ("same", "Forms are "),
        ("removed", "long"),
        ("added", "too short"),
        ("same", "."),
    ]


def test_japanese_is_compared_by_its_words_too() -> None:
    pieces = compared("様式は長いです。", "様式は短いです。")
    assert [piece for piece in pieces if piece.kind != "same"] == [("removed", "長"), ("added", "短")]


POISON = [
    "<script>alert(1)</script>" * 40,
    "a" * 10_000,
    "**「会合」**について" * 300,
    "שלום عالم " * 400,
    "提案" * 5_000,
    "line\n" * 2_000,
    "",
]


@pytest.mark.parametrize("before", POISON)
@pytest.mark.parametrize("after", POISON)
def test_any_two_texts_are_compared_whole_and_soon(before: str, after: str) -> None:
    began = time.process_time()
    pieces = compared(before, after)
    assert (old(pieces), new(pieces)) == (before, after)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "together"),
    [
        ("", "one", "two", "onetwo"),
        ("ab", "a1b", "ab2", "a1b2"),
        ("abc", "ac", "abcd", "acd"),
        ("abc", "", "aXbc", "X"),
        ("same", "same", "other", "other"),
        ("same", "other", "other", "other"),
        ("会合", "第4回会合", "会合の記録", "第4回会合の記録"),
    ],
)
def test_the_work_of_two_comes_together(base: str, theirs: str, mine: str, together: str) -> None:
    assert merged(base, theirs, mine) == together


@pytest.mark.parametrize("seed", range(30))
def test_no_letter_that_either_types_is_lost_and_each_ones_letters_keep_their_order(seed: int) -> None:
    choose = random.Random(seed)  # noqa: S311 - a test that can be repeated
    base = "".join(choose.choice("xyz ") for _ in range(40))

    def typed(letters: str) -> str:
        text = base
        place = choose.randrange(len(text) + 1)
        for letter in letters:  # as at a keyboard: one after the other, sometimes somewhere else
            place = choose.randrange(place, len(text) + 1) if choose.random() < 0.1 else place
            text = text[:place] + letter + text[place:]
            place += 1
        return text

    one, two = "ABCDEFGHIJKLMNOPQRST", "0123456789"
    text = merged(base, typed(one), typed(two))
    assert "".join(c for c in text if c in one) == one
    assert "".join(c for c in text if c in two) == two
    assert Counter(text) == Counter(base + one + two)
