from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.learning.linear import Block, dense
from lrcli.learning.minibatch import (
    MomentMinibatches,
    RowMinibatches,
    bounds,
    default_size,
    how_many,
    make,
    moments_pay,
    pieces_of,
    shuffled,
)

P = 9  # weights that the fixture `rows` needs
seeds = st.integers(0, 2**32 - 1)
cuts = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))
both_forms = pytest.mark.parametrize("form", [RowMinibatches, MomentMinibatches])


@given(cuts)
def test_minibatches_differ_by_at_most_one_row_and_none_is_empty(sizes):
    n, count = sizes
    edges = bounds(n, count)
    sizes = {stop - start for start, stop in pairwise(edges)}
    assert sizes <= {n // count, -(-n // count)}
    assert (edges[0], edges[-1], len(edges)) == (0, n, count + 1)


@pytest.mark.parametrize(("n", "size", "expected"), [(442, 44, 11), (440, 44, 10), (10, 10, 1), (11, 10, 2), (3, 1, 3)])
def test_number_is_rows_over_size_rounded_up(n, size, expected):
    assert how_many(n, size) == expected


@given(st.integers(1, 10**8), st.integers(1, 10**6))
def test_no_minibatch_has_more_rows_than_asked_for(n, size):
    count = how_many(n, size)
    assert count * size >= n > (count - 1) * size


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (9, 9),
        (24, 16),
        (159, 16),
        (442, 44),
        (2559, 255),
        (2560, 256),
        (299_999, 256),
        (300_001, 512),
        (1_000_000, 1280),
        (10_000_000, 12_800),
    ],
)
def test_default_size_is_256_a_tenth_of_few_rows_and_more_of_very_many(n, expected):
    assert default_size(n, p=10) == expected


@pytest.mark.parametrize(("n", "p", "expected"), [(160, 32, 16), (160, 90, 45), (40, 600, 40), (2000, 300, 200)])
def test_default_size_is_at_least_half_as_many_rows_as_weights_while_rows_are_few(n, p, expected):
    assert default_size(n, p) == expected


def test_default_size_doubles_for_many_weights():
    assert default_size(46_000, p=925) == 512


@given(st.integers(1, 60), seeds)
def test_minibatches_cover_every_row_once(rows, n, seed):
    block = rows(n, seed)
    count = int(np.random.default_rng(seed).integers(1, n + 1))
    pieces = list(pieces_of(block, count))
    np.testing.assert_array_equal(np.concatenate([piece.y for piece in pieces]), block.y)
    np.testing.assert_array_equal(np.vstack([piece.X for piece in pieces]), block.X)
    np.testing.assert_array_equal(np.vstack([piece.codes for piece in pieces]), block.codes)


def test_make_mixes_the_rows_and_loses_none(rows):
    """19 rows in 4 minibatches are too few for moments to pay, so that the rows can be seen."""
    block = rows(19)
    minibatches = make([block], P, 4, np.random.default_rng(0))
    mixed = np.vstack([dense(batch, P) for batch in minibatches.batches[0]])
    original = dense(block, P)
    assert sorted(mixed.tolist()) == sorted(original.tolist())
    assert mixed.tolist() != original.tolist()


def test_each_fold_is_cut_from_its_own_rows(rows):
    folds = [rows(20, seed=1), rows(21, seed=2)]
    minibatches = make(folds, P, 4, np.random.default_rng(0))
    for fold, batches in zip(folds, minibatches.batches, strict=True):
        assert sorted(np.concatenate([batch.y for batch in batches])) == sorted(fold.y)


def test_moments_of_equal_minibatches_average_to_the_moments_of_all_rows(rows):
    block = rows(60)
    minibatches = make([block], P, 3, np.random.default_rng(0))
    Z = dense(block, P)[:, :P]
    np.testing.assert_allclose(minibatches.G[0].mean(axis=0), Z.T @ Z / 60, atol=1e-13)
    np.testing.assert_allclose(minibatches.c[0].mean(axis=0)[0], Z.T @ block.y / 60, atol=1e-13)
    np.testing.assert_allclose(minibatches.s[0].mean(), block.y @ block.y / 60)


def test_moments_pay_where_they_are_fewer_numbers_than_the_rows():
    assert moments_pay(p=11, size=44, columns=11)  # 121 against 484
    assert moments_pay(p=10, size=10, columns=10)  # 100 against 100
    assert not moments_pay(p=11, size=10, columns=11)  # 121 against 110
    assert not moments_pay(p=925, size=256, columns=9)  # 855,625 against 2,304


def test_make_takes_the_form_that_pays(rows):
    """p² = 81 numbers against 5 columns: 17 rows are 85."""
    rng = np.random.default_rng(0)
    assert isinstance(make([rows(51)], P, 3, rng), MomentMinibatches)
    assert isinstance(make([rows(48)], P, 3, rng), RowMinibatches)


@given(st.integers(1, 30), seeds)
def test_rows_and_moments_have_the_same_gradient_and_loss(rows, n, seed):
    """For a stack of two folds, of different lengths, and three candidates."""
    rng = np.random.default_rng(seed)
    folds = [rows(n, seed), rows(n + 1, seed + 1)]
    count = int(rng.integers(1, n + 1))
    forms = [form.of(folds, P, count) for form in (RowMinibatches, MomentMinibatches)]
    j, w = rng.integers(0, count, size=2), rng.normal(size=(2, 3, P))
    np.testing.assert_allclose(forms[0].gradient(j, w), forms[1].gradient(j, w), atol=1e-11)
    np.testing.assert_allclose(forms[0].loss(j, w), forms[1].loss(j, w), atol=1e-10)


@both_forms
def test_each_fold_has_the_gradient_and_loss_of_its_own_minibatch(rows, form):
    folds = [rows(21, seed=1), rows(21, seed=2)]
    minibatches = form.of(folds, P, 3)
    w = np.random.default_rng(0).normal(size=(2, 1, P))
    j = np.array([2, 0])
    for fold, (first, last), v, g, loss in zip(
        folds, [(14, 21), (0, 7)], w[:, 0], minibatches.gradient(j, w)[:, 0], minibatches.loss(j, w)[:, 0], strict=True
    ):
        Z = dense(fold, P)[first:last, :P]
        error = Z @ v - fold.y[first:last]
        np.testing.assert_allclose(g, Z.T @ error / 7, atol=1e-13)
        assert loss == pytest.approx(error @ error / 14)


@both_forms
def test_an_epoch_presents_every_minibatch_once_in_a_new_order_for_each_fold_and_epoch(rows, form):
    minibatches = form.of([rows(60), rows(60)], P, 30)
    rng = np.random.default_rng(0)
    orders = [np.array(list(shuffled(minibatches, rng))).T for _ in range(2)]
    for order in (*orders[0], *orders[1]):
        assert sorted(order) == list(range(30))
    assert len({tuple(order) for order in (*orders[0], *orders[1])}) == 4


@both_forms
def test_largest_eigenvalue_is_that_of_the_steepest_minibatch(rows, form):
    """One row is far out, in minibatch 4 of fold 1: a sample of the minibatches would miss it."""
    folds = [rows(60, seed=1), rows(60, seed=2)]
    folds[1].X[43, 1] = 50
    expected = [
        max(np.linalg.eigvalsh(Z.T @ Z / len(Z))[-1] for Z in np.split(dense(fold, P)[:, :P], 6)) for fold in folds
    ]
    assert form.of(folds, P, 6).largest_eigenvalue() == pytest.approx(expected, rel=1e-3)


def test_largest_eigenvalue_of_one_column_of_numbers_is_their_mean_square():
    x = np.array([3.0, -3.0, 3.0, -3.0])
    block = Block(np.column_stack([np.ones(4), x]), np.zeros((4, 0), dtype=int), x)
    for form in (RowMinibatches, MomentMinibatches):
        assert form.of([block], 2, 1).largest_eigenvalue() == pytest.approx([9], rel=1e-3)
