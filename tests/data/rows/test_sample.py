import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.rows.sample import Pairs, Reservoir, highest_threshold


def drawn(sizes, most, seed=0):
    """Which of the items 0, 1, 2 … are in the sample, where so many come at a time."""
    room, seen = np.empty(most), 0
    reservoir = Reservoir(room, seed=seed)
    for n in sizes:
        items = np.arange(seen, seen + n)
        chosen, place = reservoir.draw(n)
        room[place] = items[chosen]
        seen += n
    return room[: reservoir.n].tolist()


cuts = st.lists(st.integers(0, 50), max_size=30)


@given(cuts, st.integers(1, 40), st.integers(0, 9))
def test_the_sample_is_the_same_however_many_items_come_at_a_time(sizes, most, seed):
    n = sum(sizes)
    assert drawn(sizes, most, seed) == drawn([n], most, seed) == drawn([1] * n, most, seed)


@given(cuts, st.integers(1, 40))
def test_all_items_are_in_the_sample_while_there_is_room(sizes, most):
    sample = drawn(sizes, most)
    assert len(sample) <= most
    assert len(set(sample)) == len(sample)
    if sum(sizes) <= most:
        assert sample == list(range(sum(sizes)))


def test_every_item_is_in_the_sample_as_often_as_any_other():
    """2,000 seeds: each of 100 items is in as many samples of some 30 as any other, within five deviations."""
    times = np.zeros(100)
    for seed in range(2000):
        times[np.array(drawn([7] * 14 + [2], 40, seed), dtype=int)] += 1
    share = times.mean() / 2000
    assert 0.2 <= share <= 0.4
    assert np.abs(times - times.mean()).max() < 5 * np.sqrt(2000 * share * (1 - share))


def test_of_items_that_alternate_half_are_of_each_kind():
    """Every s-th of A, B, A, B … would be A alone."""
    sample = np.array(drawn([1000] * 100, 10_000))
    assert len(sample) > 2500
    assert (sample % 2).mean() == pytest.approx(0.5, abs=5 * 0.5 / np.sqrt(len(sample)))


def test_the_number_of_items_bounds_the_threshold_that_their_sample_ends_with():
    """Which whoever draws a part of them relies on: what it leaves out would be missing."""
    for seed in range(20):
        for n, capacity in ((10, 10), (11, 10), (900, 400), (5_000, 300), (90_000, 1_000)):
            reservoir = Reservoir(np.empty(capacity), seed=seed)
            reservoir.draw(n)
            assert reservoir.threshold <= highest_threshold(n, capacity)
    assert highest_threshold(3_000_000, 200_000) == 1 / 16  # twice as many items would be 375,000
    assert highest_threshold(10, 10) == 1


def test_rooms_are_thinned_alike():
    a, b = np.empty(4), np.empty((4, 2), dtype=int)
    reservoir = Reservoir(a, b)
    for k in range(40):
        chosen, place = reservoir.draw(1)
        a[place], b[place] = np.array([k])[chosen], np.array([[k, -k]])[chosen]
    n = reservoir.n
    assert 0 < n <= 4
    assert b[:n].tolist() == [[int(k), -int(k)] for k in a[:n]]


def test_points_stay_in_their_order_and_pairs_without_a_number_are_none():
    pairs = Pairs(10)
    for start in range(0, 1000, 100):
        x = np.arange(start, start + 100.0)
        pairs.add(np.where(x % 3 == 0, np.nan, x), 2 * x)
    points = pairs.points()
    assert points.population == 666
    assert 0 < len(points.x) <= 10
    assert list(points.x) == sorted(points.x)
    assert [2 * x for x in points.x] == list(points.y)
    assert all(x % 3 for x in points.x)
