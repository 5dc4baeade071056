"""Parts of the rows that train, in each of the three forms that a table takes."""

from itertools import pairwise

import numpy as np
import pytest

from lrcli.data.tables.gather import Plan
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.split import by_folds
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.moments import MomentFold
from lrcli.jobs.selection import Selection
from lrcli.limits import LIMITS, Limits

SHARES = (0.1, 0.2, 0.4, 0.7, 1.0)
ROWS, K, RECIPE = 3_000, 4, Recipe(solver="exact")
TRAINING = [0, 1, 3]  # fold 2 is held out


@pytest.fixture
def path(write):
    """Rows in the order of their number, which is their value, so that the first of them are no fair sample."""
    rng = np.random.default_rng(1)
    kind = rng.integers(0, 5, ROWS)
    return write("a,kind,y\n" + "".join(f"{k},k{kind[k]},{2 * k + kind[k] + rng.normal()}\n" for k in range(ROWS)))


@pytest.fixture(params=["rows", "moments", "kept"])
def portion(path, request):
    """share → the fold of that form."""
    limits = LIMITS if request.param == "rows" else Limits(window_rows=250, moments=request.param == "moments")
    dealer = by_folds(K, 0)
    with Scratch(20_000) as scratch:
        table = Selection(limits=limits).gather(path, Plan(dealer, 5), scratch, None)
        yield lambda share: table.fold(dealer, TRAINING, RECIPE, share)


def test_the_parts_are_as_large_as_they_should_be_and_the_last_is_all(portion):
    sizes = [portion(share).n for share in SHARES]
    assert sizes == pytest.approx([share * ROWS * 3 / 4 for share in SHARES], rel=0.05)
    assert sizes[-1] == ROWS * 3 / 4


def test_what_is_held_out_stays_whole(portion):
    w = np.zeros(portion(1.0).encoding.p)
    assert {portion(share).scores(2, [w])[0].rows for share in SHARES} == {ROWS // 4}


def test_a_part_of_sorted_rows_looks_like_the_whole(portion):
    """The mean of so many of 0 … 2,999 is within five of its deviations."""
    for share in SHARES:
        fold = portion(share)
        batches = fold.n if not isinstance(fold, MomentFold) else len(fold.trains)
        assert fold.encoding.statistics.mean[0] == pytest.approx(1499.5, abs=5 * 866 / np.sqrt(batches))


def target(fold):
    return np.concatenate([y for y, _ in fold.truth()])


def test_a_smaller_part_lies_within_each_larger(portion):
    if isinstance(portion(1.0), MomentFold):
        chosen = [set(portion(share).trains.tolist()) for share in SHARES]
    else:
        chosen = [set(np.round(target(portion(share)), 6).tolist()) for share in SHARES]
    for smaller, larger in pairwise(chosen):
        assert smaller < larger


def test_a_part_is_encoded_by_its_own_rows(portion):
    fold = portion(0.2)
    found = fold.encoding.statistics
    if not isinstance(fold, MomentFold):
        y = target(fold)
        assert len(y) == fold.n
        assert (found.y_mean, found.y_std) == pytest.approx((y.mean(), y.std()), rel=1e-9)
    solved = fold.solve(0.0)
    assert fold.scores(None, [solved.w])[0].loss == pytest.approx(solved.lowest * fold.encoding.y_scale**2, rel=1e-6)
    np.testing.assert_allclose([share.sum() for share in found.shares], 1.0)
