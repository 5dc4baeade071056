"""What a grid's candidates are told apart by."""

import pytest
from one_target import crossval_of_one

from lrcli.fitting.recipe import Recipe
from lrcli.learning.optimizers import Adagrad, Adam, Momentum
from lrcli.report.words.crossval import candidate_name, varied_options


@pytest.mark.parametrize(
    ("rules", "names", "candidates"),
    [
        ([Adagrad(), Adam()], ["optimizer"], ["adagrad", "adam"]),
        ([Momentum(beta=0.8), Momentum()], ["beta"], ["beta 0.8", "beta 0.9"]),
        ([Momentum(beta=0.8), Momentum(), Adam()], ["optimizer", "beta"], ["momentum, beta 0.8", "momentum, beta 0.9"]),
    ],
)
def test_an_optimizers_own_default_is_no_difference_and_a_chosen_parameter_is_one(cars, rules, names, candidates):
    result = crossval_of_one(cars, [Recipe(optimizer=rule, epochs=2) for rule in rules])
    assert varied_options(result) == names
    assert [candidate_name(result, names, place) for place in range(len(candidates))] == candidates
