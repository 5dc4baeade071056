"""The rows of a table while they are read, before it is chosen how they are kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from lrcli.data.columns.schema import names
from lrcli.data.rows.origins import Places
from lrcli.data.rows.read import Cells, Reading
from lrcli.data.rows.rows import Rows
from lrcli.data.rows.workers import Workers
from lrcli.data.tables.gather import Gatherer, Plan
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.survey import Survey
from lrcli.data.tables.windows import Window, Windows, cut
from lrcli.errors import DataError

if TYPE_CHECKING:
    from lrcli.data.rows.reading_apart import ReadingApart
    from lrcli.data.tables.shuffled import Pieces, Shuffler


@dataclass(frozen=True)
class Incoming:
    """One pass over the rows. The first are here already: all of few rows, at least two windows of many."""

    reading: Reading
    plan: Plan
    scratch: Scratch
    workers: Workers
    here: list[Cells]
    others: Iterator[Cells]
    window: int  # rows
    apart: "ReadingApart | None" = None  # the reading, where its rows are elsewhere

    @classmethod
    def of(
        cls,
        reading: Reading,
        plan: Plan,
        scratch: Scratch,
        workers: Workers,
        apart: "ReadingApart | None" = None,
    ) -> "Incoming":
        """Read the first rows. Raise DataError where there is none that can be learned from."""
        columns = reading.columns
        window = reading.files.limits.rows_of_a_window(columns.features_read + len(columns.categorical))
        here: list[Cells] = []
        others = reading.cells(workers, keep_bytes=False)
        while sum(map(len, here)) < 2 * window and (cells := next(others, None)) is not None:
            here.append(cells)
        if columns.target and not any(map(len, here)):
            reasons = "; ".join(reading.left_out.remarks(columns.targets_in_words))
            raise DataError(f"{reading.files.name}: no row can be learned from ({reasons})")
        return cls(reading, plan, scratch, workers, here, others, window, apart)

    @property
    def few(self) -> bool:
        """Whether all rows are here."""
        return sum(map(len, self.here)) < 2 * self.window

    def first(self) -> list[Cells]:
        """Exactly two windows of many rows, so that nothing depends on how the bytes were cut into blocks."""
        return cut(self.here, 2 * self.window)[0]

    def rows(self) -> Rows:
        """All of few rows."""
        return Rows.of(self.here, self.reading.columns)

    def windows(self) -> Iterator[Window]:
        """All rows, once, seen by the surveys."""
        columns = self.reading.columns
        for window in Windows(chain(self.here, self.others), self.window, self.plan.dealer):
            for index, survey in enumerate(self.surveys):
                survey.add(window.of_target(index, columns))
            yield window

    def gather_into(self, gatherer: Gatherer) -> None:
        """Reduce all rows to minibatches: where they are, if that can be, else here.

        Roles of whole groups, times and strata depend on the rows themselves, and a column without a number in the
        first rows has no scale yet: then all rows come here.
        """
        by_index = self.plan.dealer.deals_by_index
        if self.apart is not None and by_index and not np.isnan(gatherer.scale.centre).any():
            from lrcli.data.tables.gather_apart import GatherApart

            GatherApart(self.apart, self.surveys, self.window, gatherer, self.workers).gather()
        else:
            gatherer.take(self.windows(), self.workers)

    def pieces(self, shuffler: "Shuffler") -> "Pieces":
        """All rows, shuffled and dealt: where they are, if that is not here."""
        if self.apart is None:
            from lrcli.data.tables.shuffled import keep_windows

            return keep_windows(self.windows(), shuffler, self.scratch, self.workers)
        from lrcli.data.tables.shuffle_apart import ShuffleApart

        apart = ShuffleApart(self.apart, self.surveys, self.window, self.plan.dealer, shuffler, self.scratch)
        apart.gather()
        return apart.pieces

    @cached_property
    def surveys(self) -> tuple[Survey, ...]:
        """What single rows of many say, of each target."""
        columns = self.reading.columns
        first = Rows.of(self.first(), columns)
        each = (first.of_target(index, columns) for index in range(columns.targets))
        return tuple(Survey.of(rows, self.reading.files.limits) for rows in each)

    def shape(self) -> tuple[int, int]:
        """How many weights and columns there are, the bias counted in both; levels as far as the first rows tell."""
        columns, first = self.reading.columns, self.first()
        levels = sum(_codes(first, k) for k in range(len(columns.categorical)))
        return 1 + columns.features_read + levels, 1 + columns.features_read + len(columns.categorical)

    def facts(self) -> dict[str, Any]:
        """What a `Storage` knows besides rows, once all were read."""
        reading = self.reading
        return {
            "files": reading.files.files(),
            "columns": reading.columns,
            "levels": names(reading.levels),
            "left_out": reading.left_out,
            "inputs": reading.inputs,
            "limits": reading.files.limits,
            "surveys": () if self.few else self.surveys,
            "places": Places.of(reading.files.sources),
        }


def _codes(blocks: list[Cells], column: int) -> int:
    """How many codes of a categorical column there are up to these rows: they are given in order of appearance."""
    return 1 + max((int(cells.codes[column].max()) for cells in blocks if len(cells)), default=0)
