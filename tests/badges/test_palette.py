"""Capacities are told by a colour that is seen and a label that can be read on it."""

from itertools import product

import pytest

from jcmevents.badges.palette import READABLE, USUAL, WHITE, contrast, ink_on, require_seen
from jcmevents.delegations.capacities import Capacity
from jcmevents.errors import RuleBroken


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_capacity_has_a_usual_colour_of_its_own_that_is_seen():
    assert set(USUAL) == set(Capacity)
    assert len(set(USUAL.values())) == len(USUAL)
    assert min(contrast(colour, WHITE) for colour in USUAL.values()) >= READABLE


@pytest.mark.parametrize("parts", list(product(("00", "80", "ff"), ("00", "80"), ("33", "cc"))))
def test_label_is_read_on_whatever_colour(parts):
    colour = "#" + "".join(parts)
    assert contrast(colour, ink_on(colour)) >= READABLE


@pytest.mark.parametrize("colour", ["#ffffff", "#ffee88", "red", "#12345", "#0d5c5g", "", "url(http://x)"])
def test_colour_that_hardly_stands_out_is_refused(colour):
    with pytest.raises(RuleBroken) as broken:
        require_seen(Capacity.HEAD, colour)
    assert broken.value.field == "head"


def test_dark_colour_is_taken():
    assert require_seen(Capacity.HEAD, "#0d5c52") is None
