"""Many rows that are kept, against the same rows in a table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from parts import by_windows
from tables import ALL, NAN, dealers, fit_encoding, table, tables, windows

from lrcli.data.rows.workers import Workers
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.shuffled import Shuffled, Shuffler, keep_windows


def shuffled(data, dealer=ALL, *, window=4, cuts=(), scratch=None):
    """The rows of a table that comes in pieces."""
    shuffler = Shuffler.of(data.columns, tuple(sorted(set(dealer.deck))))
    with Workers() as workers:
        pieces = keep_windows(windows(data, dealer, window, cuts), shuffler, scratch or Scratch(), workers)
    return Shuffled(data.codes, tuple(pieces.pieces), pieces.tallies)


def in_order(records):
    """Rows as tuples, sorted."""
    return sorted((row["numeric"].tolist(), row["codes"].tolist(), float(row["y"])) for row in records)


def rows_of(data, chosen):
    columns = (part[chosen].tolist() for part in (data.rows.numeric, data.rows.codes, data.rows.y))
    return sorted(zip(*columns, strict=True))


@given(tables().filter(lambda data: not np.isnan(data.rows.numeric).any()), dealers)
def test_every_window_keeps_the_rows_of_each_part(data, dealer):
    found = shuffled(data, dealer, window=4)
    assert len(found) == len(data)
    roles, last = by_windows(dealer, len(data), 4), len(data) // 4 - 1
    home = np.minimum(np.arange(len(data)) // 4, last)
    expected = [
        (part, k) for k in range(last + 1) for part in sorted(set(dealer.deck)) if (roles[home == k] == part).any()
    ]
    assert [part for part, _ in found.pieces] == [part for part, _ in expected]
    for (part, k), (_, rows) in zip(expected, found.pieces, strict=True):
        assert in_order(rows[:]) == rows_of(data, np.flatnonzero((roles == part) & (home == k)))
    for part in set(roles.tolist()):
        assert in_order(found.rows([part])[:]) == rows_of(data, np.flatnonzero(roles == part))


@given(tables(), dealers, st.lists(st.integers(1, 40)), st.integers(0, 2000))
def test_statistics_are_those_of_the_kept_rows(data, dealer, cuts, memory):
    with Scratch(memory) as scratch:
        found = shuffled(data, dealer, cuts=cuts, scratch=scratch)
        lacking = np.isnan(data.rows.numeric), data.rows.codes == 0
        assert found.missing() == tuple(absent.sum(axis=0).tolist() for absent in lacking)
        roles = by_windows(dealer, len(data), 4)
        for parts in ([0], sorted(set(dealer.deck))):
            rows = np.flatnonzero(np.isin(roles, parts))
            if len(rows) < 2:
                continue
            kept, tallied = fit_encoding(data, rows, standardize=True).statistics, found.statistics(parts)
            np.testing.assert_allclose(tallied.mean, kept.mean, rtol=1e-12, atol=1e-12)
            np.testing.assert_allclose(tallied.std, kept.std, rtol=1e-9, atol=1e-9)
            assert np.array_equal(tallied.missing, kept.missing)
            np.testing.assert_allclose([*tallied.lowest, *tallied.highest], [*kept.lowest, *kept.highest], rtol=1e-12)
            assert [share.tolist() for share in tallied.shares] == [share.tolist() for share in kept.shares]
            assert [tallied.y_mean, tallied.y_std] == pytest.approx([kept.y_mean, kept.y_std], rel=1e-9, abs=1e-9)


def test_a_deviation_of_one_around_a_billion_is_found():
    """Floats around a billion are 1.2e-7 apart, and so far off the mean of a window may be."""
    values = 1e9 + np.random.default_rng(0).normal(size=400)
    found = shuffled(table([values], (), values), window=100).statistics([0])
    assert [found.std[0], found.y_std] == pytest.approx([values.std()] * 2, rel=1e-7)


def test_what_is_too_large_to_be_squared_gets_a_deviation_that_is_not_finite():
    values = np.where(np.arange(40) == 33, 1e200, 1.0)
    assert not np.isfinite(shuffled(table([values], (), np.arange(40.0))).statistics([0]).std[0])


def test_rows_are_shuffled_within_their_window_and_each_window_in_its_own_way():
    found = shuffled(table([np.arange(4000.0)], (), np.arange(4000.0)), window=1000)
    orders = [rows[:]["y"] - 1000 * k for k, (_, rows) in enumerate(found.pieces)]
    assert all(sorted(order) == list(range(1000)) for order in orders)
    assert len({tuple(order) for order in orders}) == 4
    assert abs(np.corrcoef(orders[0], np.arange(1000))[0, 1]) < 0.1


def test_a_missing_number_stays_missing():
    found = shuffled(table([[1, NAN, 3, NAN, 5, 6, 7, 8.0]], (), np.arange(8.0)))
    rows = found.rows([0])[:]
    assert sorted(rows["y"][np.isnan(rows["numeric"][:, 0])]) == [1, 3]
