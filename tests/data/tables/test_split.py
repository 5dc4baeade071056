"""The roles of rows: counted."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from parts import folds, roles

from lrcli.data.tables.split import Split, parse_split
from lrcli.errors import OptionError

seeds = st.integers(0, 2**64)
splits = st.builds(Split, st.integers(1, 100), st.integers(0, 100), st.integers(0, 100))


@given(seeds, st.integers(0, 30))
def test_of_each_ten_rows_eight_train_one_validates_one_tests(seed, decks):
    role = roles(10 * decks, Split(80, 10, 10), seed)
    for deck in role.reshape(decks, 10).tolist():
        assert Counter(deck) == {0: 8, 1: 1, 2: 1}


@given(splits, seeds, st.integers(1, 5))
def test_as_many_rows_as_the_parts_sum_to_are_dealt_exactly(split, seed, times):
    role = roles(times * (split.train + split.validation + split.test), split, seed)
    assert np.bincount(role, minlength=3).tolist() == [
        times * split.train,
        times * split.validation,
        times * split.test,
    ]


@given(splits, seeds, st.integers(0, 300), st.integers(0, 300))
def test_the_role_of_a_row_does_not_depend_on_the_rows_behind_it(split, seed, n, more):
    assert roles(n + more, split, seed)[:n].tolist() == roles(n, split, seed).tolist()


def test_the_seed_decides_the_roles():
    first, again, other = (roles(1000, Split(80, 10, 10), seed).tolist() for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_every_place_of_a_deck_validates_as_often_as_any_other():
    """10,000 decks: each of the ten places is drawn 1,000 ± 30 times (one deviation); 150 is five deviations."""
    drawn = (roles(100_000, Split(80, 10, 10), 0).reshape(-1, 10) == 1).sum(axis=0)
    assert np.abs(drawn - 1000).max() < 150


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
