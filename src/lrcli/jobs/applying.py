"""A model applied to many rows."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.columns import Columns
from lrcli.data.dialect import Layout
from lrcli.data.files import Files, expand
from lrcli.data.reading import Cells, Reading
from lrcli.data.stream import Follower
from lrcli.data.table import names
from lrcli.errors import DataError
from lrcli.model import Categorical, Model, Numeric


def opened(model: Model, data: str | Sequence[str], layout: Layout | None, follow: Follower | None) -> Files:
    """The files of a table that a model is applied to, whose missing cells are those of the training."""
    layout = layout or Layout()
    return Files(expand(data), replace(layout, missing=(*layout.missing, *model.data.missing_values)), follow)


def read_for(model: Model, files: Files, target: str | None, *, keep_all: bool = False) -> Reading:
    """Read the columns that the model needs, in its order, as in training. Raise DataError where some are lacking."""
    numbers = [feature for feature in model.features if isinstance(feature, Numeric)]
    numeric = tuple(feature.name for feature in numbers)
    categorical = tuple(feature.name for feature in model.features if isinstance(feature, Categorical))
    needed = [*numeric, *categorical, *([target] if target else [])]
    if absent := [name for name in needed if name not in files.header]:
        lacking = f"column{'s' * (len(absent) > 1)} {', '.join(absent)}"
        raise DataError(f"{files.name} lacks the {lacking}; it has {', '.join(files.header)}")
    forms = {feature.name: feature.form for feature in numbers if feature.form}
    if target and model.target.form:
        forms[target] = model.target.form
    return Reading(files, Columns(target, numeric, categorical, forms=forms), keep_all=keep_all)


def predictions(model: Model, cells: Cells, levels: Sequence[Sequence[str]]) -> Floats:
    """ŷ (n,) of rows read by `read_for(model)`: prediction = bias + Σ weight · value + Σ weights[category].

    NaN where a cell is unreadable.
    """
    y_hat = np.full(len(cells), model.bias)
    numbers = [feature for feature in model.features if isinstance(feature, Numeric)]
    for feature, values in zip(numbers, cells.numeric, strict=True):
        parts = feature.weight * values
        y_hat += np.where(np.isnan(values), feature.missing, parts)
        if feature.name in cells.unreadable:
            y_hat[~cells.readable(feature.name)] = np.nan
    texts = [feature for feature in model.features if isinstance(feature, Categorical)]
    for categorical, code, texts_of in zip(texts, cells.codes, levels, strict=True):
        y_hat += np.array([categorical.part(text) for text in (None, *texts_of)])[code]
    return y_hat


def levels_of(reading: Reading) -> tuple[tuple[str, ...], ...]:
    """The texts that the codes stand for, as far as they were read."""
    return names(reading.levels)
