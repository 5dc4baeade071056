import pytest

from lrcli.learning.trace import Trace


@pytest.mark.parametrize(("further", "first", "points"), [(1.03, 34, 220), (1.01, 101, 560)])
def test_it_keeps_all_of_the_first_steps_and_a_few_hundred_of_very_many(further, first, points):
    """From step 1/(further − 1) on the next one is less than `further` times as far, and some are passed over."""
    trace = Trace(further)
    for step in range(1, 10_001):
        trace.see(step, f"value {step}")
    steps = [step for step, _ in trace.points()]
    assert steps[:first] == list(range(1, first + 1))
    assert len(steps) == pytest.approx(points, rel=0.1)
    assert all(b >= further * a or b == 10_000 for a, b in zip(steps[first:], steps[first + 1 :], strict=False))
    assert trace.points() == [(step, f"value {step}") for step in steps]


@pytest.mark.parametrize("last", [1, 30, 999, 1000])
def test_the_last_step_is_always_among_them_and_once(last):
    trace = Trace(1.03)
    for step in range(1, last + 1):
        trace.see(step, None)
        steps = [kept for kept, _ in trace.points()]
        assert steps[-1] == step
        assert steps == sorted(set(steps))


def test_only_a_part_of_a_value_may_be_kept():
    trace = Trace(2, len)
    for step, value in enumerate(["a", "bb", "ccc"], 1):
        trace.see(step, value)
    assert trace.points() == [(1, 1), (2, 2), (3, 3)]
