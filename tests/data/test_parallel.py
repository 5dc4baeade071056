"""Threads that nobody notices."""

import time
from itertools import count

import pytest

from lrcli.data.parallel import Workers, threads


def slow_for_even(k):
    time.sleep(0.002 if k % 2 == 0 else 0)
    return k


@pytest.mark.parametrize("number", ["1", "2", "5"])
def test_results_come_in_the_order_of_the_items(monkeypatch, number):
    monkeypatch.setenv("LRCLI_THREADS", number)
    assert threads() == int(number)
    with Workers() as workers:
        assert list(workers.in_order(slow_for_even, range(40))) == list(range(40))


def test_items_are_taken_only_a_little_ahead():
    taken = count()
    with Workers() as workers:
        results = workers.in_order(lambda k: k, taken)
        assert [next(results) for _ in range(10)] == list(range(10))
        assert next(taken) <= 10 + workers.count + 1


def test_an_error_comes_where_its_result_would():
    with Workers() as workers:
        results = workers.in_order(lambda k: 1 / (k - 3), range(10))
        assert [next(results) for _ in range(3)] == [1 / -3, 1 / -2, -1.0]
        with pytest.raises(ZeroDivisionError):
            next(results)
