"""Terms, pooled levels, logarithms and conditions: the same model whether rows are kept, reduced or shuffled."""

import json

import numpy as np
import pytest

from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.moments import MomentStorage
from lrcli.fitting.storage.rows import RowStorage
from lrcli.fitting.storage.rule import gather
from lrcli.fitting.storage.shuffled import ShuffledStorage
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import Limits

ROWS = 3000
FUELS = ["gas"] * 60 + ["diesel"] * 30 + ["lpg"] * 2 + ["cng", "hydrogen", ""]


@pytest.fixture
def path(write):
    """Numbers some of which are missing, a text with rare levels, one with a late level, prices that multiply."""
    rng = np.random.default_rng(4)
    lines = ["km,age,fuel,gear,price"]
    for k in range(ROWS):
        km, age = int(rng.integers(1_000, 200_000)), int(rng.integers(0, 20))
        gear = "none" if k > 2_500 and k % 9 == 0 else ["manual", "auto"][k % 2]
        price = 30_000 * 0.9**age * np.exp(rng.normal(0, 0.3)) + (gear == "auto") * 500
        shown = "" if k % 50 == 7 else age
        lines.append(f"{km},{shown},{FUELS[int(rng.integers(len(FUELS)))]},{gear},{price:.2f}")
    lines[5] = lines[5].rpartition(",")[0] + ",0"
    lines[9] = "0," + lines[9].partition(",")[2]
    return write("\n".join(lines) + "\n")


@pytest.fixture(params=["moments", "shuffled"])
def large(request):
    """Limits for which tables of more than 500 rows are too large to keep, and how they are kept then."""
    limits = Limits(
        window_rows=250, first_bytes=4096, head_bytes=4096, block_bytes=4096, moments=request.param == "moments"
    )
    return limits, MomentStorage if limits.moments else ShuffledStorage


@pytest.fixture
def kinds(monkeypatch):
    """How each table was kept."""
    found = []

    def watched(*arguments, **options):
        table = gather(*arguments, **options)
        found.append(type(table))
        return table

    monkeypatch.setattr("lrcli.fitting.storage.rule.gather", watched)
    return found


def close(a, b, place="$"):
    """Assert that two JSON values are the same but for rounding."""
    assert type(a) is type(b), place
    if isinstance(a, dict):
        assert list(a) == list(b), place
        for key in a:
            close(a[key], b[key], f"{place}.{key}")
    elif isinstance(a, list):
        assert len(a) == len(b), place
        for k, (x, y) in enumerate(zip(a, b, strict=True)):
            close(x, y, f"{place}[{k}]")
    elif isinstance(a, float):
        assert a == pytest.approx(b, rel=1e-6, abs=1e-7), place
    else:
        assert a == b, place


@pytest.mark.parametrize(
    "options",
    [
        {"features": ["log(km)", "age^2", "km:age", "gear"]},
        {"features": ["fuel:age", "fuel:gear"]},
        {"features": ["*", "sqrt(km)"], "log_target": True},
        {"where": "fuel in ('gas', 'lpg') and age is not missing or km < 50000", "features": ["*"]},
        {"min_count": 60},
        {"min_count": 60, "log_target": True, "features": ["fuel", "fuel:age", "log(km)"], "where": "gear != 'none'"},
    ],
    ids=["terms", "slopes and joined levels", "logarithm", "condition", "pooled levels", "all at once"],
)
def test_a_table_too_large_to_keep_teaches_what_a_small_one_does(path, large, kinds, options):
    options = dict(options)
    recipe = Recipe(solver="exact", split="none", min_count=options.pop("min_count", 1))
    kept = train(path, Selection(**options), recipe=recipe).model
    limits, kind = large
    found = train(path, Selection(limits=limits, **options), recipe=recipe).model
    assert kinds == [RowStorage, kind]
    of_many, of_few = (json.loads(model.to_json()) for model in (found, kept))
    assert (of_many.pop("residuals")["source"], of_few.pop("residuals")["source"]) == ("training", "cross-validation")
    close(of_many, of_few)


def test_what_is_redundant_is_found_in_any_form(write, large, kinds):
    rng = np.random.default_rng(0)
    lines = ["year,age,km,copy,model,make,price,cents"]
    for k in range(ROWS):
        year, km, model, price = 2000 + k % 23, int(rng.integers(2e5)), int(rng.integers(6)), int(rng.integers(5e4))
        lines.append(f"{year},{2024 - year},{km},{km},m{model},b{model // 2},{price},{100 * price + k % 2}")
    path = write("\n".join(lines) + "\n")
    expected = [
        "age is redundant: it is 2024 - year in every training row",
        "copy is redundant: it is the same as km in every training row",
        "make is redundant: each model has one make",
        "cents gives price away: their correlation is 1.00000; --exclude leaves it out",
    ]
    kept = train(path, recipe=Recipe(solver="exact")).remarks
    assert [line for line in kept if "redundant" in line or "away" in line] == expected
    limits, kind = large
    found = train(path, Selection(limits=limits), recipe=Recipe(solver="exact")).remarks
    assert kinds == [RowStorage, kind]
    assert [line for line in found if "redundant" in line or "away" in line] == expected
