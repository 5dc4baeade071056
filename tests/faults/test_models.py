"""Models with extreme numbers, as a hand or a damaged disk makes them."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def spoiled(lrcli, used_cars):
    """A model of used_cars.csv with one thing changed: where, a path of keys and indices, and the new value."""
    lrcli("train", used_cars, "-q", "--epochs", "3")

    def change(*where, value):
        model = json.loads(Path("model.json").read_text(encoding="utf-8"))
        *path, last = where
        inner = model
        for key in path:
            inner = inner[key]
        inner[last] = value
        Path("spoiled.json").write_text(json.dumps(model), encoding="utf-8")
        return "spoiled.json"

    return change


CASE = [
    "--horsepower",
    "100",
    "--mileage",
    "1",
    "--age",
    "1",
    "--brand",
    "VW",
    "--fuel",
    "diesel",
    "--gearbox",
    "manual",
]


def without_traceback(done):
    assert done.status in (0, 1)
    assert "Traceback" not in done.err
    assert "Warning" not in done.err


@pytest.mark.parametrize("explain", [[], ["--explain"], ["--interval", "90"], ["--json", "--explain"]])
def test_parts_that_are_infinite_in_both_directions_have_a_sum(lrcli, spoiled, explain):
    path = spoiled("features", 0, "weight", value=1e300)
    case = [*CASE[:1], "1e308", *CASE[2:5], "-1e308", *CASE[6:]]
    without_traceback(lrcli("predict", "-m", path, *case, *explain))


def test_a_deviation_that_is_next_to_nothing_asks_for_no_digits_that_there_are_not(lrcli, spoiled):
    path = spoiled("target", "std", value=1e-310)
    without_traceback(lrcli("predict", "-m", path, *CASE, "--interval", "50"))


def test_a_term_without_a_number_is_no_term_of_numbers(lrcli, spoiled, used_cars):
    path = spoiled("features", 0, "factors", value=[{"column": "fuel", "level": "diesel"}])
    done = lrcli("predict", used_cars, "-m", path)
    assert done.status == 1
    assert "none of the factors is a number - at `$.features[0]`" in done.err


@pytest.mark.parametrize("command", ["predict", "evaluate"])
@pytest.mark.parametrize("weight", [1e308, -1e305, 1e200])
def test_predictions_that_are_too_large_are_no_warning_of_a_library(lrcli, spoiled, used_cars, command, weight):
    path = spoiled("features", 0, "weight", value=weight)
    for more in [["--explain"], []] if command == "predict" else [["--plot"], ["--report", "r.html"], ["--json"]]:
        without_traceback(lrcli(command, used_cars, "-m", path, *more))
