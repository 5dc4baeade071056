"""The statistics of a table in one pass, bundle by bundle, in this process or where the rows are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.columns.schema import Columns
from lrcli.data.describe.correlations import Correlations, Spreads
from lrcli.data.describe.duplicate_columns import DuplicateColumns
from lrcli.data.describe.increment import Increment, increments_of
from lrcli.data.describe.plots import Plotted
from lrcli.data.describe.statistics import NumberColumn, NumberSummary, TextColumn
from lrcli.data.rows.hashes import Hashes, hashes_of
from lrcli.data.rows.read import Cells
from lrcli.data.rows.sample import Drawn, Pairs, Reservoir
from lrcli.data.tables.repeats import RepeatCounter
from lrcli.limits import Limits


class Bundle(NamedTuple):
    """What some rows add to the statistics."""

    cells: Cells
    increments: list[Increment]  # of each column of numbers
    hashes: Hashes
    spreads: Spreads | None


@dataclass
class StatisticsGatherer:
    """Gathers the statistics of a table in one pass."""

    columns: Columns
    target: str
    limits: Limits
    plotted: Sequence[str] = ()
    correlated: Sequence[str] = ()
    rows: int = 0
    numbers: list[NumberColumn] = field(default_factory=list)
    texts: list[TextColumn] = field(default_factory=list)
    # Numeric columns that are the same.
    duplicates: DuplicateColumns = field(default_factory=lambda: DuplicateColumns([]))
    pairs: dict[str, Pairs] = field(default_factory=dict)  # points of each plotted column with the target
    spreads: Spreads | None = None

    def __post_init__(self) -> None:
        most, distinct = self.limits.quantile_values, self.limits.distinct_values
        weighted = self.columns.weights is not None
        self.numbers = [NumberColumn(name, most, distinct, weighted) for name in self.columns.numeric]
        self.texts = [TextColumn(name) for name in self.columns.categorical]
        self.duplicates = DuplicateColumns.among(len(self.numbers))
        self.counter = RepeatCounter(2 * self.limits.window_rows)
        if self.target in self.columns.numeric:
            self.pairs = {name: Pairs(self.limits.plot_points) for name in self.plotted if name != self.target}

    def bundle_of(self, cells: Cells) -> Bundle:
        """What some rows add to the statistics. Called on several threads, so it changes nothing."""
        target = self._values(cells, self.target) if self.target in self.columns.numeric else None
        counting = [not column.distinct.more for column in self.numbers]
        increments = increments_of(cells.numeric, target, counting, cells.origins, cells.weights)
        correlated = [self._values(cells, name) for name in self.correlated]
        spreads = Spreads.of(correlated, cells.weights) if correlated else None
        return Bundle(cells, increments, hashes_of(cells.numeric, cells.codes), spreads)

    def _values(self, cells: Cells, name: str) -> Floats:
        return cells.numeric[self.columns.numeric.index(name)]

    def add(self, cells: Cells) -> None:
        self.add_bundle(self.bundle_of(cells))

    def add_bundle(self, bundle: Bundle) -> None:
        for number, increment in zip(self.numbers, bundle.increments, strict=True):
            number.add_sums(increment)
        for text, codes in zip(self.texts, bundle.cells.codes, strict=True):
            text.add(codes, bundle.cells.weights)
        self._add_spreads(bundle.spreads)
        self.look(bundle)

    def look(self, bundle: Bundle) -> None:
        """Gather what does not depend on the order of additions."""
        cells = bundle.cells
        self.rows += len(cells)
        for number, increment in zip(self.numbers, bundle.increments, strict=True):
            number.add_values(increment)
        for name, pairs in self.pairs.items():
            pairs.add(self._values(cells, name), self._values(cells, self.target))
        self.duplicates.add(cells.numeric)
        self.counter.add_hashes(bundle.hashes)

    def _add_spreads(self, spreads: Spreads | None) -> None:
        self.spreads = spreads if self.spreads is None or spreads is None else self.spreads + spreads

    @property
    def reservoirs(self) -> list[Reservoir]:
        return [*(number.reservoir for number in self.numbers), *(pairs.reservoir for pairs in self.pairs.values())]

    def scout(self, first: int) -> "StatisticsScout":
        """A scout for bundles that begin at this row of the table."""
        return StatisticsScout(
            columns=self.columns,
            target=self.target,
            limits=self.limits,
            plotted=tuple(self.plotted),
            correlated=tuple(self.correlated),
            row=first,
            thresholds=tuple(reservoir.threshold for reservoir in self.reservoirs),
            counted=tuple(not number.distinct.more for number in self.numbers),
            groups=tuple(map(tuple, self.duplicates.groups)),
            share=self.counter.share,
        )

    def join(self, summary: "StatisticsSummary") -> None:
        """Add the statistics of later rows."""
        self.rows += summary.rows
        for number, own in zip(self.numbers, summary.numbers, strict=True):
            number.join(own)
        for text, several in zip(self.texts, summary.texts, strict=True):
            for counts in several:
                text.add_counts(counts)
        for pairs, (population, drawn) in zip(self.pairs.values(), summary.pairs, strict=True):
            pairs.join(population, drawn)
        for spreads in summary.spreads:
            self._add_spreads(spreads)
        self.duplicates.join(summary.duplicates)
        self.counter.join(summary.counter)

    def plots(self) -> Iterator[Plotted]:
        """The plots of the columns that have a number."""
        columns = {column.name: column for column in self.numbers}
        for name in self.plotted:
            if columns[name].alone.n:
                yield Plotted.of(columns[name], self.pairs[name].points() if name in self.pairs else None)

    def correlations(self) -> Correlations | None:
        if self.spreads is None:
            return None
        return self.spreads.correlations(self.correlated, len(self.numbers) - len(self.correlated))


@dataclass(frozen=True)
class StatisticsSummary:
    """The statistics of some bundles, to be added to others."""

    rows: int
    numbers: list[NumberSummary]
    texts: list[list[Ints | Floats]]  # counts of the codes of each column: in all, or by bundle if rows have weights
    pairs: list[tuple[int, Drawn]]
    spreads: list[Spreads | None]  # of each bundle
    duplicates: DuplicateColumns
    counter: RepeatCounter


@dataclass(frozen=True)
class StatisticsScout:
    """Gathers bundles where the rows are. It knows what this process has found in the rows before them."""

    columns: Columns
    target: str
    limits: Limits
    plotted: tuple[str, ...]
    correlated: tuple[str, ...]
    row: int
    thresholds: tuple[float, ...]  # of the random samples so far
    counted: tuple[bool, ...]  # whether the distinct values of each column of numbers are still counted
    groups: tuple[tuple[int, ...], ...]  # columns that were the same so far
    share: float  # of all hashes, those that are kept so far

    def gather(self, bundles: Iterable[Cells]) -> StatisticsSummary:
        gatherer = StatisticsGatherer(self.columns, self.target, self.limits, self.plotted, self.correlated)
        for reservoir, threshold in zip(gatherer.reservoirs, self.thresholds, strict=True):
            reservoir.begin_at(self.row, threshold)
        for number, counted in zip(gatherer.numbers, self.counted, strict=True):
            number.distinct.more = not counted
        gatherer.duplicates = DuplicateColumns([*map(list, self.groups)])
        gatherer.counter.share = self.share
        sums: list[list[Increment]] = [[] for _ in gatherer.numbers]
        spreads = list[Spreads | None]()
        texts: list[list[Ints | Floats]] = [[] for _ in gatherer.texts]
        for cells in bundles:
            bundle = gatherer.bundle_of(cells)
            gatherer.look(bundle)
            spreads.append(bundle.spreads)
            for own, increment in zip(sums, bundle.increments, strict=True):
                own.append(increment.sums)
            for counts, text, codes in zip(texts, gatherer.texts, cells.codes, strict=True):
                if cells.weights is None:  # whole numbers, which add up to the same in any order
                    text.add(codes)
                    counts[:] = [text.counts]
                else:
                    counts.append(np.bincount(codes, cells.weights))
        return StatisticsSummary(
            rows=gatherer.rows,
            numbers=[number.summary(own) for number, own in zip(gatherer.numbers, sums, strict=True)],
            texts=texts,
            pairs=[(pairs.population, pairs.reservoir.drawn()) for pairs in gatherer.pairs.values()],
            spreads=spreads,
            duplicates=gatherer.duplicates,
            counter=gatherer.counter,
        )
