"""How different two distributions are, beside SciPy and sums by hand."""

from math import log

import numpy as np
import pytest
from scipy import stats

from lrcli.learning.statistics.drift import (
    distance_by_chance,
    kolmogorov_smirnov,
    population_stability,
    shares_up_to,
    stability_by_chance,
)


def test_the_index_of_three_bins_by_hand():
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.3, 0.3])
    by_hand = 0.1 * log(0.5 / 0.4) + 0 + (-0.1) * log(0.2 / 0.3)
    assert population_stability(p, q, 100, 100) == pytest.approx(by_hand, rel=1e-14)


def test_a_bin_without_rows_counts_as_half_a_row():
    p, q = np.array([0.5, 0.5]), np.array([1.0, 0.0])
    by_hand = (0.5 - 1) * log(0.5) + (0.5 - 0.005) * log(0.5 / 0.005)
    assert population_stability(p, q, 100, 100) == pytest.approx(by_hand, rel=1e-14)


@pytest.mark.parametrize("bins", [2, 3, 11, 40])
@pytest.mark.parametrize("chance", [0.05, 0.01, 0.0005])
def test_chance_makes_an_index_of_the_quantile_of_chi_square(bins, chance):
    expected = (1 / 80 + 1 / 300) * stats.chi2.isf(chance, bins - 1)
    assert stability_by_chance(bins, 80, 300, chance) == pytest.approx(expected, rel=1e-9)


def test_of_tables_of_one_distribution_hardly_more_than_the_chance_exceed_it():
    rng = np.random.default_rng(0)
    p = np.full(10, 0.1)
    limit = stability_by_chance(10, 500, 400, 0.05)
    indices = [
        population_stability(rng.multinomial(500, p) / 500, rng.multinomial(400, p) / 400, 500, 400)
        for _ in range(4000)
    ]
    assert np.mean(np.array(indices) > limit) == pytest.approx(0.05, abs=0.015)


def test_the_distance_is_scipys_where_all_values_are_compared():
    rng = np.random.default_rng(1)
    a, b = np.sort(rng.integers(0, 30, 300)), np.sort(rng.integers(3, 33, 200))
    at = np.union1d(a, b)
    assert kolmogorov_smirnov(shares_up_to(a, at), shares_up_to(b, at)) == pytest.approx(
        stats.ks_2samp(a, b).statistic, rel=1e-12
    )


@pytest.mark.parametrize(("n", "m"), [(400, 900), (5_000, 5_000)])
def test_chance_makes_the_distance_of_the_limiting_distribution(n, m):
    limit = distance_by_chance(n, m, 0.01)
    assert stats.kstwobign.sf(limit * np.sqrt(n * m / (n + m))) == pytest.approx(0.01, rel=1e-4)
