"""A model applied to many rows."""

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.columns import Columns
from lrcli.data.source import Source
from lrcli.data.table import Table
from lrcli.errors import DataError
from lrcli.learning.metrics import measure
from lrcli.model import Categorical, Model, Numeric, Scores


def columns_of(model: Model, target: str | None) -> Columns:
    """The columns that the model needs, in its order."""
    numeric = tuple(feature.name for feature in model.features if isinstance(feature, Numeric))
    categorical = tuple(feature.name for feature in model.features if isinstance(feature, Categorical))
    return Columns(target, numeric, categorical)


def predictions(model: Model, numeric: Floats, codes: Ints, levels: Sequence[Sequence[str]]) -> Floats:
    """ŷ (n,) of rows read by `columns_of(model)`: prediction = bias + Σ weight · value + Σ weights[category]."""
    y_hat = np.full(len(numeric), model.bias)
    numbers = [feature for feature in model.features if isinstance(feature, Numeric)]
    for feature, values in zip(numbers, numeric.T, strict=True):
        y_hat += np.where(np.isnan(values), feature.missing, feature.weight * values)
    texts = [feature for feature in model.features if isinstance(feature, Categorical)]
    for categorical, code, names in zip(texts, codes.T, levels, strict=True):
        y_hat += np.array([categorical.part(name) for name in (None, *names)])[code]
    return y_hat


def score(model: Model, table: Table, rows: Ints) -> Scores | None:
    """How well the model predicts these rows of the table; None where there are none."""
    if not len(rows):
        return None
    y_hat = predictions(model, table.numeric[rows], table.codes[rows], table.levels)
    return scores(table.y[rows], y_hat)


def scores(y: Floats, y_hat: Floats) -> Scores:
    return Scores(**asdict(measure(y, y_hat)))


def require(source: Source, columns: Columns) -> None:
    """Raise DataError where the table lacks columns that the model needs."""
    needed = [*columns.numeric, *columns.categorical, *([columns.target] if columns.target else [])]
    if absent := [name for name in needed if name not in source.header]:
        lacking = f"column{'s' * (len(absent) > 1)} {', '.join(absent)}"
        raise DataError(f"{source.name} lacks the {lacking}; it has {', '.join(source.header)}")
