"""The smooth line through points, beside statsmodels'."""

import numpy as np
import pytest
from statsmodels.nonparametric.smoothers_lowess import lowess as reference

from lrcli.learning.statistics.lowess import lowess


@pytest.mark.parametrize("n", [12, 60, 301])
def test_it_is_statsmodels_line(n):
    rng = np.random.default_rng(n)
    x = np.sort(rng.uniform(0, 10, n))
    y = np.sin(x) + rng.standard_t(2, n)
    assert lowess(x, y) == pytest.approx(reference(y, x, frac=2 / 3, it=3, delta=0.0)[:, 1], rel=1e-8, abs=1e-8)


def test_it_goes_through_points_that_lie_on_a_line_whatever_one_of_them_does():
    x = np.linspace(0, 1, 50)
    y = 3 * x - 1
    y[20] = 1000.0
    line = lowess(x, y)
    assert np.delete(line, 20) == pytest.approx(np.delete(3 * x - 1, 20), abs=1e-6)


def test_equal_places_have_one_height():
    x = np.repeat([1.0, 2.0, 3.0], 10)
    y = np.random.default_rng(0).normal(size=30)
    assert len(set(np.round(lowess(x, y), 9))) <= 3
