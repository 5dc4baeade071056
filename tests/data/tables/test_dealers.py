"""Who trains and who is held out, where that depends on a group, a time or the target."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import StratifiedKFold, TimeSeriesSplit

from lrcli.data.tables.dealers import Dealing, uniform
from lrcli.data.tables.split import Split
from lrcli.errors import DataError

SEEDS = st.integers(0, 99)
GROUP, TIME, STRATIFY = Dealing("group", "patient"), Dealing("time", "date"), Dealing("stratify")


def hashes(groups):
    return np.array(groups, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)


def roles_of(by_role, n):
    roles = np.full(n, -1)
    for role, rows in by_role.items():
        assert (roles[rows] == -1).all()
        roles[rows] = role
    assert (roles >= 0).all()
    return roles


@given(st.lists(st.integers(0, 30), min_size=40, max_size=200), st.integers(2, 5), SEEDS)
def test_a_group_is_in_one_fold_and_folds_differ_by_no_more_than_a_group(groups, k, seed):
    keys = hashes(groups)
    if len(np.unique(keys)) < 3 * k:
        return
    roles = GROUP.folds(k, seed).of_table(np.zeros(len(keys)), keys)
    assert all(len(np.unique(roles[keys == key])) == 1 for key in np.unique(keys))
    sizes, largest = np.bincount(roles, minlength=k), np.unique(keys, return_counts=True)[1].max()
    assert sizes.max() - sizes.min() <= largest


@given(st.integers(0, 10**6), SEEDS)
def test_a_group_has_one_role_in_all_windows_of_a_stream(first, seed):
    dealer, keys = GROUP.split(Split(80, 10, 10), seed), hashes(np.arange(300) % 60)
    one = roles_of(dealer.of_window(0, np.zeros(300), keys), 300)
    other = roles_of(dealer.of_window(first, np.zeros(120), keys[:120]), 120)
    assert one[:120].tolist() == other.tolist()


def test_groups_of_a_stream_get_their_shares_and_other_ones_by_another_seed():
    keys = hashes(np.arange(20_000))
    for seed in (0, 1):
        roles = roles_of(GROUP.split(Split(80, 10, 10), seed).of_window(0, np.zeros(20_000), keys), 20_000)
        np.testing.assert_allclose(np.bincount(roles) / 20_000, [0.8, 0.1, 0.1], atol=4 * np.sqrt(0.09 / 20_000) * 2)
    drawn = [uniform(keys, seed) for seed in (0, 1)]
    assert abs(np.corrcoef(drawn)[0, 1]) < 4 / np.sqrt(20_000)
    assert np.abs(np.sort(drawn[0]) - (np.arange(20_000) + 0.5) / 20_000).max() < 2 / np.sqrt(20_000)  # Kolmogorov


def test_fewer_groups_than_folds_are_an_error_that_says_so():
    dealer = GROUP.folds(5, 0)
    with pytest.raises(
        DataError, match=r"--group patient: too few groups.* would get no rows; take fewer parts, by --split 80/20"
    ):
        dealer.check(dealer.of_table(np.zeros(9), hashes([1, 1, 1, 2, 2, 2, 3, 3, 3])).tolist())


@given(st.lists(st.integers(0, 40), min_size=30, max_size=200), st.integers(2, 5), SEEDS)
def test_every_fold_of_times_is_later_than_all_that_trains_for_it(times, k, seed):
    times = np.array(times, dtype=float)
    dealer = TIME.folds(k, seed)
    roles = dealer.of_table(np.zeros(len(times)), times)
    for training, role in dealer.folds():
        past, future = times[np.isin(roles, training)], times[roles == role]
        if len(past) and len(future):
            assert past.max() < future.min()  # ties of a time do not straddle
    windows = dealer.with_cuts(times)
    assert roles_of(windows.of_window(7, np.zeros(len(times)), times), len(times)).tolist() == roles.tolist()


@pytest.mark.parametrize("k", [2, 3, 5])
def test_folds_of_different_times_are_those_of_scikit_learns_time_series_split(k):
    n = 12 * (k + 1)
    times = np.random.default_rng(0).permutation(n).astype(float)
    dealer = TIME.folds(k, 0)
    roles, order = dealer.of_table(np.zeros(n), times), np.argsort(times)
    for (training, role), (train, test) in zip(dealer.folds(), TimeSeriesSplit(k).split(order), strict=True):
        assert np.flatnonzero(np.isin(roles, training)).tolist() == sorted(order[train])
        assert np.flatnonzero(roles == role).tolist() == sorted(order[test])


@given(SEEDS)
def test_a_split_by_time_trains_on_the_earliest(seed):
    times = np.random.default_rng(seed).permutation(100).astype(float)
    roles = TIME.split(Split(80, 0, 20), seed).of_table(np.zeros(100), times)
    assert (roles == np.where(times < 80, 0, 2)).all()


@given(st.integers(20, 300), st.integers(2, 6), SEEDS)
def test_stratified_folds_have_as_many_of_each_stretch_of_targets(n, k, seed):
    """As StratifiedKFold on the target cut into stretches of k: the counts of a stretch differ by at most one."""
    y = np.random.default_rng(seed).normal(size=n)
    dealer = STRATIFY.folds(k, seed)
    for roles in (dealer.of_table(y, None), roles_of(dealer.of_window(5, y, None), n)):
        stretch = np.argsort(np.argsort(y)) // k
        for one in range(n // k):
            assert sorted(roles[stretch == one]) == list(range(k))
        assert np.ptp(np.bincount(roles, minlength=k)) <= 1


def test_stratified_folds_are_as_balanced_as_scikit_learns():
    y = np.random.default_rng(3).lognormal(size=200)
    tenth = np.argsort(np.argsort(y)) // 20
    theirs = [np.bincount(tenth[test], minlength=10) for _, test in StratifiedKFold(5).split(y, tenth)]
    roles = STRATIFY.folds(5, 0).of_table(y, None)
    assert [np.bincount(tenth[roles == role], minlength=10).tolist() for role in range(5)] == np.array(theirs).tolist()
