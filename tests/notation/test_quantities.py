"""Cells with several numbers and units; what is right was written by hand."""

import re
from collections import Counter

import pytest

from lrcli.notation.quantities import find_quantities


def columns_of(cells, header=("x",)):
    quantities = find_quantities("x", Counter(cells), header)
    return quantities and quantities.names


def numbers_of(cells, cell):
    quantities = find_quantities("x", Counter(cells), ["x"])
    groups = re.fullmatch(quantities.expression, cell).groupdict()
    return [text for name, text in groups.items() if text and not name.startswith("unit")]


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        (["87 bhp @ 6000 rpm", "103.52 bhp @ 5500 rpm", "74bhp@4000rpm"], ["x bhp", "x rpm"]),
        (["109 Nm @ 4500 rpm", "190Nm@ 1750-2250rpm", "200 Nm"], ["x Nm", "x rpm from", "x rpm to"]),
        (["22.4 kgm at 1750-2750rpm", "11.5 kgm at 4,500rpm"], ["x kgm", "x rpm from", "x rpm to"]),
        (["21 mpg / 28 mpg", "18 mpg / 22 mpg"], ["x mpg", "x mpg 2"]),
        (["1.2 l, 90 ps", "2.0 L, 150 PS"], ["x l", "x ps"]),
        (["1499 cc / 110 bhp (82 kW)", "998 cc / 67 bhp (50 kW)"], ["x cc", "x bhp", "x kW"]),
    ],
)
def test_a_column_of_several_quantities_becomes_one_column_for_each(cells, names):
    assert columns_of(cells) == names


@pytest.mark.parametrize(
    "cells",
    [
        ["87 bhp", "90 bhp"],
        ["3 bedroom 2 bath", "2 bedroom 1 bath"],  # names of kinds of flats: words that are no units, small numbers
        ["195/65 R15", "205/55 R16"],
        ["1920x1080", "1366x768"],
        ["2 door 5 seat", "4 door 5 seat"],
        ["A4 2.0 l 150 hp", "A6 3.0 l 200 hp"],
        ["10 Main St 5", "12 High St 7"],
        ["87 bhp @ 6000 rpm", "fast", "slow", "87 bhp @ 5000 rpm"],  # only half of them
        ["1 kg 2 m", "3 m 4 kg"],  # in two orders
        [],
    ],
)
def test_a_column_of_other_texts_stays_one_column(cells):
    assert columns_of(cells) is None


def test_a_new_column_takes_no_name_that_there_is():
    assert columns_of(["87 bhp @ 6000 rpm"] * 3, ["x", "x bhp"]) == ["x bhp 2", "x rpm"]


def test_the_numbers_of_a_cell_are_found_whatever_is_between_them():
    cells = ["87 bhp @ 6000 rpm"] * 20
    for cell in ("87 bhp @ 6000 rpm", "87BHP@6000RPM", "87 bhp at 6000 rpm", "87 bhp / 6000 rpm", "87 bhp (6000 rpm)"):
        assert numbers_of(cells, cell) == ["87", "6000"]
    assert numbers_of(cells, "87 bhp") == ["87"]
    assert numbers_of(cells, "87 @ 6000 (bhp @ rpm)") == ["87", "6000"]
