"""A row of weight k is as k rows where a model is measured and where a table is described."""

from dataclasses import asdict

import numpy as np
import pytest
from one_target import evaluate_of_one

from lrcli.errors import DataError, OptionError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.stats import stats
from lrcli.jobs.train import train

N = 300


@pytest.fixture(scope="module")
def columns():
    rng = np.random.default_rng(0)
    size, rooms = rng.normal(50, 9, N).round(1), rng.integers(1, 5, N).astype(float)
    rooms[::13] = np.nan
    kind = rng.choice(list("abcd"), N, p=[0.5, 0.3, 0.15, 0.05])
    price = (500 + 3 * size + rng.normal(0, 9, N)).round(1)
    counts = rng.integers(1, 6, N)
    return {"size": size, "rooms": rooms, "kind": kind, "price": price}, counts


def repeated(columns, counts):
    return {name: np.repeat(values, counts) for name, values in columns.items()}


@pytest.mark.parametrize("log_target", [False, True])
def test_a_row_is_measured_as_often_as_it_counts(columns, log_target):
    table, counts = columns
    some = {name: values[:100] for name, values in table.items()}
    model = train(some, Selection(target="price", log_target=log_target), Recipe(solver="exact")).model
    ours = evaluate_of_one(model, {**table, "sold": counts}, weights="sold", interval=80)
    rows = evaluate_of_one(model, repeated(table, counts), interval=80)
    for scores, same in ((ours.model, rows.model), (ours.baseline, rows.baseline), (ours.mean, rows.mean)):
        if scores is not None:
            for name in ("loss", "rmse", "mae", "mape", "r2"):
                assert scores.value(name) == pytest.approx(same.value(name), rel=1e-9, abs=1e-12)
    assert (ours.model.rows, ours.model.weight, rows.model.rows) == (N, counts.sum(), counts.sum())
    assert ours.coverage.held == pytest.approx(rows.coverage.held)
    assert len(ours.worst) == len({row.line for row in ours.worst}) == 10


def test_a_table_is_described_as_its_rows_count(columns):
    table, counts = columns
    ours = stats({**table, "sold": counts}, target="price", weights="sold", correlations=True)
    rows = stats({**repeated(table, counts), "sold": np.repeat(counts, counts)}, target="price", correlations=True)
    for described, same in zip(ours.columns, rows.columns, strict=True):
        one, other = asdict(described), asdict(same)
        numbers, numbers_of_rows = one.pop("numbers"), other.pop("numbers")
        assert one.pop("correlation") == pytest.approx(other.pop("correlation"), abs=1e-12)
        assert one == other
        assert (numbers is None) == (numbers_of_rows is None)
        for name in [name for name in numbers or () if name != "picked"]:
            assert numbers[name] == pytest.approx(numbers_of_rows[name], rel=1e-12), name
    np.testing.assert_allclose(ours.correlations.r, rows.correlations.r, atol=1e-12)


def test_a_row_without_a_weight_is_described_and_measured_nowhere(columns):
    table, counts = columns
    weights = counts.astype(float)
    weights[:3], weights[3] = [-1, np.nan, np.inf], 0
    model = train(table, Selection(target="price"), Recipe(solver="exact")).model
    for remarks in (
        stats({**table, "sold": weights}, weights="sold").remarks,
        evaluate_of_one(model, {**table, "sold": weights}, weights="sold").remarks,
    ):
        assert "1 row of weight 0 is not used" in remarks
        assert any(remark.startswith("weights sold: 2 cells below 0 or missing") for remark in remarks)
    rest = {name: values[4:] for name, values in table.items()}
    described = stats({**table, "sold": weights}, weights="sold").columns[0]
    assert described.numbers.mean == pytest.approx(np.average(rest["size"], weights=counts[4:]), rel=1e-14)


def test_the_weights_of_a_measurement_are_numbers_in_the_table(columns):
    table, counts = columns
    model = train(table, Selection(target="price"), Recipe(solver="exact")).model
    with pytest.raises(DataError, match="lacks the column sold"):
        evaluate_of_one(model, table, weights="sold")
    for weights in ("price", "kind"):
        with pytest.raises(OptionError, match=f"{weights}: the column"):
            evaluate_of_one(model, {**table, "sold": counts}, weights=weights)
