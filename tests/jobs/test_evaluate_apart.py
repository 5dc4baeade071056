"""Rows that are measured as tasks, by others and in portions, give the figures of one machine, to the last digit."""

from dataclasses import replace

import pytest
from ragged_tables import ragged_table
from tasks_apart import SMALL

from lrcli.errors import DataError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.evaluate import evaluate
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train

LIMITS = replace(SMALL, bundle_rows=150, plot_points=300)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("evaluate") / "table.csv"
    path.write_text(ragged_table(4_000, 1))
    return str(path)


def model_of(table, **options):
    return train(table, Selection(**options), Recipe(solver="exact")).model


@pytest.fixture(scope="module")
def model(table):
    return model_of(table)


@pytest.mark.parametrize(
    ("portion", "options"),
    [(9_000, {}), (30_000, {"interval": 90, "where": "b < 1500"}), (30_000, {"weights": "b"}), (10_000_000, {})],
)
def test_the_size_of_portions_changes_no_digit(model, table, tasks, portion, options):
    one = evaluate(model, table, limits=LIMITS, **options)
    assert evaluate(model, table, limits=replace(LIMITS, portion_bytes=portion), tasks=tasks, **options) == one


def test_the_size_of_blocks_changes_no_digit(model, table):
    small, large = (replace(LIMITS, block_bytes=size) for size in (3_000, 1 << 20))
    assert evaluate(model, table, limits=small) == evaluate(model, table, limits=large)


def test_several_files_and_a_learned_logarithm_are_alike(tasks, tmp_path):
    for seed in (1, 2):
        (tmp_path / f"{seed}.csv").write_text(ragged_table(1_500, seed).replace(",-", ","))
    data = [str(tmp_path / f"{seed}.csv") for seed in (1, 2)]
    model = model_of(data, log_target=True, where="price > 0")
    one, other = (evaluate(model, data, limits=LIMITS, where="price > 0", tasks=each) for each in (None, tasks))
    assert one == other
    assert {error.file for error in one["price"].worst} == {*data}


def test_several_targets_are_measured_alike(table, tasks):
    model = model_of(table, target="price,b", features=("a", "fuel"))
    one, other = (evaluate(model, table, limits=LIMITS, tasks=each) for each in (None, tasks))
    assert one == other
    assert [*one] == ["price", "b"]


def test_a_table_without_a_row_to_compare_is_told_so(model, tasks, tmp_path):
    path = tmp_path / "none.csv"
    path.write_text("a,b,fuel,price\n" + "1,2,diesel,\n" * 4_000)
    for each in (None, tasks):
        with pytest.raises(DataError, match="no row can be predicted and compared with its price"):
            evaluate(model, str(path), limits=LIMITS, tasks=each)
