"""Moments of minibatches, against NumPy on the rows they were made of."""

from collections import Counter
from dataclasses import replace
from math import fsum, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parts import by_windows
from tables import ALL, NAN, dealers, fit_encoding, table, tables, windows

from lrcli.data.rows.workers import Workers
from lrcli.data.tables.encoding import Encoding
from lrcli.data.tables.gather import Gatherer, Plan
from lrcli.data.tables.moments import Moments, Reduced, Scale
from lrcli.data.tables.split import Split, by_split
from lrcli.learning.linear import Block, second_moments
from lrcli.limits import LIMITS


def gatherer_of(data, dealer=ALL, *, size=4, window=4, cuts=(), limits=LIMITS):
    """All rows of a table that comes in pieces, gathered; the provisional scale is that of the first two windows."""
    gatherer = Gatherer(data.columns, Plan(dealer, size), Scale.of(data.rows[: 2 * window]), limits)
    with Workers() as workers:
        gatherer.take(windows(data, dealer, window, cuts), workers)
    return gatherer


def gathered(data, dealer=ALL, **how):
    return gatherer_of(data, dealer, **how).moments(data.codes)


def encoded(data, encoding, rows=slice(None)):
    return Block(*encoding.encode(data.rows[rows]))


# Minibatches

ROWS = ("numeric", "codes", "y", "origins")


@given(st.integers(8, 40), dealers, st.integers(1, 9), st.integers(1, 4))
def test_every_minibatch_holds_the_moments_of_its_own_rows(n, dealer, size, window):
    """Each row has a text of its own, so that a minibatch tells which rows are in it."""
    rng = np.random.default_rng(n)
    x = np.where(rng.random(n) < 0.3, NAN, rng.normal(5, 2, n))
    data = table([x], [[f"row {k}" for k in range(n)]], rng.normal(100, 20, n))
    moments = gathered(data, dealer, size=size, window=window)

    own = [3 + moments.marks.index(("level", 0, k + 1)) for k in range(n)]
    counts = moments.sizes[:, None] * moments.A[:, 0, own]
    members = counts.round().astype(bool)
    np.testing.assert_allclose(counts, members, atol=1e-12)
    assert members.sum(axis=0).tolist() == [1] * n
    assert members.sum(axis=1).tolist() == moments.sizes.tolist()

    roles, windows = by_windows(dealer, n, window), np.minimum(np.arange(n) // window, n // window - 1)
    homes = [(set(roles[rows].tolist()), set(windows[rows].tolist())) for rows in members]
    assert [roles for roles, _ in homes] == [{part} for part in moments.roles.tolist()]
    assert all(len(windows) == 1 for _, windows in homes)
    for home in homes:
        sizes = [size for size, other in zip(moments.sizes, homes, strict=True) if other == home]
        assert max(sizes) - min(sizes) <= 1

    columns = {("missing", 0, 0): np.isnan(x)} | {("level", 0, k): data.rows.codes[:, 0] == k for k in range(n + 1)}
    z = np.nan_to_num((x - moments.scale.centre) / moments.scale.scale)
    y = (data.rows.y - moments.scale.y_centre) / moments.scale.y_scale
    Z = np.column_stack([np.ones(n), y, z, *(columns[mark] for mark in moments.marks)])
    for rows, A in zip(members, moments.A, strict=True):
        np.testing.assert_allclose(A, Z[rows].T @ Z[rows] / rows.sum(), rtol=1e-13, atol=1e-13)


def test_minibatches_are_about_as_large_as_asked_for():
    """200 rows are 12 minibatches of 16 or 17, and 25 rows are 2 of 12 or 13."""
    data = table([np.arange(1000.0)], y=np.arange(1000.0))
    moments = gathered(data, by_split(Split(8, 1, 1), 0), size=16, window=250)
    assert [np.count_nonzero(moments.roles == part) for part in range(3)] == [48, 8, 8]
    assert set(moments.sizes[moments.roles == 0].tolist()) == {16, 17}
    assert set(moments.sizes[moments.roles != 0].tolist()) == {12, 13}


def test_the_rows_of_a_window_are_shuffled():
    """100 of the numbers 0 to 999 have a mean of 499.5 ± 27.4 (one deviation); neighbours would be off by up to 450."""
    data = table([np.arange(2000.0) % 1000], y=np.arange(2000.0))
    moments = gathered(data, size=100, window=1000)
    means = moments.scale.centre + moments.scale.scale * moments.A[:, 0, 2]
    assert len(means) == 20
    assert np.abs(means - 499.5).max() < 5 * 27.4


def test_windows_of_the_same_rows_are_shuffled_each_in_its_own_way():
    x = np.arange(400.0) % 100
    moments = gathered(table([x], y=x), size=25, window=100)
    assert len({A.tobytes() for A in moments.A.reshape(4, 4, 3, 3)}) == 4


def test_another_seed_makes_other_minibatches_with_the_same_totals():
    rng = np.random.default_rng(0)
    data = table([rng.normal(size=400)], y=rng.normal(size=400))
    first, again, other = (gathered(data, by_split(Split(1, 0, 0), seed), size=16, window=100) for seed in (1, 1, 2))
    assert np.array_equal(first.A, again.A)
    assert not np.allclose(first.A, other.A)
    everything = np.arange(len(first.sizes))
    np.testing.assert_allclose(first.total(everything), other.total(everything), rtol=1e-12, atol=1e-14)


@given(tables(), dealers, st.lists(st.integers(1, 39)))
def test_pieces_in_which_the_rows_come_change_nothing(data, dealer, cuts):
    gatherers = gatherer_of(data, dealer), gatherer_of(data, dealer, cuts=cuts)
    for part in set(dealer.deck):
        a, b = (gatherer.samples[part].rows() for gatherer in gatherers)
        assert all(np.array_equal(getattr(a, x), getattr(b, x), equal_nan=x != "codes") for x in ROWS)
    whole, pieces = (gatherer.moments(data.codes) for gatherer in gatherers)
    assert whole.marks == pieces.marks
    for name in ("A", "sizes", "weights", "roles"):
        assert np.array_equal(getattr(whole, name), getattr(pieces, name)), name


# What moments tell


@given(tables())
def test_the_provisional_scale_is_that_of_the_first_rows(data):
    scale, first = gathered(data).scale, data.rows.numeric[:8]
    np.testing.assert_allclose(scale.centre, np.nanmean(first, axis=0), rtol=1e-12, atol=1e-12)
    deviation = np.nanstd(first, axis=0)
    varied = deviation > 1e-9
    np.testing.assert_allclose(scale.scale[varied], deviation[varied], rtol=1e-12)
    assert (scale.scale > 0).all()
    assert (scale.y_centre, scale.y_scale) == (data.rows.y[:8].mean(), data.rows.y[:8].std() or 1)


@given(tables(), dealers)
def test_the_statistics_are_those_of_the_kept_rows(data, dealer):
    moments = gathered(data, dealer)
    found = moments.statistics(dealer.deck)
    kept = fit_encoding(data, np.arange(len(data)), standardize=True).statistics
    np.testing.assert_allclose(found.mean, kept.mean, rtol=1e-14, atol=1e-12)
    np.testing.assert_allclose(found.std, kept.std, rtol=1e-12)
    assert found.y_mean == pytest.approx(kept.y_mean, rel=1e-14, abs=1e-12)
    assert found.y_std == pytest.approx(kept.y_std, rel=1e-12, abs=1e-12)
    assert found.lowest.tolist() == pytest.approx(kept.lowest.tolist(), rel=1e-15, abs=0)
    assert found.highest.tolist() == pytest.approx(kept.highest.tolist(), rel=1e-15, abs=0)
    assert found.missing.tolist() == kept.missing.tolist()
    assert [len(share) for share in found.shares] == [len(share) for share in kept.shares]
    for share, expected in zip(found.shares, kept.shares, strict=True):
        np.testing.assert_allclose(share, expected, rtol=1e-14)
    lacking = [("missing", np.isnan(data.rows.numeric)), ("level", data.rows.codes == 0)]
    counts = {(kind, k, 0): n for kind, absent in lacking for k, n in enumerate(absent.sum(axis=0).tolist())}
    assert moments.missing == {mark: count for mark, count in counts.items() if count}


@given(tables(), dealers, st.booleans())
def test_moved_to_an_encoding_the_moments_of_a_part_are_those_of_its_encoded_rows(data, dealer, standardize):
    moments = gathered(data, dealer)
    encoding = Encoding.of(moments.statistics(dealer.deck), standardize=standardize)
    T, roles = moments.map_to(encoding), by_windows(dealer, len(data), 4)
    for part in set(dealer.deck):
        expected = second_moments(encoded(data, encoding, roles == part), encoding.p)
        found = T.T @ moments.total(moments.of_roles([part])) @ T
        whole = second_moments(encoded(data, encoding), encoding.p)  # rounding is relative to the largest values
        unit = np.sqrt(np.maximum(np.diag(whole), 1))
        np.testing.assert_allclose(found / np.outer(unit, unit), expected / np.outer(unit, unit), atol=1e-12)


def test_a_deviation_of_one_around_a_billion_is_found():
    """E[x²] − E[x]² in float64 is of no use here. Half of the numbers are missing."""
    rng = np.random.default_rng(0)
    x, y = 1e9 + rng.normal(size=(2, 4000))
    x[::2] = NAN
    data, dealer = table([x], y=y), by_split(Split(8, 1, 1), 0)
    moments, trains = gathered(data, dealer, size=16, window=500), by_windows(dealer, 4000, 500) == 0
    found = moments.statistics([0])
    for values, mean, std in (
        (x[trains & ~np.isnan(x)].tolist(), found.mean[0], found.std[0]),
        (y[trains].tolist(), found.y_mean, found.y_std),
    ):
        exact = fsum(values) / len(values)
        assert mean == pytest.approx(exact, rel=3e-16, abs=0)
        assert std == pytest.approx(sqrt(fsum((value - exact) ** 2 for value in values) / len(values)), rel=1e-12)
    encoding = Encoding.of(found, standardize=True)
    T = moments.map_to(encoding)
    expected = second_moments(encoded(data, encoding, trains), encoding.p)
    np.testing.assert_allclose(T.T @ moments.total(moments.of_roles([0])) @ T, expected, atol=1e-13)


def test_a_deviation_of_one_around_a_billion_is_found_where_the_first_rows_lack_the_number():
    x = 1e9 + np.random.default_rng(0).normal(size=400)
    x[:200] = NAN
    found = gathered(table([x], y=np.arange(400.0)), size=16, window=100).statistics([0])
    assert found.mean[0] == pytest.approx(np.mean(x[200:]), rel=1e-15)
    assert found.std[0] == pytest.approx(np.std(x[200:]), rel=1e-9)


@pytest.mark.parametrize("place", [5, 350])
def test_what_is_too_large_to_be_squared_gets_a_deviation_that_is_not_finite(place):
    """As in a table that is kept; the same for a feature and for the target."""
    huge = np.arange(400.0)
    huge[place] = 1e200
    found = gathered(table([huge], y=np.arange(400.0)), size=16, window=100).statistics([0])
    assert not np.isfinite(found.std[0])
    found = gathered(table([np.arange(400.0)], y=huge), size=16, window=100).statistics([0])
    assert not np.isfinite(found.y_std)


# Halves


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9), st.integers(0, 99))
def test_halving_merges_neighbours_and_keeps_the_total(sizes, seed):
    rows = [np.random.default_rng([seed, k]).normal(size=(size, 3)) for k, size in enumerate(sizes)]
    A = np.array([Z.T @ Z / len(Z) for Z in rows])
    halved = Reduced(7, A, np.array(sizes), np.array(sizes), np.zeros(1), np.ones(1), np.zeros((3, 3))).halved()
    merged = [np.vstack(rows[k : k + 2]) for k in range(0, len(rows), 2)]
    assert halved.sizes.tolist() == [len(Z) for Z in merged]
    np.testing.assert_allclose(halved.A, [Z.T @ Z / len(Z) for Z in merged], rtol=1e-12, atol=1e-14)
    everything = np.vstack(rows)
    total = np.tensordot(halved.sizes, halved.A, 1) / halved.sizes.sum()
    np.testing.assert_allclose(total, everything.T @ everything / len(everything), rtol=1e-12, atol=1e-14)
    assert (halved.role, halved.lowest, halved.highest) == (7, 0, 1)


@given(st.integers(200, 400), dealers, st.sampled_from([1, 2_000, 5_000]))
@settings(max_examples=8)
def test_windows_are_merged_rather_than_that_memory_grows(n, dealer, most):
    """Each of so many neighbours as of others, but the last; and all rows say together what they said before."""
    rng = np.random.default_rng(n)
    kinds = [[f"level {min(k // 50, 3)}" for k in range(n)]]  # so that later windows have more columns
    data = table([np.where(rng.random(n) < 0.1, NAN, rng.normal(5, 2, n))], kinds, rng.normal(100, 20, n))
    limits = replace(LIMITS, stack_bytes=1, most_stack_bytes=most)
    few = gatherer_of(data, dealer, window=8, limits=limits)
    counts = Counter(each.role for each in few.reduced)
    assert few.size <= max(most, few.bytes_of(few.reduced[-len(counts) :]))
    assert all(few.windows_of_each * (count - 1) < n // 8 for count in counts.values())
    moments, whole = few.moments(data.codes), gathered(data, dealer, window=8)
    for role in dealer.roles:
        index, every = moments.of_roles([role]), whole.of_roles([role])
        np.testing.assert_allclose(moments.total(index), whole.total(every), rtol=1e-12, atol=1e-14)
        assert (moments.sizes[index].sum(), moments.ranges[role]) == (whole.sizes[every].sum(), whole.ranges[role])
        sizes = moments.sizes[index][:-1]
        assert sizes.max(initial=0) - sizes.min(initial=n) <= few.windows_of_each


def test_the_total_of_some_minibatches_weighs_each_by_its_rows():
    A = np.array([[[2.0]], [[5.0]], [[100.0]]])
    moments = Moments(
        (), None, (), A, sizes=np.array([1, 2, 4]), weights=np.array([1.0, 2, 4]), roles=np.array([0, 1, 0]), ranges={}
    )
    assert moments.total(np.array([0, 1])).item() == pytest.approx((1 * 2 + 2 * 5) / 3, rel=1e-15)
    assert moments.of_roles([0]).tolist() == [0, 2]
    assert len(moments) == 7
