"""A table that is described as tasks, by others and in portions, has the same statistics as on one machine."""

from dataclasses import replace

import numpy as np
import pytest
from ragged_tables import ragged_table
from tasks_apart import SMALL

from lrcli.jobs.stats import stats

LIMITS = replace(SMALL, bundle_rows=150, plot_points=300, quantile_values=700, distinct_values=500)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """Two columns that are the same but for the last row, and a text of its own in most rows."""
    path = tmp_path_factory.mktemp("stats") / "table.csv"
    header, *rows = ragged_table(4_000, 1, quotes=False).splitlines()
    rng = np.random.default_rng(0)
    more = [f"{k % 97},{k % 97 + (k == 3_999)},{k % 89},{k % 89},t{rng.integers(3_000)}" for k in range(len(rows))]
    lines = [f"{row},{own}\n" for row, own in zip(rows, more, strict=True)]
    path.write_text(f"{header},c,d,e,f,text\n{''.join(lines)}{lines[7]}")
    return str(path)


@pytest.mark.parametrize(
    ("portion", "options"),
    [
        (9_000, {"plots": ["*"], "correlations": True}),
        (30_000, {"where": "b < 1500", "target": "a", "plots": ["b"]}),
        (30_000, {"weights": "b", "correlations": True}),
        (10_000_000, {}),
    ],
)
def test_the_size_of_portions_changes_no_digit(table, tasks, portion, options):
    one = stats(table, limits=LIMITS, **options)
    assert stats(table, limits=replace(LIMITS, portion_bytes=portion), tasks=tasks, **options) == one
    assert "f is the same as e in every row" in one.remarks
    assert not any("d is the same" in remark for remark in one.remarks)
    assert next(column for column in one.columns if column.name == "text").more_distinct


def test_few_rows_have_exact_quartiles_and_rows_that_repeat_also_apart(table, tasks):
    limits = replace(LIMITS, quantile_values=10_000, distinct_values=10_000, window_rows=4_000)
    one, other = (stats(table, limits=limits, tasks=each) for each in (None, tasks))
    assert one == other
    assert "1 row repeats an earlier one in every column" in one.remarks
    a = np.genfromtxt(table, delimiter=",", skip_header=1, usecols=0)
    column = one.columns[0].numbers
    assert [column.q1, column.median, column.q3] == pytest.approx(np.nanquantile(a, [0.25, 0.5, 0.75]))
    assert column.mean == pytest.approx(np.nanmean(a), rel=1e-14)


def test_the_size_of_blocks_changes_no_digit(table):
    small, large = (replace(LIMITS, block_bytes=size) for size in (3_000, 1 << 20))
    one, other = (stats(table, limits=each, correlations=True) for each in (small, large))
    assert (one.columns, one.correlations) == (other.columns, other.correlations)


def test_several_files_are_one_table_and_outliers_have_their_lines(tasks, tmp_path):
    for seed in (1, 2):
        rows = ragged_table(2_000, seed, quotes=False)
        (tmp_path / f"{seed}.csv").write_text(rows + ("1,900000000,diesel,3\n" if seed == 2 else ""))
    data = [str(tmp_path / f"{seed}.csv") for seed in (1, 2)]
    one, other = (stats(data, limits=LIMITS, tasks=each) for each in (None, tasks))
    assert one == other
    assert [outlier.place for outlier in one.outliers] == [f"{data[1]}, line 2,002"]
