"""A table compared with the rows that a model was trained on: are their distributions the same?

A column differs if its population stability index or its Kolmogorov–Smirnov distance is above a fixed limit, and above
what chance alone exceeds in one of a hundred tables. The first rule ignores tiny differences, which a million rows make
significant; the second ignores chance, which makes large differences in a hundred rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lrcli.arrays import Floats, Ints, distinct
from lrcli.data.columns.schema import Columns
from lrcli.data.files.frames import Frame, Table
from lrcli.data.files.layout import Layout
from lrcli.data.files.stream import OnBytes
from lrcli.data.rows.read import Cells, Reading
from lrcli.data.rows.sample import Reservoir
from lrcli.data.rows.workers import Workers
from lrcli.errors import DataError, ModelError, OptionError
from lrcli.jobs.apply import TrainedLevels, open_files, read_for
from lrcli.jobs.judgement.reason import Reason
from lrcli.jobs.judgement.verdict import Verdict
from lrcli.learning.statistics.drift import (
    distance_by_chance,
    kolmogorov_smirnov,
    population_stability,
    shares_up_to,
    stability_by_chance,
)
from lrcli.model.distribution import Distribution
from lrcli.model.features import OTHER
from lrcli.model.linear import Model
from lrcli.text import count, first_names, percent, short

CHANGE = 0.1  # of either measure: below that a change is usually called small
CHANCE = 0.01  # probability that a table like the training rows is called different in any of its columns
UNREADABLE_SHARE = 0.05  # of a column's cells, from which on it is another column
BINS_OF_A_COLUMN = 10  # of a column of numbers, each of as many training rows as equal values allow
RARE = 0.01  # levels of a smaller share, and new ones, are one bin
SAMPLE_ROWS = 100_000  # that are compared: chance moves a share of so many rows by 0.3 % at most
NAMED_COLUMNS, NAMED_LEVELS = 3, 5  # that a sentence names
# Between which units a column may have been changed: how many times as large the one is as the other.
UNITS = {
    "miles and kilometres": 1.609344,
    "kilowatts and horsepower": 1.3596216,
    "pounds and kilograms": 2.2046226,
    "months and years": 12.0,
    "shares and percent": 100.0,
    "units and thousands": 1000.0,
}


@dataclass(frozen=True)
class ColumnComparison:
    """How the new rows differ from the training rows in a feature or the target."""

    name: str
    psi: float  # population stability index
    psi_by_chance: float  # which chance alone exceeds in one of a hundred tables, in any of their columns
    ks: float | None  # distance of the distribution functions; None of texts
    ks_by_chance: float | None
    missing: float  # share of the cells
    missing_in_training: float
    below: int = 0  # cells below the lowest value in training
    above: int = 0
    new_levels: Mapping[str, int] | None = None  # their cells, by level; None of numbers
    unreadable: int = 0  # cells that are not written as the training's
    unit: str | None = None  # "miles and kilometres", where the values differ by just that
    different: bool = False


@dataclass(frozen=True)
class Comparison:
    """A table compared with the training rows. The verdict is `usable` if they are alike."""

    rows: int
    columns: tuple[ColumnComparison, ...]
    lacking: tuple[str, ...]  # columns that the model needs
    unknown: tuple[str, ...]  # columns that it does not know
    verdict: Verdict
    remarks: tuple[str, ...]

    @property
    def different(self) -> bool:
        return not self.verdict.usable


class _Gatherer:
    """Counts over all rows, and a random sample of them."""

    def __init__(self, model: Model, columns: Columns) -> None:
        self.model, self.columns, self.rows = model, columns, 0
        self.names = [*([columns.target] if columns.target else []), *columns.numeric]
        size = SAMPLE_ROWS
        self.numbers = [np.empty(size) for _ in self.names]
        self.codes = [np.empty(size, dtype=np.intp) for _ in columns.categorical]
        self.weights = np.ones(size)
        some = bool(self.numbers or self.codes)
        self.reservoir = Reservoir(*self.numbers, *self.codes, self.weights) if some else None
        self.ends = {feature.name: (feature.min, feature.max) for feature in model.numeric}
        self.beyond = {name: [0, 0] for name in self.names}
        self.counts = [np.zeros(1, dtype=np.intp) for _ in columns.categorical]

    def add(self, cells: Cells) -> None:
        self.rows += len(cells)
        values = [*([cells.y] if self.columns.target else []), *cells.numeric]
        for name, column in zip(self.names, values, strict=True):
            if name in self.ends:
                low, high = self.ends[name]
                self.beyond[name][0] += int((column < low).sum())
                self.beyond[name][1] += int((column > high).sum())
        for k, codes in enumerate(cells.codes):
            own: Ints = np.bincount(codes, minlength=len(self.counts[k])).astype(np.intp)
            own[: len(self.counts[k])] += self.counts[k]
            self.counts[k] = own
        if self.reservoir:
            rows, slots = self.reservoir.draw(len(cells))
            for numbers, column in zip(self.numbers, values, strict=True):
                numbers[slots] = column[rows]
            for buffer, codes in zip(self.codes, cells.codes, strict=True):
                buffer[slots] = codes[rows]
            if cells.weights is not None:
                self.weights[slots] = cells.weights[rows]

    def sample(self, buffer: Floats | Ints) -> Floats | Ints:
        return buffer[: self.reservoir.n] if self.reservoir else buffer[:0]


def compare(
    model: Model,
    data: Table | Frame,
    *,
    where: str | None = None,
    weights: str | None = None,
    layout: Layout | None = None,
    on_bytes: OnBytes | None = None,
) -> Comparison:
    """Compare a table with the rows that a model was trained on. data, where, weights: as in `evaluate`.

    Raises DataError, OptionError for a condition that cannot be read, ModelError where the model keeps too little.
    """
    if not model.distributions:
        raise ModelError("the model does not keep how its columns are distributed; train it anew")
    target, targets = model.target.name, model.target_names
    if weights in targets:
        raise OptionError("weights", f"{weights}: the column is the target")
    with (
        open_files(model, target, data, layout, on_bytes, weights=weights, hashed=False) as files,
        Workers() as workers,
    ):
        if weights is not None and weights not in files.columns:
            raise OptionError("weights", f": no column {weights!r}; the columns are {', '.join(files.columns)}")
        reading = read_for(model, files, target, where, weights=weights, may_lack=True, keep_all=True)
        gatherer = _Gatherer(model, reading.columns)
        for cells in reading.cells(workers):
            gatherer.add(cells)
        there = {*files.columns}
        known = {*targets, *(column.name for column in model.inputs)}
        lacking = tuple(column.name for column in model.inputs if column.name not in there)
        unknown = tuple(name for name in files.columns if name not in known and name != weights)
        trained = TrainedLevels(model)
        columns = tuple(_columns(model, gatherer, reading, trained.of(reading.texts())))
        name, renamed = files.name, files.renamed
    if not gatherer.rows:
        raise DataError(f"{name} has no row to compare")
    if not gatherer.names and not reading.columns.categorical:
        raise DataError(f"{name} has none of the columns of the model: {', '.join(sorted(known))}")
    remarks = [
        *renamed,
        *reading.columns.remarks,
        *trained.remarks(),
        *reading.left_out.remarks_on_cells(),
        *_beyond(columns),
    ]
    verdict = _verdict(gatherer.rows, model, columns, lacking)
    return Comparison(gatherer.rows, columns, lacking, unknown, verdict, tuple(remarks))


def _columns(
    model: Model, gatherer: _Gatherer, reading: Reading, levels: Mapping[str, Sequence[str]]
) -> Iterator[ColumnComparison]:
    """In the model's order, the target first."""
    before = {each.name: each for one in model.each for each in one.distributions}
    compared = max(1, len(gatherer.names) + len(gatherer.codes))
    unreadable = {name: cells.count for name, cells in reading.left_out.unreadable.items()}
    weights = None if reading.columns.weights is None else gatherer.sample(gatherer.weights).astype(np.float64)
    numbers, texts = {}, {}
    for name, buffer in zip(gatherer.names, gatherer.numbers, strict=True):
        low, high = gatherer.beyond[name]
        own = compare_numbers(before[name], gatherer.sample(buffer).astype(np.float64), CHANCE / compared, weights)
        numbers[name] = replace(own, below=low, above=high)
    known = {feature.name: {*feature.weights} for feature in model.categorical}
    for k, name in enumerate(reading.columns.categorical):
        counts = dict(zip((None, *levels[name]), gatherer.counts[k].tolist(), strict=False))
        own_levels = np.array([None, *levels[name]], dtype=object)[gatherer.sample(gatherer.codes[k]).astype(np.intp)]
        own = compare_levels(before[name], own_levels.tolist(), CHANCE / compared, weights)
        new = (
            {}
            if OTHER in known[name]
            else {level: n for level, n in counts.items() if level is not None and n and level not in known[name]}
        )
        texts[name] = replace(own, new_levels=new)
    for name in (*model.target_names, *(feature.name for feature in model.features)):
        if each := numbers.get(name) or texts.get(name):
            wrong = unreadable.get(name, 0)
            other = wrong > UNREADABLE_SHARE * gatherer.rows
            yield replace(each, unreadable=wrong, different=each.different or other)


def compare_numbers(
    before: Distribution, column: Floats, chance: float, weights: Floats | None = None
) -> ColumnComparison:
    """Compare a column (n,), NaN where missing, with the training's. weights (n,): how often each row counts."""
    order = np.argsort(column, kind="stable")[: len(column) - int(np.isnan(column).sum())]  # which come last
    rising, missing = column[order], float(np.average(np.isnan(column), weights=weights)) if len(column) else 0.0
    counts = None if weights is None else weights[order]
    shares = np.array(before.shares)
    own = shares_up_to(rising, before.values, counts)
    cuts = distinct(np.searchsorted(shares, np.arange(1, BINS_OF_A_COLUMN) / BINS_OF_A_COLUMN))
    cuts = cuts[cuts < len(shares) - 1]
    p, q = (_bins(each[cuts], absent) for each, absent in ((shares, before.missing), (own, missing)))
    n, m = before.rows, effective_count(len(column), weights)
    there = max(1, round(n * (1 - before.missing))), max(1, effective_count(len(rising), counts))
    comparison = _comparison(before, p, q, m, missing, chance)
    ks, by_chance = kolmogorov_smirnov(shares, own), distance_by_chance(*there, chance)
    far = ks > max(CHANGE, by_chance)
    unit = _unit(before, rising, counts) if far else None
    return replace(comparison, ks=ks, ks_by_chance=by_chance, unit=unit, different=comparison.different or far)


def compare_levels(
    before: Distribution, column: Sequence[str | None], chance: float, weights: Floats | None = None
) -> ColumnComparison:
    """Compare a column of texts (n,), None where missing, with the same column of the training."""
    frequent = {level: share for level, share in (before.levels or {}).items() if share >= RARE}
    each = np.ones(len(column)) if weights is None else weights
    total = float(each.sum()) or 1.0
    counts = dict.fromkeys(frequent, 0.0)
    absent = 0.0
    for level, weight in zip(column, each.tolist(), strict=True):
        if level is None:
            absent += weight
        elif level in counts:
            counts[level] += weight
    others = 1 - sum(frequent.values()) - before.missing, (float(each.sum()) - absent - sum(counts.values())) / total
    p = np.array([*frequent.values(), max(others[0], 0.0), before.missing])
    q = np.array([*(n / total for n in counts.values()), max(others[1], 0.0), absent / total])
    return _comparison(before, p, q, effective_count(len(column), weights), absent / total, chance)


def effective_count(n: int, weights: Floats | None) -> int:
    """How many rows that count once each know as much as n rows of these weights: (Σ w)² / Σ w² (Kish 1965)."""
    if weights is None or not n:
        return n
    return max(1, round(float(weights.sum() ** 2 / (weights**2).sum())))


def _bins(cumulative: Floats, missing: float) -> Floats:
    """The share of each bin, from the cumulative shares up to their ends; missing cells are one more bin."""
    shares: Floats = np.diff(np.array([0.0, *cumulative, 1.0])) * (1 - missing)
    return np.append(shares, missing)


def _comparison(before: Distribution, p: Floats, q: Floats, m: int, missing: float, chance: float) -> ColumnComparison:
    """The comparison by the shares p and q of the bins; a bin without rows does not count."""
    there = (p > 1 / (2 * before.rows)) | (q > 0)
    psi = population_stability(p[there], q[there], before.rows, m)
    by_chance = stability_by_chance(int(there.sum()), before.rows, m, chance)
    return ColumnComparison(
        name=before.name,
        psi=psi,
        psi_by_chance=by_chance,
        ks=None,
        ks_by_chance=None,
        missing=missing,
        missing_in_training=before.missing,
        different=psi > max(CHANGE, by_chance),
    )


def _unit(before: Distribution, rising: Floats, counts: Floats | None) -> str | None:
    """The two units, if converting the values from one to the other makes the distributions alike; else None."""
    shares = np.array(before.shares)
    for name, factor in UNITS.items():
        for times in (factor, 1 / factor):
            own = shares_up_to(rising * times, before.values, counts)
            if kolmogorov_smirnov(shares, own) < CHANGE:
                return name
    return None


def _beyond(columns: Sequence[ColumnComparison]) -> Iterator[str]:
    """Values and levels that the training has not seen."""
    for column in columns:
        if column.below or column.above:
            sides = [
                f"{count(n, 'cell')} {word}" for n, word in ((column.below, "below"), (column.above, "above")) if n
            ]
            yield f"{column.name}: {' and '.join(sides)} all of the training"
        if column.new_levels:
            named = [f"{level} ({count(n, 'row')})" for level, n in column.new_levels.items()]
            yield f"{column.name}: new to the model: {first_names(named, NAMED_LEVELS)}"


def _verdict(rows: int, model: Model, columns: Sequence[ColumnComparison], lacking: Sequence[str]) -> Verdict:
    beside = f"{rows:,} rows beside {model.training.rows.train:,} that it was trained on"
    reasons = [Reason("column lacking", f"{name} is absent") for name in lacking]
    worst = sorted((each for each in columns if each.different), key=lambda each: -each.psi)
    reasons += [Reason("distribution", _why(each, rows)) for each in worst]
    if not reasons:
        at_most = max((each.psi for each in columns), default=0.0)
        text = f"Like the rows of the training: no column differs (PSI {short(at_most, 2)} at most; {beside})."
        return Verdict(True, (), text)
    named = [reason.text for reason in reasons[:NAMED_COLUMNS]]
    more = f", and {count(len(reasons) - NAMED_COLUMNS, 'more column')}" if len(reasons) > NAMED_COLUMNS else ""
    return Verdict(False, tuple(reasons), f"Not like the rows of the training: {'; '.join(named)}{more} ({beside}).")


def _why(column: ColumnComparison, rows: int) -> str:
    if column.unreadable > UNREADABLE_SHARE * rows:
        return f"{column.name} is written otherwise in {count(column.unreadable, 'cell')}"
    measures = f"PSI {short(column.psi, 2)}" + (f", KS {short(column.ks, 2)}" if column.ks is not None else "")
    if column.unit:
        return f"{column.name} differs as {column.unit} do ({measures})"
    apart = abs(column.missing - column.missing_in_training)
    if apart > CHANGE:
        now, then = percent(column.missing), percent(column.missing_in_training)
        return f"{column.name} is missing in {now} of the rows, in training in {then} ({measures})"
    return f"{column.name} is distributed otherwise ({measures})"
