"""Predict every row of a table: the same bytes with more columns, one of them for notes where there are any."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.files.frames import Frame, Table
from lrcli.data.files.layout import DELIMITERS, Layout
from lrcli.data.files.stream import OnBytes
from lrcli.data.rows.notes import Notes
from lrcli.data.rows.read import Cells, Reading
from lrcli.data.rows.workers import Workers
from lrcli.data.write.append import append_cells, header_cells, numerals, quoted_cells, significant_numerals
from lrcli.errors import DataError
from lrcli.jobs.apply import (
    TrainedLevels,
    average_and_contributions,
    means,
    open_files,
    predict_cells,
    ranges_around,
    read_for,
)
from lrcli.jobs.case import check_mean, median_remark
from lrcli.jobs.judgement.notes import Summary, notes_on
from lrcli.model.linear import Model
from lrcli.model.residuals import Reach, check_interval


@dataclass
class Predicted:
    """Some records (n,): their new columns, NaN where there is no prediction, and the notes on each."""

    cells: Cells
    columns: list[Floats]
    notes: Notes


@dataclass
class Predictions:
    """Rows with their predictions. Iterate once, inside `with`, to read them; the remarks are known at the end."""

    model: Model
    reading: Reading
    reaches: Sequence[Reach] = ()  # of the range around each prediction, for each target, where one is wanted
    mean: bool = False
    explain: bool = False
    workers: Workers = field(default_factory=Workers)
    summary: Summary = field(default_factory=Summary)

    def __post_init__(self) -> None:
        self.trained = TrainedLevels(self.model)

    def __enter__(self) -> "Predictions":
        return self

    def __exit__(self, *error: object) -> None:
        self.workers.__exit__()
        self.reading.files.__exit__()

    @property
    def columns(self) -> list[str]:
        """The names of the new columns, those of one target after those of another."""
        return [name for model in self.model.each for name in self.columns_of(model)]

    def columns_of(self, model: Model) -> list[str]:
        """Those of one target: the prediction, the ends of its range, what it is explained by."""
        return [
            f"{model.target.name}_predicted",
            *([model.mean_name] if self.mean else ()),
            *(model.end_names if self.reaches else ()),
            *(model.contribution_names if self.explain else ()),
        ]

    @property
    def note_column(self) -> str:
        """Notes are on the row, whichever target is predicted."""
        return "prediction_note" if self.model.others else f"{self.model.target.name}_note"

    def __iter__(self) -> Iterator[Predicted]:
        """Read some records at a time and predict them."""
        for cells in self.reading.cells(self.workers):
            columns = np.full((len(self.columns), len(cells.chunk.records.starts)), np.nan)
            levels = self.trained.of(self.reading.texts())
            for column, values in zip(columns, self._of_rows(cells, levels), strict=True):
                column[cells.chunk.rows] = values
            notes = notes_on(self.model, cells, levels)
            self.summary.add(notes, cells)
            yield Predicted(cells, list(columns), notes)

    def _of_rows(self, cells: Cells, levels: Mapping[str, Sequence[str]]) -> Iterator[Floats]:
        """The new columns of rows (n,)."""
        for index, model in enumerate(self.model.each):
            y_hat = predict_cells(model, cells, levels)
            yield y_hat
            if self.mean:
                yield means(model, y_hat)
            if self.reaches:
                yield from ranges_around(model, y_hat, self.reaches[index])
            if self.explain:
                yield from (
                    np.where(np.isnan(y_hat), np.nan, part) for part in average_and_contributions(model, cells, levels)
                )

    @property
    def paused(self) -> bool:
        """Whether standard input pauses, so that the rows so far should be written out."""
        return self.reading.files.paused

    def as_csv(self) -> Iterator[bytes]:
        """The bytes of the input with more cells in each record.

        There is a column of notes if the first 2 MB have a note, or if the input is longer than that or pauses. Raise
        DataError where the input has a column of one of the new names.
        """
        files = self.reading.files
        for column in (*self.columns, self.note_column):
            if column in files.header:
                raise DataError(f"{files.name} has a column {column!r} already; rename it")
        files.in_one_order = True
        # Whether there is such a column stands in the header, which is written first. So the beginning is kept until
        # there is a note; what follows a long beginning without one may still have some.
        stream, head, size, most = iter(self), [], 0, self.reading.files.limits.first_bytes
        for predicted in stream:
            head.append(predicted)
            size += len(predicted.cells.chunk.block.data)
            if size > most or predicted.notes or self.paused:
                break
        with_notes = size > most or self.paused or any(predicted.notes for predicted in head)
        yield self._header(with_notes)
        # The last line of a file may have no end, and another file may follow.
        ends_with_newline = True
        for rows in self.workers.in_order(
            partial(self._with_cells, with_notes), chain(head, stream), lambda: self.paused
        ):
            yield rows if ends_with_newline else b"\n" + rows
            ends_with_newline = rows.endswith((b"\n", b"\r"))

    def remarks(self) -> list[str]:
        """How columns, levels and bytes were understood, and a line for each kind of note; known after all rows."""
        return [
            *self.reading.files.renamed,
            *self.reading.columns.remarks,
            *self.trained.remarks(),
            *self.reading.left_out.bytes,
            *self.summary.remarks(self.model),
            *dict.fromkeys(
                remark
                for model in self.model.each
                for remark in median_remark(model, self.mean, ranged=bool(self.reaches))
            ),
        ]

    def _header(self, with_notes: bool) -> bytes:
        """The bytes before the records, with the names of the new columns in the line of the header."""
        source = self.reading.files.first
        if not source.named:
            return source.head.data
        names = [*self.columns, *([self.note_column] if with_notes else ())]
        cells = header_cells(names, source.dialect)
        return source.head.with_names(cells, len(names), source.dialect.parser_delimiter.encode())

    def _with_cells(self, with_notes: bool, predicted: Predicted) -> bytes:
        chunk = predicted.cells.chunk
        columns, values = [], iter(predicted.columns)
        for model in self.model.each:
            multiplied = set(model.contribution_names if model.target.log else ())
            for name in self.columns_of(model):
                own = next(values)
                columns.append(significant_numerals(own) if name in multiplied else numerals(own, model.decimals()))
        if chunk.dialect.delimiter not in DELIMITERS:  # it may be a digit or a point
            columns = [quoted_cells(column, chunk.dialect) for column in columns]
        if with_notes:
            columns.append(quoted_cells(predicted.notes.texts(), chunk.dialect))
        return append_cells(chunk.block.data, chunk.records, columns, chunk.dialect.parser_delimiter)


def predict(
    model: Model,
    data: Table | Frame,
    *,
    interval: float | None = None,
    mean: bool = False,
    explain: bool = False,
    layout: Layout | None = None,
    on_bytes: OnBytes | None = None,
) -> Predictions:
    """Open a table to predict its rows. data: paths or patterns, "-" for standard input, or a table in memory.

    interval: of 100 new cases, how many the range around a prediction holds; mean: where the logarithm was learned,
    also the mean of rows like each; explain: with what each feature adds to the average.
    Raises DataError, OptionError for an interval below 1, or ModelError where the model's residuals are too few.
    """
    check_interval(interval)
    for each in model.each:
        check_mean(each, mean)
    reaches = [] if interval is None else [each.reach(interval) for each in model.each]
    files = open_files(model, None, data, layout, on_bytes, live=True)
    try:
        return Predictions(model, read_for(model, files, None, keep_all=True), reaches, mean, explain)
    except DataError:
        files.__exit__()
        raise
