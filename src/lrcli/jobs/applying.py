"""A model applied to many rows."""

from collections.abc import Sequence

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.columns import Columns
from lrcli.data.reading import Cells, Reading
from lrcli.data.source import Source
from lrcli.data.table import names
from lrcli.errors import DataError
from lrcli.model import Categorical, Model, Numeric


def read_for(model: Model, source: Source, target: str | None) -> Reading:
    """Read the columns that the model needs, in its order. Raise DataError where the table lacks some."""
    numeric = tuple(feature.name for feature in model.features if isinstance(feature, Numeric))
    categorical = tuple(feature.name for feature in model.features if isinstance(feature, Categorical))
    needed = [*numeric, *categorical, *([target] if target else [])]
    if absent := [name for name in needed if name not in source.header]:
        lacking = f"column{'s' * (len(absent) > 1)} {', '.join(absent)}"
        raise DataError(f"{source.name} lacks the {lacking}; it has {', '.join(source.header)}")
    return Reading(source, Columns(target, numeric, categorical))


def predictions(model: Model, cells: Cells, levels: Sequence[Sequence[str]]) -> Floats:
    """ŷ (n,) of rows read by `read_for(model)`: prediction = bias + Σ weight · value + Σ weights[category]."""
    y_hat = np.full(len(cells), model.bias)
    numbers = [feature for feature in model.features if isinstance(feature, Numeric)]
    for feature, values in zip(numbers, cells.numeric, strict=True):
        parts = feature.weight * values
        y_hat += np.where(np.isnan(values), feature.missing, parts)
    texts = [feature for feature in model.features if isinstance(feature, Categorical)]
    for categorical, code, texts_of in zip(texts, cells.codes, levels, strict=True):
        y_hat += np.array([categorical.part(text) for text in (None, *texts_of)])[code]
    return y_hat


def levels_of(reading: Reading) -> tuple[tuple[str, ...], ...]:
    """The texts that the codes stand for, as far as they were read."""
    return names(reading.levels)
