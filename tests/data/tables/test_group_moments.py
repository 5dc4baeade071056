"""Groups of minibatches: their moments are those of their rows."""

import numpy as np
import pytest

from lrcli.data.tables.group_moments import totals
from lrcli.data.tables.moments import Moments


@pytest.mark.parametrize("at_once", [1, 2, 5, 100])
def test_the_moments_of_a_group_are_those_of_the_rows_of_its_minibatches(at_once):
    """Groups of one, two and three minibatches of 1 to 9 rows, however many are added up together."""
    rng = np.random.default_rng(0)
    rows = [rng.normal(size=(n, 3)) for n in (1, 4, 9, 2, 2, 5, 3, 7, 6)]
    sizes = np.array([len(Z) for Z in rows])
    A = np.array([Z.T @ Z / len(Z) for Z in rows])
    moments = Moments((), None, (), A, sizes, weights=sizes.astype(float), roles=np.zeros(9, dtype=np.intp), ranges={})
    groups = [np.array(group) for group in ([0, 1], [2], [5, 3], [4, 8, 7], [6])]

    several = totals(moments, groups, at_once)

    for total, group in zip(several, groups, strict=True):
        Z = np.vstack([rows[k] for k in group])
        np.testing.assert_allclose(total, Z.T @ Z / len(Z), rtol=1e-12, atol=1e-14)
    assert several.tolist() == [moments.total(group).tolist() for group in groups]
