"""The range around a prediction, worked by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.errors import ModelError, OptionError
from lrcli.model.residuals import Reach, ResidualGroup, Residuals, kept_ranks


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
    reach = Reach((10.0, 20.0, 40.0), (1.0, 3.0, 2.0))
    known = {-5: 1, 10: 1, 15: 2, 20: 3, 30: 2.5, 40: 2, 41: 2}
    assert [reach.at(prediction) for prediction in known] == list(known.values())
    assert [reach.at(-math.inf), reach.at(math.inf)] == [1, 2]
    assert Reach((0.0,), (7.0,)).at(99) == 7


def group(prediction, sizes):
    return ResidualGroup(prediction, len(sizes), list(range(1, len(sizes) + 1)), sorted(sizes))


def test_each_group_has_its_own_quantile_and_all_have_one_where_a_group_is_too_small_for_the_level():
    """Of 9 residuals the 9th at 90 %; of 19 the 18th, and at 95 % none of 9."""
    cheap, dear = [float(k) for k in range(1, 10)], [10.0 * k for k in range(1, 20)]
    known = Residuals(
        "validation", 28, list(range(1, 29)), sorted(cheap + dear), [group(5.0, cheap), group(50.0, dear)]
    )
    assert known.reaches(90) == Reach((5.0, 50.0), (9.0, 180.0))
    assert known.reaches(95) == Reach((0.0,), (190.0,))
    with pytest.raises(ModelError, match="ask for 96 at most"):
        known.reaches(97)


def test_residuals_of_a_model_of_before_have_one_reach():
    assert of([10.0 * k for k in range(1, 10)]).reaches(80) == Reach((0.0,), (80.0,))


def test_damaged_groups_are_seen():
    sizes = [1.0, 2.0, 3.0]
    good = [group(1.0, sizes), group(2.0, sizes)]
    assert Residuals("validation", 3, [1, 2, 3], sizes, good).in_order()
    for groups in (good[::-1], [good[0], good[0]], [good[0], ResidualGroup(2.0, 3, [1, 2, 3], sizes[::-1])]):
        assert not Residuals("validation", 3, [1, 2, 3], sizes, groups).in_order()
