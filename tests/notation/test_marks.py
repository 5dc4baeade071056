"""Columns in which an x stands where something applies, and nothing where it does not."""

import json
from pathlib import Path

import pytest

from lrcli.notation.hints import Hints
from lrcli.notation.marks import MarkForm


def found(*words, has_blanks=True):
    return MarkForm.find(dict.fromkeys(words, 1), Hints(has_blanks=has_blanks))


@pytest.mark.parametrize("texts", [["x"], ["X", "x"], ["✓"], ["☑"], ["●"]])
def test_the_only_text_among_empty_cells_is_one(texts):
    form = found(*texts)
    assert [form.number(text) for text in texts] == [1.0] * len(texts)
    assert form.of_missing == 0.0


@pytest.mark.parametrize("texts", [["x", "y"], ["gas"], ["x", "✓"], ["1"], []])
def test_another_text_is_no_mark(texts):
    assert found(*texts) is None


def test_a_mark_in_every_cell_says_nothing():
    assert found("x", has_blanks=False) is None


def test_an_empty_cell_is_no_and_not_missing(lrcli, write):
    rows = [f"{km},{mark},{20_000 - 10 * km + (1_500 if mark else 0)}" for km in range(0, 200, 5) for mark in ("", "X")]
    path = write("\n".join(["km,towbar,price", *rows, ""]))
    described = {column["name"]: column for column in lrcli("stats", path, "--json").json["columns"]}["towbar"]
    assert (described["missing"], described["numbers"]["mean"]) == (0, 0.5)
    assert "towbar: x is 1, an empty cell is 0" in lrcli("train", path, "--split", "none").err
    prices = [float(lrcli("predict", "--km", "100", "--towbar", mark).out.split()[0]) for mark in ("x", "-", "")]
    assert prices == pytest.approx([20_500, 19_000, 19_000], abs=2)
    model = json.loads(Path("model.json").read_text())
    assert {feature["name"]: feature["missing"] for feature in model["features"]}["towbar"] == 0


def test_another_program_reads_a_mark_as_we_do():
    assert found("X").portable.values == {"x": 1.0}
