"""Gradient descent on all rows depends on the rows alone: on no order of them, no computer, no rounding."""

import csv
import random
from pathlib import Path

import numpy as np
import pytest

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.train import train
from lrcli.learning.linear import Block
from lrcli.learning.minibatch import RowMinibatches
from lrcli.learning.training import ConvergenceTest

CARS = Path(__file__).parents[2] / "sample_data" / "cars.csv"


def table():
    with CARS.open() as file:
        header, *rows = csv.reader(file)
    return header, rows


@pytest.mark.parametrize(("optimizer", "epochs"), [("rmsprop", 5), ("adagrad", 5), ("adam", 10), ("adadelta", 5)])
def test_the_bias_is_the_mean_less_what_the_mean_row_adds(write, optimizer, epochs):
    """Standardised, every full-batch gradient of the bias is 0: b = ȳ − w·x̄ throughout, in any order of rows."""
    header, rows = table()
    recipe = Recipe(optimizer=optimizer, epochs=epochs, batch_size="full", split="none")
    X = np.array(rows, dtype=float)
    biases = []
    for seed in (None, 1):
        if seed is not None:
            random.Random(seed).shuffle(rows)
        model = train(write("\n".join(map(",".join, [header, *rows])) + "\n"), recipe=recipe).model
        w = [feature.weight for feature in model.features]
        assert model.bias == pytest.approx(X[:, -1].mean() - X[:, :-1].mean(axis=0) @ w, rel=1e-12)
        biases.append(model.bias)
    assert biases[0] == pytest.approx(biases[1], rel=1e-9)


FEW = "age,price\n1,20000\n2,18500\n5,12000\n8,7000\n"


def test_a_training_that_has_arrived_ends_with_the_weights_that_all_its_steps_would_give(write):
    file = write(FEW)
    ended, whole = train(file).model, train(file, recipe=Recipe(epochs=5_000)).model
    assert (ended.training.stopped, whole.training.stopped) == ("arrived", "epochs")
    assert ended.training.epochs_run < 2_000
    assert (ended.bias, ended.features) == (whole.bias, whole.features)


def test_a_training_of_several_minibatches_takes_all_its_steps(write):
    assert train(write(FEW), recipe=Recipe(batch_size=2)).model.training.stopped == "epochs"


def test_neither_idle_steps_nor_a_gradient_of_zero_alone_are_an_arrival():
    block = Block(np.ones((1, 1)), np.zeros((1, 0), dtype=np.intp), np.ones(1))
    w, loss = np.full((1, 2, 1), 0.5), np.full((1, 2), 0.125)
    convergence = ConvergenceTest(RowMinibatches([[block]], 1), np.full((1, 2), 0.5))
    for step in range(200):
        arrived = convergence.see(w + np.array([[[0.0], [step < 150]]]), w, np.array([[[-0.5], [0.0]]]), loss)
    assert arrived.tolist() == [[False, False]]
    for _ in range(50):
        arrived = convergence.see(w, w, np.array([[[-0.5], [0.0]]]), loss)
    assert arrived.tolist() == [[False, True]]
