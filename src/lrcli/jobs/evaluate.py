"""Measure a model on a table whose truth is known."""

from dataclasses import asdict, dataclass, field

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.parallel import Workers
from lrcli.data.source import open_source
from lrcli.data.stream import Follower
from lrcli.errors import DataError
from lrcli.jobs.applying import levels_of, predictions, read_for
from lrcli.learning.metrics import Errors
from lrcli.model import Model, Scores

WORST = 10


@dataclass(frozen=True)
class Miss:
    """A row and how far off its prediction is."""

    line: int
    actual: float
    predicted: float

    @property
    def distance(self) -> float:
        return abs(self.predicted - self.actual)


@dataclass
class Furthest:
    """The ten rows furthest off so far, the first of equals first."""

    misses: list[Miss] = field(default_factory=list)

    def add(self, lines: "np.ndarray[tuple[int], np.dtype[np.intp]]", y: Floats, y_hat: Floats) -> None:
        far = np.argsort(-np.abs(y_hat - y), kind="stable")[:WORST]
        new = [Miss(int(lines[k]), float(y[k]), float(y_hat[k])) for k in far]
        self.misses = sorted([*self.misses, *new], key=lambda miss: -miss.distance)[:WORST]


@dataclass(frozen=True)
class Evaluation:
    """Scores of the model and of always predicting the training mean, and the rows furthest off."""

    model: Scores
    baseline: Scores
    worst: tuple[Miss, ...]
    without_target: int


def evaluate(model: Model, data: str, *, follow: Follower | None = None) -> Evaluation:
    """Predict the rows that have a target and compare. data: a path, or "-" for standard input. Raises DataError."""
    errors, baseline, furthest, dropped = Errors(), Errors(), Furthest(), 0
    with open_source(data, follow) as source, Workers() as workers:
        reading = read_for(model, source, model.target.name)
        for cells in reading.cells(workers):
            dropped += cells.dropped
            if len(cells):
                y_hat = predictions(model, cells, levels_of(reading))
                errors.add(cells.y, y_hat)
                baseline.add(cells.y, np.full(len(cells), model.target.mean))
                furthest.add(cells.lines(), cells.y, y_hat)
    if not errors.n:
        raise DataError(f"{source.name}: no row has a {model.target.name}; there is nothing to compare with")
    return Evaluation(
        model=Scores(**asdict(errors.metrics())),
        baseline=Scores(**asdict(baseline.metrics())),
        worst=tuple(furthest.misses),
        without_target=dropped,
    )
