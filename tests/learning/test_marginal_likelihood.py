"""Weight decay by marginal likelihood, beside the normal density that it stands for."""

import numpy as np
import pytest

from lrcli.learning.marginal_likelihood import CANDIDATES, LEAST, MOST, has_few_rows, likeliest_decay
from lrcli.learning.solution.triangular_factor import triangle

GRID = np.geomspace(LEAST, MOST, CANDIDATES)


def factor(X, y):
    return triangle(np.column_stack([X, y])) / np.sqrt(len(y))


def minus_log_density(X, y, levels, k):
    """−2 log p of contrasts of y that the bias leaves alone, with σ² at its best: by their covariance matrix.

    y = b + X w + Z u + e, w with variance 1/k and u with variance 3, both in units of σ².
    """
    n = len(y)
    contrasts = np.linalg.svd(np.ones((1, n)))[2][1:]
    covariance = contrasts @ (np.eye(n) + X @ X.T / k + 3 * levels @ levels.T) @ contrasts.T
    z = contrasts @ y
    square = z @ np.linalg.solve(covariance, z)
    return (n - 1) * np.log(square) + np.linalg.slogdet(covariance)[1]


def table(n=60, d=20, levels=0, noise=1.0, seed=0):
    """Numbers whose weights are normal with variance 1, and levels that some rows share."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d))
    Z = np.eye(levels)[rng.integers(0, levels, n)] if levels else np.zeros((n, 0))
    y = 5 + X @ rng.normal(size=d) + Z @ rng.normal(size=levels) + noise * rng.normal(size=n)
    return X, Z, y


def chosen(X, Z, y):
    """k by the factor of the rows."""
    n, d, levels = len(y), X.shape[1], Z.shape[1]
    decay = np.concatenate([np.zeros(1 + d), np.full(levels, 1 / (3 * n))])
    return likeliest_decay(factor(np.column_stack([np.ones(n), X, Z]), y), decay, n) * n


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("n", "levels"), [(60, 0), (60, 12), (30, 40), (15, 0)])
def test_it_is_the_likeliest_variance_of_the_weights(seed, n, levels):
    """Also of more weights than rows, as long as those without a decay do not fit all rows."""
    X, Z, y = table(n, levels=levels, noise=3, seed=seed)
    if n <= X.shape[1]:
        X = X @ np.diag(np.arange(20) < 8)
    best = GRID[np.argmin([minus_log_density(X, y, Z, k) for k in GRID])]
    assert chosen(X, Z, y) == pytest.approx(best if best > LEAST else 0, rel=1e-9)


def test_it_finds_the_ratio_of_variances_that_made_the_rows():
    """Of weights with variance 1 and noise with variance 9, k is 9; of 40 tables the geometric mean is near that."""
    several = [chosen(*table(120, 40, noise=3, seed=seed)) for seed in range(40)]
    assert np.exp(np.mean(np.log(several))) == pytest.approx(9, rel=0.2)


def test_a_target_that_is_an_exact_sum_has_none():
    for noise in (0.0, 1e-9, 1e-3):
        assert chosen(*table(noise=noise)) == 0


def test_more_weights_than_rows_that_fit_all_of_them_have_none():
    """No noise is left by which anything could be compared."""
    X, Z, y = table(15, 40)
    assert chosen(X, Z, y) == 0


def test_it_does_not_change_with_the_unit_of_the_target():
    X, Z, y = table(levels=6, noise=2)
    assert chosen(X, Z, 1e6 * y) == chosen(X, Z, y) > 0


def test_few_rows_are_fewer_than_twenty_a_weight_of_at_least_ten():
    assert has_few_rows(199, 10)
    assert not has_few_rows(200, 10)
    assert not has_few_rows(20, 9)
