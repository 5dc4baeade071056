"""--figure with --inference and with --diagnose: what is asked for is drawn as well."""

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

pytest.importorskip("matplotlib")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def shop(write):
    """y = 3 x + 5 on Mondays, and a column that says nothing."""
    rng = np.random.default_rng(2)
    x, nothing, monday = rng.normal(size=90), rng.normal(size=90), rng.random(90) < 0.4
    y = 3 * x + 5 * monday + rng.normal(size=90)
    lines = (f"{a},{b},{'Mon' if m else 'Tue'},{c}" for a, b, m, c in zip(x, nothing, monday, y, strict=True))
    return write("x,nothing,day,y\n" + "\n".join(lines) + "\n")


def words_of(path):
    return ["".join(node.itertext()) for node in ElementTree.parse(path).iter(f"{SVG}text")]


@pytest.mark.parametrize("solver", [[], ["--solver", "exact"]])
def test_weights_are_drawn_with_their_intervals_the_largest_first(lrcli, shop, solver):
    done = lrcli("train", shop, "--inference", "--confidence", "90", "--figure", "f.svg", *solver)
    assert done.status == 0, done.err
    words = words_of("f.svg")
    assert {"x", "nothing", "day Mon", "day Tue"} <= {*words}
    assert any("90 % intervals" in text for text in words)
    assert ("learning rate" in words) == (not solver)


def test_what_the_table_says_may_be_0_is_grey(lrcli, write):
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(60, 6))
    lines = (",".join(map(str, [*row, 4 * row[0] + rng.normal()])) for row in rows)
    shown = lrcli("train", write("a,b,c,d,e,f,y\n" + "\n".join(lines) + "\n"), "--inference", "--figure", "f.svg")
    drawn = Path("f.svg").read_text(encoding="utf-8")
    grey = len(re.findall(r"stroke: #999999; stroke-width: 1.5", drawn))
    assert grey == len(re.findall(r"^ [b-f] .* may be 0 *$", shown.out, re.MULTILINE))
    assert 2 <= grey <= 5


def test_the_exact_solver_alone_has_nothing_to_draw(lrcli, shop):
    done = lrcli("train", shop, "--figure", "f.svg", "--solver", "exact")
    assert done.status == 2
    assert "or ask for --inference" in done.err


def test_the_four_pictures_of_the_diagnosis_are_in_the_figure(lrcli, shop):
    assert lrcli("train", shop, "--quiet").status == 0
    assert lrcli("evaluate", shop, "--figure", "plain.svg", "--quiet").status == 0
    assert lrcli("evaluate", shop, "--diagnose", "--figure", "all.svg", "--quiet").status == 0
    added = {*words_of("all.svg")} - {*words_of("plain.svg")}
    assert {"residual", "normal quantile", "standardized residual", "√|standardized residual|", "leverage"} <= added


@pytest.mark.parametrize("loss", ["squared", "absolute"])
def test_the_axis_of_the_loss_has_the_unit_of_that_loss(lrcli, shop, loss):
    assert lrcli("train", shop, "--loss", loss, "--epochs", "5", "--figure", "f.svg", "--quiet").status == 0
    assert ("loss, in squared units of y" in words_of("f.svg")) == (loss == "squared")
    assert ("loss, in units of y" in words_of("f.svg")) == (loss == "absolute")
