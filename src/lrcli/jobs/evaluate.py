"""Measure a model on a table whose truth is known."""

from dataclasses import dataclass

import numpy as np

from lrcli.data.columns import Columns
from lrcli.data.source import Chunk, Source
from lrcli.data.table import read_table
from lrcli.errors import DataError
from lrcli.jobs.applying import columns_of, predictions, require, scores
from lrcli.model import Model, Scores

WORST = 10


@dataclass(frozen=True)
class Miss:
    """A row and how far off its prediction is."""

    line: int
    actual: float
    predicted: float


@dataclass(frozen=True)
class Evaluation:
    """Scores of the model and of always predicting the training mean, and the rows furthest off."""

    model: Scores
    baseline: Scores
    worst: tuple[Miss, ...]
    without_target: int


def evaluate(model: Model, data: str) -> Evaluation:
    """Predict the rows that have a target and compare. data: a path, or "-" for standard input. Raises DataError."""

    def choose(source: Source, first: Chunk) -> Columns:
        columns = columns_of(model, model.target.name)
        require(source, columns)
        return columns

    table = read_table(data, choose)
    if not len(table):
        raise DataError(f"{table.file.name}: no row has a {model.target.name}; there is nothing to compare with")
    y_hat = predictions(model, table.numeric, table.codes, table.levels)
    furthest = np.argsort(-np.abs(y_hat - table.y), kind="stable")[:WORST]
    return Evaluation(
        model=scores(table.y, y_hat),
        baseline=scores(table.y, np.full(len(table), model.target.mean)),
        worst=tuple(Miss(int(table.lines[k]), float(table.y[k]), float(y_hat[k])) for k in furthest),
        without_target=table.without_target,
    )
