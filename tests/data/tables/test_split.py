"""The roles of rows: counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from parts import by_windows, folds, roles

from lrcli.data.tables.split import Split, by_folds, by_split, parse_split
from lrcli.errors import OptionError

seeds = st.integers(0, 2**64)
splits = st.builds(Split, st.integers(1, 100), st.integers(0, 100), st.integers(0, 100))


@given(splits, seeds, st.integers(0, 300))
def test_every_role_has_its_share_of_any_number_of_rows_to_less_than_one_row(split, seed, n):
    counts = np.bincount(roles(n, split, seed), minlength=3)
    parts = np.array([split.train, split.validation, split.test])
    assert np.abs(counts - n * parts / parts.sum()).max() < 1


@given(st.integers(0, 400), st.integers(2, 20), seeds, st.integers(1, 100))
def test_windows_together_have_the_sizes_of_one(n, k, seed, size):
    dealt = by_windows(by_folds(k, seed), n, size)
    assert np.bincount(dealt, minlength=k).tolist() == np.bincount(np.arange(n) % k, minlength=k).tolist()


@given(splits, seeds, st.integers(0, 300), st.integers(0, 300))
def test_a_window_is_dealt_alike_whatever_was_dealt_before(split, seed, first, n):
    dealer, other = by_split(split, seed), by_split(split, seed)
    other.deal(0, first)
    assert dealer.deal(first, n).tolist() == other.deal(first, n).tolist()


def test_the_seed_decides_the_roles():
    first, again, other = (roles(1000, Split(80, 10, 10), seed).tolist() for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_each_window_is_dealt_in_its_own_way():
    dealer = by_split(Split(80, 10, 10), 0)
    assert dealer.deal(0, 1000).tolist() != dealer.deal(1000, 1000).tolist()


def test_the_places_of_the_parts_are_every_row_once_in_a_random_order():
    places = by_folds(3, 0).rows_by_role(0, 300)
    assert sorted(np.concatenate(list(places.values())).tolist()) == list(range(300))
    assert all(rows.tolist() != sorted(rows.tolist()) for rows in places.values())


def test_every_place_of_a_window_validates_as_often_as_any_other():
    """2,000 seeds: each of 50 rows is drawn 200 ± 13.4 times (one deviation); 67 is five deviations."""
    drawn = sum(roles(50, Split(80, 10, 10), seed) == 1 for seed in range(2000))
    assert np.abs(drawn - 200).max() < 67


def test_two_neighbours_are_in_one_fold_as_often_as_any_two_rows():
    """A row has 9 others in its fold, of 49: (10 − 1) / (50 − 1), so often within five deviations of 4,000 draws."""
    chance, times = 9 / 49, 4000
    together = sum(int(fold[20] == fold[21]) for fold in (folds(50, 5, seed) for seed in range(times)))
    assert together == pytest.approx(times * chance, abs=5 * np.sqrt(times * chance * (1 - chance)))


def test_cross_validation_of_a_sorted_file_is_not_too_good():
    """The mean of m rows drawn at random is off by S² (1 + 1/m) on another row (S² with n − 1), exactly so on average.

    Folds dealt among neighbours have nearly the same rows of a sorted file each, and would give S² (n − 1)/n.
    """
    n, k, times = 20, 5, 1000
    y = np.arange(float(n))
    errors = []
    for seed in range(times):
        fold = folds(n, k, seed)
        errors.append(np.mean([(y[row] - y[fold != fold[row]].mean()) ** 2 for row in range(n)]))
    expected = y.var(ddof=1) * (1 + 1 / (n - n // k))
    assert np.mean(errors) == pytest.approx(expected, abs=5 * np.std(errors) / np.sqrt(times))
    assert y.var() < expected - 20 * np.std(errors) / np.sqrt(times)


@given(st.integers(0, 300), st.integers(2, 20), seeds)
def test_folds_cover_all_rows_and_differ_in_size_by_at_most_one(n, k, seed):
    fold = folds(n, k, seed)
    sizes = [int((fold == which).sum()) for which in range(k)]
    assert sum(sizes) == n == len(fold)
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("80/10/10", Split(80, 10, 10)),
        ("80/20", Split(80, 20, 0)),
        ("3/1/0", Split(3, 1, 0)),
        ("none", Split(100, 0, 0)),
    ],
)
def test_a_split_is_written_as_its_parts(text, split):
    assert parse_split(text) == split
    assert parse_split(str(split)) == split


@pytest.mark.parametrize("text", ["", "80", "0/50/50", "80/-10/30", "80/10/5/5", "0.8/0.2", "80:20", "80/20 ", "all"])
def test_any_other_split_is_refused_with_its_text(text):
    with pytest.raises(OptionError, match=r"^split ") as caught:
        parse_split(text)
    assert repr(text) in str(caught.value)


def test_without_a_split_every_row_trains():
    assert not roles(100, parse_split("none"), 0).any()
