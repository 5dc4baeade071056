"""Predictions for some records: the new columns, the notes, and both as cells appended to the records.

A predictor is frozen and small, so that it can be sent with every task.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.files.layout import DELIMITERS
from lrcli.data.files.source import Source
from lrcli.data.rows.notes import Notes
from lrcli.data.rows.read import Cells
from lrcli.data.write.append import append_cells, header_cells, numerals, quoted_cells, significant_numerals
from lrcli.jobs.apply import average_and_contributions, means, predict_cells, ranges_around
from lrcli.jobs.case import predicts_a_median
from lrcli.jobs.judgement.notes import notes_on
from lrcli.model.linear import Model
from lrcli.model.residuals import Reach


@dataclass
class Predicted:
    """Some records (n,): their new columns, NaN where there is no prediction, and the notes on each."""

    cells: Cells
    columns: list[Floats]
    notes: Notes


@dataclass(frozen=True)
class Predictor:
    """Predicts rows that were read for a model."""

    model: Model
    reaches: Sequence[Reach] = ()  # of the range around each prediction, for each target, where one is wanted
    mean: bool = False
    explain: bool = False

    @property
    def columns(self) -> list[str]:
        """The names of the new columns, those of one target after those of another."""
        return [name for model in self.model.each for name in self.columns_of(model)]

    def columns_of(self, model: Model) -> list[str]:
        """Those of one target: the prediction, the ends of its range, and its explanation."""
        return [
            f"{model.target.name}_predicted",
            *([model.mean_name] if self.mean and predicts_a_median(model) else ()),
            *(model.end_names if self.reaches else ()),
            *(model.contribution_names if self.explain else ()),
        ]

    @property
    def note_column(self) -> str:
        """The name of the column of notes. Notes are on the row, so several targets share one column."""
        return "prediction_note" if self.model.others else f"{self.model.target.name}_note"

    def predict(self, cells: Cells, levels: Mapping[str, Sequence[str]]) -> Predicted:
        """levels: the texts of each column, in the spelling of the training."""
        columns = np.full((len(self.columns), len(cells.chunk.records.starts)), np.nan)
        for column, values in zip(columns, self._of_rows(cells, levels), strict=True):
            column[cells.chunk.rows] = values
        return Predicted(cells, list(columns), notes_on(self.model, cells, levels))

    def _of_rows(self, cells: Cells, levels: Mapping[str, Sequence[str]]) -> Iterator[Floats]:
        """The new columns of rows (n,)."""
        for index, model in enumerate(self.model.each):
            y_hat = predict_cells(model, cells, levels)
            yield y_hat
            if self.mean and predicts_a_median(model):
                yield means(model, y_hat)
            if self.reaches:
                yield from ranges_around(model, y_hat, self.reaches[index])
            if self.explain:
                yield from (
                    np.where(np.isnan(y_hat), np.nan, part) for part in average_and_contributions(model, cells, levels)
                )

    def header(self, source: Source, *, with_notes: bool) -> bytes:
        """The bytes before the records of a file, with the names of the new columns in the line of the header."""
        if not source.named:
            return source.head.data
        names = [*self.columns, *([self.note_column] if with_notes else ())]
        cells = header_cells(names, source.dialect)
        return source.head.with_names(cells, len(names), source.dialect.parser_delimiter.encode())

    def records(self, predicted: Predicted, *, with_notes: bool) -> bytes:
        """The bytes of the records with more cells in each."""
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


def records(predictor: Predictor, predicted: Predicted, *, with_notes: bool) -> bytes:
    """`Predictor.records` as a function, which can be sent with a task."""
    return predictor.records(predicted, with_notes=with_notes)
