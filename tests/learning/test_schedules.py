from itertools import pairwise
from math import pi, sin, sqrt

import numpy as np
import pytest

from lrcli.learning.schedules import (
    SCHEDULES,
    ConstantRate,
    Cosine,
    Exponential,
    InverseScaling,
    Plateau,
    Step,
    Time,
)

CLOCKS = [schedule for name, schedule in SCHEDULES.items() if name != "plateau"]


@pytest.mark.parametrize(
    ("schedule", "t", "expected"),
    [
        (ConstantRate(), 77, 1),
        (Time(decay=0.5), 4, 1 / 3),
        (InverseScaling(power=0.5), 8, 1 / 3),
        (InverseScaling(power=0.25), 15, 1 / 2),
        (Step(gamma=0.1, every=3), 2, 1),
        (Step(gamma=0.1, every=3), 3, 0.1),
        (Step(gamma=0.1, every=3), 8, 0.01),
        (Exponential(gamma=0.5), 3, 1 / 8),
        (Cosine(), 25, (1 + sqrt(1 / 2)) / 2),
        (Cosine(), 50, 1 / 2),
        (Cosine(), 75, (1 - sqrt(1 / 2)) / 2),
        (Cosine(), 100, 0),
    ],
)
def test_by_hand(schedule, t, expected):
    assert schedule(t, 100) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize("schedule", CLOCKS)
def test_starts_with_the_whole_rate_and_never_rises_or_turns_negative(schedule):
    parts = [schedule()(t, 100) for t in range(101)]
    assert parts[0] == 1
    assert all(before >= after >= 0 for before, after in pairwise(parts))


@pytest.mark.parametrize("T", [10, 20_000])
def test_the_last_step_of_cosine_is_nearly_zero(T):
    """½ (1 + cos(π − π/T)) = sin²(π/2T)."""
    assert Cosine()(T - 1, T) == pytest.approx(sin(pi / (2 * T)) ** 2, rel=1e-6)


@pytest.mark.parametrize("schedule", [Time, Step, Exponential])
def test_what_people_set_by_hand_counts_epochs(schedule):
    assert schedule.unit == "epoch"


@pytest.mark.parametrize("schedule", [InverseScaling, Cosine])
def test_what_formulas_set_counts_steps(schedule):
    assert schedule.unit == "step"


def test_candidates_side_by_side_each_have_their_own_parameter():
    assert Exponential(gamma=np.array([[0.5], [0.1]]))(2, 100) == pytest.approx(np.array([[0.25], [0.01]]))


def scales(plateau, losses):
    """The part of η₀ in use after each loss."""
    state = plateau.init((1,))
    seen = []
    for loss in losses:
        state = plateau.observe(np.array([loss]), state)
        seen.append(float(state[0][0]))
    return seen


def test_plateau_halves_after_each_two_epochs_without_a_new_minimum():
    losses = [8.0, 6.0, 7.0, 6.0, 5.0, 5.0, 5.0, 5.0, 5.0]
    assert scales(Plateau(factor=0.5, plateau_patience=2), losses) == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125]


def test_plateau_counts_a_fall_below_a_ten_thousandth_as_none():
    plateau = Plateau(factor=0.5, plateau_patience=1)
    assert scales(plateau, [1.0, 0.9998]) == [1, 1]
    assert scales(plateau, [1.0, 0.99995]) == [1, 0.5]


def test_many_falls_too_small_to_count_add_up_to_one_that_counts():
    assert scales(Plateau(factor=0.5, plateau_patience=3), [1.0, 0.99995, 0.9999 - 1e-9, 0.99985]) == [1, 1, 1, 1]


def test_plateau_watches_each_run_by_itself():
    plateau = Plateau(factor=0.5, plateau_patience=1)
    state = plateau.init((2,))
    for losses in ([4.0, 4.0], [3.0, 4.0], [2.0, 4.0]):
        state = plateau.observe(np.array(losses), state)
    assert state[0].tolist() == [1, 0.25]
