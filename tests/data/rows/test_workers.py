"""Threads that nobody notices."""

import threading
import time
from itertools import count

import pytest

from lrcli.data.rows.workers import Workers, threads

each_number = pytest.mark.parametrize("number", [1, 2, 5])


@pytest.fixture
def workers(monkeypatch, number):
    """Workers on so many threads."""
    monkeypatch.setenv("LRCLI_THREADS", str(number))
    with Workers() as pool:
        yield pool


def slow_for_even(k):
    time.sleep(0.002 if k % 2 == 0 else 0)
    return k


def reciprocal(k):
    """Of 0 at once, of others late."""
    time.sleep(0.002 if k else 0)
    return 1 / k


def test_the_number_of_threads_is_asked_of_the_environment(monkeypatch):
    monkeypatch.setenv("LRCLI_THREADS", "3")
    assert threads() == 3
    monkeypatch.setenv("LRCLI_THREADS", "0")
    assert threads() == 1
    monkeypatch.delenv("LRCLI_THREADS")
    assert 1 <= threads() <= 8


@each_number
def test_results_come_in_the_order_of_the_items(workers, number):
    assert list(workers.in_order(slow_for_even, range(40))) == list(range(40))


@each_number
def test_nothing_comes_of_no_items(workers, number):
    assert list(workers.in_order(slow_for_even, [])) == []


@each_number
def test_all_threads_work_at_once(workers, number):
    """Each waits until all others have begun."""
    barrier = threading.Barrier(number)
    assert len(list(workers.in_order(lambda k: barrier.wait(timeout=10), range(3 * number)))) == 3 * number


@each_number
def test_items_are_taken_no_further_ahead_than_there_are_threads(workers, number):
    taken = count()
    results = workers.in_order(lambda k: k, taken)
    assert [next(results) for _ in range(10)] == list(range(10))
    assert next(taken) <= 10 + number


@each_number
def test_an_error_comes_where_its_result_would(workers, number):
    results = workers.in_order(lambda k: 1 / (k - 3), range(10))
    assert [next(results) for _ in range(3)] == [1 / -3, 1 / -2, -1.0]
    with pytest.raises(ZeroDivisionError):
        next(results)


@each_number
def test_of_two_errors_that_of_the_earlier_item_comes_though_the_later_is_sooner(workers, number):
    results = workers.in_order(reciprocal, [1, "a", 0, 0])
    assert next(results) == 1
    with pytest.raises(TypeError):
        next(results)


@each_number
def test_an_error_of_the_items_comes_behind_the_results_of_those_before_it(workers, number):
    def items():
        yield from (1, 2, 3)
        raise ValueError("no more")

    results, seen = workers.in_order(slow_for_even, items()), []
    with pytest.raises(ValueError, match="no more"):
        seen.extend(result for result in results)
    assert seen == [1, 2, 3]


def test_no_thread_is_left_behind():
    before = threading.active_count()
    with Workers() as workers:
        next(workers.in_order(slow_for_even, count()))
    assert threading.active_count() == before
