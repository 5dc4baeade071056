"""Predict every row of a table: the same bytes, one more column, and one of notes where there is anything to say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.appending import append_cells, header_cells, numerals, quoted
from lrcli.data.dialect import DELIMITERS, Layout
from lrcli.data.files import PEEK_BYTES
from lrcli.data.notes import Notes
from lrcli.data.parallel import Workers
from lrcli.data.reading import Cells, Reading
from lrcli.data.stream import Follower
from lrcli.errors import DataError
from lrcli.jobs.applying import opened, predictions, read_for
from lrcli.jobs.notes import Summary, notes_on
from lrcli.model import Model


@dataclass
class Predicted:
    """Records (n,) in a row: predictions, NaN where there is none, and what there is to say of each."""

    cells: Cells
    y_hat: Floats
    notes: Notes


@dataclass
class Predictions:
    """Rows with their predictions; iterate to read them, once, inside `with`. Remarks are known at the end."""

    model: Model
    reading: Reading
    workers: Workers = field(default_factory=Workers)
    summary: Summary = field(default_factory=Summary)

    def __enter__(self) -> "Predictions":
        return self

    def __exit__(self, *error: object) -> None:
        self.workers.__exit__()
        self.reading.files.__exit__()

    @property
    def column(self) -> str:
        return f"{self.model.target.name}_predicted"

    @property
    def note_column(self) -> str:
        return f"{self.model.target.name}_note"

    def __iter__(self) -> Iterator[Predicted]:
        """Records, some at a time."""
        for cells in self.reading.cells(self.workers):
            n, rows = len(cells.chunk.records.starts), cells.chunk.rows
            y_hat = np.full(n, np.nan)
            y_hat[rows] = predictions(self.model, cells, self.reading.texts())
            notes = notes_on(self.model, cells, self.reading.texts())
            self.summary.add(notes, cells)
            yield Predicted(cells, y_hat, notes)

    def as_csv(self) -> Iterator[bytes]:
        """The input's bytes, with one more cell in each record, or two.

        The column of notes is there if there is a note in the first 2 MB, or if there is more than that.
        """
        stream, held, size = iter(self), [], 0
        for predicted in stream:
            held.append(predicted)
            size += len(predicted.cells.chunk.block.data)
            if size > PEEK_BYTES or predicted.notes.found:
                break
        noted = size > PEEK_BYTES or any(predicted.notes.found for predicted in held)
        yield self._head(noted)
        ended = True
        for rows in self.workers.in_order(partial(self._written, noted), chain(held, stream)):
            yield rows if ended else b"\n" + rows
            ended = rows.endswith((b"\n", b"\r"))  # else it is the end of a file

    def remarks(self) -> list[str]:
        """One line for each kind of note, known when all rows were read."""
        return self.summary.said(self.model)

    def _head(self, noted: bool) -> bytes:
        """What stands before the records, the new columns named in the header's line."""
        source = self.reading.files.first
        if not source.named:
            return source.head + source.between
        names = [self.column, self.note_column][: 1 + noted]
        return source.head + header_cells(names, source.dialect) + (source.between or b"\n")

    def _written(self, noted: bool, predicted: Predicted) -> bytes:
        chunk = predicted.cells.chunk
        numbers = numerals(predicted.y_hat, self.model.decimals())
        columns = [numbers if chunk.dialect.delimiter in DELIMITERS else quoted(numbers, chunk.dialect)]
        if noted:
            columns.append(quoted(predicted.notes.texts(), chunk.dialect))
        return append_cells(chunk.block.data, chunk.records, columns, chunk.dialect.written_delimiter)


def predict(
    model: Model, data: str | Sequence[str], *, layout: Layout | None = None, follow: Follower | None = None
) -> Predictions:
    """Open a table to predict its rows. data: paths or patterns, "-" for standard input. Raises DataError."""
    files = opened(model, data, layout, follow)
    try:
        found = Predictions(model, read_for(model, files, None, keep_all=True))
        for column in (found.column, found.note_column):
            if column in files.header:
                raise DataError(f"{files.name} has a column {column!r} already; rename it")
        files.in_one_order = True
    except DataError:
        files.__exit__()
        raise
    return found
