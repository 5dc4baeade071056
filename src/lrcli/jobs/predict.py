"""Predict every row of a table: the same bytes, one more column."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats, Ints
from lrcli.data.columns import Columns, Levels, cells
from lrcli.data.records import append_column
from lrcli.data.source import Chunk, Source, open_source
from lrcli.errors import DataError
from lrcli.jobs.applying import columns_of, predictions, require
from lrcli.model import Categorical, Model, Numeric


@dataclass
class Surprise:
    """Cells of a feature that training did not see the like of."""

    what: str
    count: int
    line: int
    example: str


@dataclass
class Predictions:
    """Rows with their predictions; iterate to read them, once, inside `with`. Surprises are known at the end."""

    model: Model
    source: Source
    columns: Columns
    rows: int = 0
    surprises: dict[tuple[str, str], Surprise] = field(default_factory=dict)

    def __enter__(self) -> "Predictions":
        return self

    def __exit__(self, *error: object) -> None:
        self.source.__exit__()

    @property
    def column(self) -> str:
        return f"{self.model.target.name}_predicted"

    def __iter__(self) -> Iterator[tuple[Chunk, Floats]]:
        """Chunks and their predictions (n,)."""
        levels = [Levels(name) for name in self.columns.categorical]
        for block, line in self.source.blocks():
            chunk = self.source.parse(block, line, self.columns.numeric, self.columns.categorical)
            numeric, codes = cells(self.source, chunk, self.columns, levels)
            names = [[text for text in known.code if text is not None] for known in levels]
            self._note(chunk, numeric, codes, names)
            self.rows += len(chunk)
            yield chunk, predictions(self.model, numeric, codes, names)

    def remarks(self) -> list[str]:
        """One line for each kind of surprise, known when all rows were read."""
        return [
            f"{name}: {found.count:,} row{'s' * (found.count > 1)} {found.what}; the first is line {found.line:,}"
            + (f" ({found.example})" if found.example not in {"", "nan"} else "")
            for (name, _), found in self.surprises.items()
        ]

    def as_csv(self) -> Iterator[bytes]:
        """The input's bytes, with one more cell in each line."""
        source, decimals = self.source, self.model.decimals()
        name = (
            self.column
            if not set(self.column) & {source.delimiter, '"', "\n"}
            else '"{}"'.format(self.column.replace('"', '""'))
        )
        line_end = source.head[len(source.head.rstrip(b"\r\n")) :]
        yield source.head[: len(source.head) - len(line_end)] + (source.delimiter + name).encode() + (line_end or b"\n")
        for chunk, y_hat in self:
            written = [f"{value:.{decimals}f}" for value in (y_hat.round(decimals) + 0.0).tolist()]
            yield append_column(chunk.block, chunk.records, written, source.delimiter)

    def _note(self, chunk: Chunk, numeric: Floats, codes: Ints, names: list[list[str]]) -> None:
        numbers = [feature for feature in self.model.features if isinstance(feature, Numeric)]
        for feature, values in zip(numbers, numeric.T, strict=True):
            outside = (values < feature.min) | (values > feature.max)
            self._add(
                chunk,
                feature.name,
                f"outside {feature.min:,g} to {feature.max:,g}, the range seen in training",
                outside,
                values,
            )
            self._add(
                chunk, feature.name, f"missing, taken as {feature.missing:,.6g} of the sum", np.isnan(values), values
            )
        texts = [feature for feature in self.model.features if isinstance(feature, Categorical)]
        for categorical, code, levels in zip(texts, codes.T, names, strict=True):
            known = np.array([True, *(level in categorical.weights for level in levels)])
            text = np.array(["", *levels], dtype=object)
            self._add(chunk, categorical.name, "not seen in training, adding 0", ~known[code], text[code])
            if categorical.missing is None:
                self._add(chunk, categorical.name, "missing, adding 0", code == 0, text[code])

    def _add(self, chunk: Chunk, name: str, what: str, where: NDArray[np.bool_], values: NDArray[Any]) -> None:
        if not where.any():
            return
        first = int(where.argmax())
        new = Surprise(what, 0, int(chunk.lines()[first]), str(values[first]))
        self.surprises.setdefault((name, what), new).count += int(where.sum())


def predict(model: Model, data: str) -> Predictions:
    """Open a table to predict its rows. data: a path, or "-" for standard input. Raises DataError."""
    found = Predictions(model, open_source(data), columns_of(model, None))
    try:
        require(found.source, found.columns)
        if found.column in found.source.header:
            raise DataError(f"{found.source.name} has a column {found.column!r} already; rename it")
    except DataError:
        found.__exit__()
        raise
    return found
