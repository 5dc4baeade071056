"""The range around a prediction, worked by hand."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.errors import ModelError, OptionError
from lrcli.model.residuals import NeighbourResiduals, Reach, Residuals, kept_ranks, ranks_of_both_ends


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


@pytest.mark.parametrize(
    ("level", "problem"),
    [(0, "0 is not above 0"), (-5, "-5 is not above 0"), (100, "100 is not above 0 and below 100"),
     (math.nan, "nan is not above 0"), (0.9, "0.9 is less than 1 of 100 cases; is 90 meant?")],
)  # fmt: skip
def test_a_level_that_is_none_is_refused_wherever_it_comes_from(level, problem):
    with pytest.raises(OptionError) as error:
        of([1.0] * 500).reaches(level)
    assert str(error.value).startswith(f"interval {problem}")


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


def test_between_known_predictions_a_reach_is_on_the_line_and_beyond_them_as_at_the_end():
    reach = Reach((10.0, 20.0, 40.0), (-1.0, -3.0, -2.0), (5.0, 5.0, 9.0))
    known = {-5: (-1, 5), 10: (-1, 5), 15: (-2, 5), 20: (-3, 5), 30: (-2.5, 7), 40: (-2, 9), 41: (-2, 9)}
    assert [reach.at(prediction) for prediction in known] == list(known.values())
    assert [reach.at(-math.inf), reach.at(math.inf)] == [(-1, 5), (-2, 9)]
    assert Reach.even(7.0).at(99) == (-7, 7)


def group(prediction, errors):
    return NeighbourResiduals(prediction, len(errors), list(range(1, len(errors) + 1)), sorted(errors))


def joined(*groups):
    """Residuals of all groups, no row in two of them."""
    every = sorted(abs(error) for group in groups for error in group.errors)
    return Residuals("validation", len(every), list(range(1, len(every) + 1)), every, list(groups))


CHEAP, DEAR = [float(k) for k in range(1, 10)], [10.0 * k for k in range(-9, 10)]


def test_each_group_has_its_own_quantiles_on_a_line_between_the_ranks_next_to_them():
    """Of 9 residuals the 1st and the 9th at 80 %; of 19 the 2nd and the 18th. At 50 % ranks 2.5 and 7.5, 5 and 15."""
    known = joined(group(5.0, CHEAP), group(50.0, DEAR))
    assert known.reaches(80) == Reach((5.0, 50.0), (1.0, -80.0), (9.0, 80.0))
    assert known.reaches(50) == Reach((5.0, 50.0), (2.5, -50.0), (7.5, 50.0))
    with pytest.raises(ModelError, match="ask for 96 at most"):
        known.reaches(97)


def test_a_group_too_small_for_a_level_goes_on_as_all_residuals_do_and_at_least_to_its_outermost():
    """Of 38 sizes the 36th at 90 % is 80 or 90; above, the ends at 90 % go on from the median in their ratio."""
    one, other = group(5.0, DEAR), group(50.0, [3 + error for error in DEAR])
    sizes = sorted(abs(error) for error in one.errors + other.errors)
    known = joined(one, other)
    assert known.reaches(90) == Reach((5.0, 50.0), (-90.0, -87.0), (90.0, 93.0))
    further = sizes[37] / sizes[35]
    assert known.reaches(96).lows == pytest.approx((min(-90 * further, -90), min(3 - 90 * further, -87)))
    assert known.reaches(96).highs == pytest.approx((90 * further, 3 + 90 * further))


def test_groups_that_do_not_tell_even_ninety_percent_have_one_range_for_all():
    known = joined(group(5.0, [1.0] * 9), group(50.0, [2.0] * 40))
    assert known.reaches(80) == Reach((5.0, 50.0), (1.0, 2.0), (1.0, 2.0))
    assert known.reaches(90) == Reach((0.0,), (-2.0,), (2.0,))


def test_groups_of_sizes_are_read_as_the_version_did_that_wrote_them():
    """Of 9 the ⌈10 · 0.85⌉-th, and one range for all where one group is too small."""
    ranks = list(range(1, 10))
    groups = [NeighbourResiduals(at, 9, ranks, sizes=[at * k for k in ranks]) for at in (1.0, 2.0)]
    every = sorted(size for each in groups for size in each.sizes)
    known = Residuals("validation", 18, list(range(1, 19)), every, groups)
    assert known.reaches(85) == Reach((1.0, 2.0), (-9.0, -18.0), (9.0, 18.0))
    assert known.reaches(94) == Reach.even(18.0)


@given(st.integers(40, 2_000), st.floats(1, 95))
def test_what_a_group_keeps_of_many_tells_its_ends_to_a_sixtieth_of_them(count, level):
    """Errors are their own ranks."""
    ranks = ranks_of_both_ends(count, 60)
    low, high = NeighbourResiduals(0.0, count, ranks, [float(rank) for rank in ranks]).ends(level)
    assert (ranks[0], ranks[-1]) == (1, count)
    assert [count + 1 - rank for rank in ranks] == ranks[::-1]
    assert high == pytest.approx((count + 1) * (100 + level) / 200)
    assert low == pytest.approx((count + 1) * (100 - level) / 200)
    assert max(after - before for before, after in pairwise(ranks)) <= max(1, count / 60)


def test_residuals_of_a_model_of_before_have_one_reach():
    assert of([10.0 * k for k in range(1, 10)]).reaches(80) == Reach((0.0,), (-80.0,), (80.0,))


def test_damaged_groups_are_seen():
    sizes = [1.0, 2.0, 3.0]
    good = [group(1.0, sizes), group(2.0, sizes)]
    assert Residuals("validation", 3, [1, 2, 3], sizes, good).in_order()
    ranks = [1, 2, 3]
    damaged = [
        NeighbourResiduals(2.0, 3, ranks, sizes[::-1]),
        NeighbourResiduals(2.0, 3, ranks, sizes=sizes[::-1]),
        NeighbourResiduals(2.0, 3, ranks, sizes, sizes),
        NeighbourResiduals(2.0, 3, [2, 3], sizes[1:]),
        NeighbourResiduals(2.0, 3, ranks),
    ]
    assert Residuals("validation", 3, ranks, sizes, [NeighbourResiduals(2.0, 3, ranks, sizes=sizes)]).in_order()
    for groups in (good[::-1], [good[0], good[0]], *([good[0], each] for each in damaged)):
        assert not Residuals("validation", 3, [1, 2, 3], sizes, groups).in_order()
