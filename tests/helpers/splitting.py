"""Splits as scikit-learn's train_test_split deals them, and tables written for one test."""

import csv
import math

import numpy as np


def dealt(rows, test_size, random_state):
    """The rows that train and those that test: train_test_split(rows, test_size=…, random_state=…)."""
    deck = np.random.RandomState(random_state).permutation(len(rows))
    test = math.ceil(len(rows) * test_size)
    return [rows[k] for k in deck[test:]], [rows[k] for k in deck[:test]]


def read(path, encoding="utf-8"):
    """The header and the rows."""
    with path.open(newline="", encoding=encoding) as file:
        header, *rows = csv.reader(file)
    return header, rows


def written(path, header, rows):
    """The path of a new table."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return str(path)
