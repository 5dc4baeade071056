"""Columns whose names are like one another or like options, and negative values. The right values are least squares."""

from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).parent / "answer-option-names"
CASE = ["--2nd-floor", "4", "--max-speed", "5", "--max_speed", "1"]


def least_squares(name, *values):
    """ŷ of these values by the weights of least squares on the table."""
    table = np.loadtxt(HERE / name, delimiter=",", skiprows=1)
    w = np.linalg.lstsq(np.column_stack([np.ones(len(table)), table[:, :-1]]), table[:, -1])[0]
    return w @ [1, *values]


@pytest.fixture
def trained(lrcli):
    def train(name):
        assert lrcli("train", str(HERE / name), "-q", "--solver", "exact").status == 0

    return train


@pytest.mark.parametrize("year", [["--year", "2"], ["--set", "year=2"]])
def test_an_exact_name_is_its_column_before_it_is_another_spelling(lrcli, trained, year):
    trained("case.csv")
    done = lrcli("predict", "--Year", "3", *year, *CASE)
    assert float(done.out) == pytest.approx(least_squares("case.csv", 3, 2, 4, 5, 1), rel=1e-5)
    assert least_squares("case.csv", 3, 2, 4, 5, 1) == pytest.approx(12.0863, abs=1e-4)
    assert float(lrcli("predict", "--Year", "2", *year, *CASE).out) != float(done.out)


@pytest.mark.parametrize(("typed", "value"), [("-5", -5), ("-.5", -0.5), ("-1e1", -10), ("−5", -5)])
def test_a_negative_value_is_no_option(lrcli, trained, typed, value):
    trained("heat.csv")
    expected = least_squares("heat.csv", value, 3)
    assert float(lrcli("predict", f"--temperature={typed}", "--wind", "3").out) == pytest.approx(expected, rel=1e-5)
    assert float(lrcli("predict", "--temperature", typed, "--wind", "3").out) == pytest.approx(expected, rel=1e-5)


def test_a_unit_that_the_column_has_not_is_refused_with_the_option(lrcli, trained):
    trained("heat.csv")
    done = lrcli("predict", "--temperature", "-5C", "--wind", "3")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("lrcli: --temperature '-5C' is not a number")


def test_an_option_that_is_also_a_column_says_how_the_column_is_given(lrcli, trained):
    trained("opt.csv")
    done = lrcli("predict", "--output", "3", "--set", "json=2")
    assert (done.status, done.out) == (2, "")
    assert "--output is for DATA" in done.err
    assert "the feature output is given with --set output=3" in done.err


def test_a_column_called_cluster_is_given_by_set(lrcli, write):
    assert lrcli("train", write("cluster,x,price\n1,1,2\n2,3,4\n3,4,7\n4,4,9\n"), "-q").status == 0
    done = lrcli("predict", "--cluster", "3", "--x", "2")
    assert (done.status, "the feature cluster is given with --set cluster=3" in done.err) == (2, True), done.err
    assert lrcli("predict", "--set", "cluster=3", "--x", "2").status == 0


def test_a_name_may_have_an_equals_sign(lrcli, write):
    write("a=b,a,price\n1,5,2\n2,3,4\n3,4,1\n4,9,7\n", "equals.csv")
    assert lrcli("train", "equals.csv", "-q", "--solver", "exact").status == 0
    one = lrcli("predict", "--set", "a=b=3", "--set", "a=5")
    assert one.status == 0
    assert float(one.out) == pytest.approx(float(lrcli("predict", "--a", "5", "--set", "a=b=3").out))
    assert "no such feature" in lrcli("predict", "--set", "b=3").err


def test_a_spelling_that_two_columns_share_is_neither_of_them(lrcli, write):
    write("Max Speed,Max/Speed,price\n1,5,2\n2,3,4\n3,4,1\n4,9,7\n", "shared.csv")
    assert lrcli("train", "shared.csv", "-q", "--solver", "exact").status == 0
    done = lrcli("predict", "--max-speed", "3")
    assert done.status == 2
    assert "--set 'Max Speed=…'" in done.err or "--set 'Max Speed'=…" in done.err
