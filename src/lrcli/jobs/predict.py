"""Predict every row of a table: the same bytes, one more column."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats
from lrcli.data.appending import append_column
from lrcli.data.parallel import Workers
from lrcli.data.reading import Cells, Reading
from lrcli.data.source import open_source
from lrcli.data.stream import Follower
from lrcli.errors import DataError
from lrcli.jobs.applying import levels_of, predictions, read_for
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
    reading: Reading
    workers: Workers = field(default_factory=Workers)
    surprises: dict[tuple[str, str], Surprise] = field(default_factory=dict)

    def __enter__(self) -> "Predictions":
        return self

    def __exit__(self, *error: object) -> None:
        self.workers.__exit__()
        self.reading.source.__exit__()

    @property
    def column(self) -> str:
        return f"{self.model.target.name}_predicted"

    def __iter__(self) -> Iterator[tuple[Cells, Floats]]:
        """Rows, some at a time, and their predictions (n,)."""
        for cells in self.reading.cells(self.workers):
            levels = levels_of(self.reading)
            self._note(cells, levels)
            yield cells, predictions(self.model, cells, levels)

    def as_csv(self) -> Iterator[bytes]:
        """The input's bytes, with one more cell in each line."""
        source = self.reading.source
        name = self.column
        if set(name) & {source.delimiter, '"', "\n"}:
            name = '"' + name.replace('"', '""') + '"'
        line_end = source.head[len(source.head.rstrip(b"\r\n")) :]
        yield source.head[: len(source.head) - len(line_end)] + (source.delimiter + name).encode() + (line_end or b"\n")
        yield from self.workers.in_order(self._written, self)

    def remarks(self) -> list[str]:
        """One line for each kind of surprise, known when all rows were read."""
        return [
            f"{name}: {found.count:,} row{'s' * (found.count > 1)} {found.what}; the first is line {found.line:,}"
            + (f" ({found.example})" if found.example not in {"", "nan"} else "")
            for (name, _), found in self.surprises.items()
        ]

    def _written(self, predicted: tuple[Cells, Floats]) -> bytes:
        cells, y_hat = predicted
        chunk = cells.chunk
        return append_column(chunk.block, chunk.records, y_hat, self.model.decimals(), chunk.delimiter)

    def _note(self, cells: Cells, levels: tuple[tuple[str, ...], ...]) -> None:
        numbers = [feature for feature in self.model.features if isinstance(feature, Numeric)]
        for feature, values in zip(numbers, cells.numeric, strict=True):
            seen = f"outside {feature.min:,g} to {feature.max:,g}, the range seen in training"
            self._add(cells, feature.name, seen, (values < feature.min) | (values > feature.max), values)
            lacking = f"missing, taken as {feature.missing:,.6g} of the sum"
            self._add(cells, feature.name, lacking, np.isnan(values), values)
        texts = [feature for feature in self.model.features if isinstance(feature, Categorical)]
        for categorical, code, names in zip(texts, cells.codes, levels, strict=True):
            known = np.array([True, *(name in categorical.weights for name in names)])
            text = np.array(["", *names], dtype=object)
            self._add(cells, categorical.name, "not seen in training, adding 0", ~known[code], code, text)
            if categorical.missing is None:
                self._add(cells, categorical.name, "missing, adding 0", code == 0, code, text)

    def _add(
        self,
        cells: Cells,
        name: str,
        what: str,
        where: NDArray[np.bool_],
        values: NDArray[Any],
        texts: NDArray[Any] | None = None,
    ) -> None:
        if not where.any():
            return
        first = int(where.argmax())
        value = values[first] if texts is None else texts[values[first]]
        new = Surprise(what, 0, int(cells.lines()[first]), str(value))
        self.surprises.setdefault((name, what), new).count += int(where.sum())


def predict(model: Model, data: str, *, follow: Follower | None = None) -> Predictions:
    """Open a table to predict its rows. data: a path, or "-" for standard input. Raises DataError."""
    source = open_source(data, follow)
    try:
        found = Predictions(model, read_for(model, source, None))
        if found.column in source.header:
            raise DataError(f"{source.name} has a column {found.column!r} already; rename it")
    except DataError:
        source.__exit__()
        raise
    return found
