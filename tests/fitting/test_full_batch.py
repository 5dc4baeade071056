"""Gradient descent on all rows depends on the rows alone: on no order of them, no computer, no rounding."""

import csv
import random
from pathlib import Path

import numpy as np
import pytest

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.train import train

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
