"""The range around a prediction, worked by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.errors import ModelError
from lrcli.model.residuals import Residuals, kept_ranks


def of(sizes):
    """Residuals of which every rank that is kept of so many is."""
    ranks, sizes = kept_ranks(len(sizes)), sorted(sizes)
    return Residuals("validation", len(sizes), ranks, [sizes[rank - 1] for rank in ranks])


@pytest.mark.parametrize(("level", "rank"), [(80, 8), (90, 9), (50, 5), (1, 1), (81, 9), (88.9, 9)])
def test_the_rank_is_that_of_split_conformal_prediction(level, rank):
    """Of 9 residuals 10, 20, … 90: the ⌈10 · level⌉-th."""
    assert of([10.0 * k for k in range(1, 10)]).reach(level) == 10 * rank


def test_a_level_in_decimals_is_not_rounded_up_by_floating_point():
    """⌈(n + 1) · level/100⌉ in whole numbers, for each n whose product has no fraction."""
    for tenths in (501, 823, 999):
        for n in (999, 1999, 2999):
            ranks = list(range(1, n + 1))
            every = Residuals("validation", n, ranks, [float(rank) for rank in ranks])
            assert every.reach(tenths / 10) == (n + 1) * tenths // 1000


@pytest.mark.parametrize(("count", "level", "needed", "most"), [(8, 90, 9, 88), (18, 95, 19, 94), (98, 99, 99, 98)])
def test_too_few_residuals_say_how_many_it_takes(count, level, needed, most):
    with pytest.raises(ModelError, match=rf"needs {needed} residuals.* has {count} .*ask for {most} at most"):
        of([1.0] * count).reach(level)
    assert of([1.0] * count).reach(most) == 1
    assert of([1.0] * needed).reach(level) == 1


@given(st.integers(1, 30_000), st.floats(1, 99.9))
def test_what_is_kept_of_many_is_hardly_wider_and_never_narrower(count, level):
    """Sizes are their own ranks, so that the reach is the rank that stands in for the exact one."""
    if (exact := math.ceil(round((count + 1) * level / 100, 9))) > count:
        return
    reach = of(range(1, count + 1)).reach(level)
    assert exact <= reach <= exact + 0.02 * (count + 1 - exact)
    assert reach - exact <= count / 250
    assert len(kept_ranks(count)) < 600


def test_damaged_lists_are_seen():
    assert Residuals("validation", 3, [1, 2, 3], [0.0, 1.0, 1.0]).in_order()
    for ranks, sizes in (
        ([1, 3, 2], [1, 2, 3]),
        ([1, 2, 3], [2, 1, 3]),
        ([1, 2], [1, 2]),
        ([1, 2, 3], [1, 2]),
        ([], []),
    ):
        assert not Residuals("validation", 3, ranks, [float(size) for size in sizes]).in_order()
