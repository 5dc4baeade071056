"""Rows that repeat, against counting tuples of their cells."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from parts import by_windows
from tables import NAN, dealers, table, tables, windows

from lrcli.data.rows.hashes import hashes_of
from lrcli.data.tables.repeats import RepeatCounter
from lrcli.data.tables.split import by_folds


def counted(data, dealer, size, cuts=(), capacity=10_000):
    counter = RepeatCounter(capacity)
    for window in windows(data, dealer, size, cuts):
        counter.add(window)
    return counter.repeats()


def cells_of(data):
    """Each row as a tuple; a missing number is None."""
    rows = np.column_stack([data.rows.numeric, data.rows.y, data.rows.codes])
    return [tuple(None if value != value else value for value in row) for row in rows.tolist()]


def few_values(*, n):
    return st.lists(st.sampled_from([0.0, -0.0, 1.0, NAN]), min_size=n, max_size=n)


@given(few_values(n=30), few_values(n=30), st.sampled_from([7, 11]), st.lists(st.integers(1, 29)))
def test_rows_are_counted_as_their_cells_are_alike(x, y, size, cuts):
    y = np.nan_to_num(np.array(y), nan=5.0)
    data, dealer = table([x], [["a", "b", None] * 10], y), by_folds(3, 2)
    rows, roles = cells_of(data), by_windows(dealer, 30, size)
    repeats = counted(data, dealer, size, cuts)
    assert repeats.share == 1
    assert repeats.repeated() == len(rows) - len(Counter(rows))
    own = {row for row, role in zip(rows, roles, strict=True) if role in (0, 2)}
    held_out = [row for row, role in zip(rows, roles, strict=True) if role == 1]
    assert repeats.known([0, 2]) == (len(held_out), sum(row in own for row in held_out))
    hashes = hashes_of([*data.rows.numeric.T, data.rows.y], list(data.rows.codes.T))
    assert repeats.new_among(hashes, [0, 2]).tolist() == [k for k, row in enumerate(rows) if row not in own]


def test_of_many_rows_the_shares_are_estimated_and_each_row_is_counted_with_its_twins():
    """12,000 rows, of which each third is there twice: 4,000 repeat another."""
    rng = np.random.default_rng(1)
    values = np.repeat(np.arange(8_000.0), np.tile([2, 1], 4_000))
    data = table([rng.permutation(values)], y=np.zeros(12_000))
    repeats = counted(data, by_folds(2, 0), 1_000, capacity=2_000)
    assert repeats.share in (1 / 8, 1 / 16)
    assert len(repeats.hashes) <= 2_000
    assert abs(repeats.repeated() / len(repeats.hashes) - 1 / 3) < 0.03
    counts = Counter(repeats.hashes.tolist())
    assert set(counts.values()) == {1, 2}


@given(tables(), dealers, st.integers(1, 12), st.lists(st.integers(1, 39)))
def test_they_do_not_depend_on_how_the_rows_arrive(data, dealer, capacity, cuts):
    one, other = (counted(data, dealer, 4, cuts, capacity) for cuts in ((), cuts))
    assert one.share == other.share
    assert one.hashes.tolist() == other.hashes.tolist()
    assert one.roles.tolist() == other.roles.tolist()
