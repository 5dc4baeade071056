import numpy as np
import pytest

from lrcli.learning.linear import Block
from lrcli.learning.shrinkage import Balance, level_decay
from lrcli.learning.solution.analytic import solve


def shares(*counts):
    return np.array(counts) / sum(counts)


def test_a_level_keeps_what_it_would_keep_had_it_been_seen_in_a_third_of_a_row_more():
    """One category of levels of 1, 10 and 100 rows: the weight is m/(m + ⅓) of the rows' mean over that of no level."""
    counts = [1, 10, 100, 100, 100]
    codes = np.repeat(np.arange(5), counts)
    n, effect = len(codes), np.array([5.0, -3.0, 2.0, 0.0, 1.0])
    block = Block(np.ones((n, 1)), 1 + codes[:, None], effect[codes] + 7)
    w = solve([block], n, 6, level_decay([(1, shares(*counts))], n, 6)).w
    kept = w[1:] / (effect + 7 - w[0])
    assert kept == pytest.approx([3 / 4, 30 / 31, 300 / 301, 300 / 301, 300 / 301], rel=1e-9)


def test_it_is_a_ridge_of_alpha_one_third_on_the_levels_alone():
    """With the rows √⅓ wᵢ = 0 for the levels below those of the table, and none for the number."""
    rng = np.random.default_rng(0)
    codes = rng.permuted(np.repeat([np.arange(6), np.arange(6)], [1, 5, 9, 15, 20, 30], axis=1), axis=1).T
    x, y = rng.normal(size=80), rng.normal(size=80)
    block = Block(np.column_stack([np.ones(80), x]), codes + np.array([2, 8]), y)
    columns = [(2, np.bincount(codes[:, 0], minlength=6) / 80), (8, np.bincount(codes[:, 1], minlength=6) / 80)]
    solved = solve([block], 80, 14, level_decay(columns, 80, 14))
    X = np.column_stack([np.ones(80), x, *(codes[:, 0] == k for k in range(6)), *(codes[:, 1] == k for k in range(6))])
    below = np.diag([0, 0, *[np.sqrt(1 / 3)] * 12])
    best = np.linalg.lstsq(np.vstack([X, below]), np.append(y, np.zeros(14)))[0]
    assert solved.w == pytest.approx(best, abs=1e-10)


def test_four_levels_are_left_alone_and_one_that_no_training_row_has_does_not_count():
    categories = [(1, shares(3, 4, 5, 3)), (5, shares(3, 4, 0, 5, 3)), (10, shares(1, 2, 3, 4, 5))]
    assert level_decay(categories, 15, 15) == pytest.approx([0] * 10 + [1 / 45] * 5, rel=1e-15, abs=0)


def test_a_category_whose_levels_all_have_ten_rows_is_left_alone():
    categories = [(1, shares(10, 10, 10, 10, 60)), (6, shares(9, 10, 10, 10, 61))]
    assert level_decay(categories, 100, 11) == pytest.approx([0] * 6 + [1 / 300] * 5, rel=1e-15, abs=0)


def test_balanced_weights_predict_the_same_at_the_smallest_penalty():
    """Of levels 1, 2 and 6 the mean is 3; the other category has no decay, and the fourth level no row."""
    categories = [(1, np.array([0.5, 0.2, 0.3, 0.0])), (5, np.array([0.5, 0.5]))]
    decay = np.array([0, 0.1, 0.1, 0.1, 0.1, 0, 0])
    w = np.array([10, 1, 2, 6, 0, 5, 7.0])
    assert Balance(categories, decay).of(w).tolist() == [13, -2, -1, 3, 0, 5, 7]
    assert w[0] == 10


def test_without_categories_there_is_none():
    assert not level_decay([], 10, 4).any()
