"""Describe every column of a table, and remark on what is odd."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lrcli.data.columns.first_rows import First
from lrcli.data.columns.schema import Columns, names
from lrcli.data.columns.schema_inference import decide_all, named_code, notation_remarks, why_not
from lrcli.data.columns.targets import choose_target, split_names
from lrcli.data.describe.correlations import Correlations
from lrcli.data.describe.correlations import chosen as correlated_columns
from lrcli.data.describe.plots import Plotted
from lrcli.data.describe.spread import TELLTALE
from lrcli.data.describe.statistics import Description, NumberColumn
from lrcli.data.files.dataset import Files, files_of
from lrcli.data.files.frames import Frame, Table
from lrcli.data.files.layout import Layout
from lrcli.data.files.stream import OnBytes
from lrcli.data.rows.bundles import bundles
from lrcli.data.rows.origins import Places
from lrcli.data.rows.start import start_reading
from lrcli.data.rows.workers import Workers
from lrcli.data.tables.repeats import Repeats
from lrcli.errors import OptionError
from lrcli.fitting.evidence.outlying_rows import FarRow, OutlyingRow
from lrcli.jobs.judgement.outliers import outlier_text
from lrcli.jobs.table_statistics import StatisticsGatherer
from lrcli.limits import Limits, default_limits
from lrcli.notation.kinds import Form
from lrcli.notation.numbers import PLAIN
from lrcli.text import count, short

if TYPE_CHECKING:
    from lrcli.data.rows.tasks import Tasks

MOST_BELOW_ZERO = 2  # values: more are no slip of the pen
FEWEST_ABOVE_ZERO = 50  # values for each of these: of fewer, one below 0 is no exception
PLOTTED_COLUMNS = 12  # that "*" plots at most


@dataclass(frozen=True)
class TableStatistics:
    """A description of each column, in the file's order, and remarks."""

    rows: int
    target: str | None  # None where the column that train would take holds no numbers
    columns: tuple[Description, ...]
    remarks: tuple[str, ...]
    outliers: tuple[OutlyingRow, ...] = ()  # values far from all others of their column
    plots: tuple[Plotted, ...] = ()
    correlations: Correlations | None = None
    forms: Mapping[str, Form] = field(default_factory=dict)  # how columns of numbers are written, where not plainly


def stats(
    data: Table | Frame,
    *,
    target: str | None = None,
    where: str | None = None,
    weights: str | None = None,
    layout: Layout | None = None,
    plots: Sequence[str] = (),
    correlations: bool = False,
    on_bytes: OnBytes | None = None,
    limits: Limits | None = None,
    tasks: "Tasks | None" = None,
) -> TableStatistics:
    """Describe all columns. data: paths or patterns, "-" for standard input, or a table in memory.

    weights: the column that says for how many rows each counts.
    plots: columns of numbers to be drawn, "*" for the first 12. correlations: of every pair, among the first 20.
    tasks: who reads the files; None for the threads of this process.
    Raises DataError, OptionError.
    """
    remarks: list[str] = []
    plotted: list[str] = []
    target_name = ""
    codes: dict[str, float | None] = {}  # of the columns of numbers, what may stand for a missing value

    def choose(first: First) -> Columns:
        nonlocal target_name
        if target is not None and len(split_names(first.header, target)) > 1:
            raise OptionError("target", f"{target} names several columns; correlations are with one of them")
        target_name, _ = choose_target(first, target, weights)
        columns = decide_all(first, weights)
        plotted.extend(plotted_columns(plots, first.header, columns))
        if "*" in plots and len(columns.numeric) > PLOTTED_COLUMNS:
            remarks.append(
                f"the first {PLOTTED_COLUMNS} of {len(columns.numeric)} columns of numbers are drawn; "
                "--plot names others"
            )
        remarks.extend(first.remarks)
        remarks.extend(odd_columns(first, columns, target_name))
        codes.update({name: named_code(first, name, columns.forms.get(name, PLAIN)) for name in columns.numeric})
        return columns

    opened = Files(files_of(data), layout or Layout(), on_bytes, limits or default_limits(), hashed=False)
    with opened as files, Workers() as workers:
        reading = start_reading(files, choose, where, keep_all=True)
        apart = None
        if tasks is not None:
            from lrcli.data.rows.reading_apart import ReadingApart

            reading = apart = ReadingApart(reading, tasks, hashed=False)
        for levels in reading.levels:
            levels.limit = files.limits.distinct_values
        numeric = reading.columns.numeric
        correlated = correlated_columns(numeric, target_name) * correlations
        gatherer = StatisticsGatherer(reading.columns, target_name, files.limits, plotted, correlated)
        size = files.limits.rows_of_a_bundle(len(numeric) + len(reading.columns.categorical))
        if apart is not None:
            from lrcli.data.rows.bundles_apart import gather_apart

            gather_apart(apart, gatherer, size)
        else:
            rows = bundles(reading.cells(workers, keep_bytes=False), size)
            for bundle in workers.in_order(gatherer.bundle_of, rows):
                gatherer.add_bundle(bundle)
    described = {column.name: column.description() for column in gatherer.numbers}
    for text, levels, level_names in zip(gatherer.texts, reading.levels, names(reading.levels), strict=True):
        described[text.name] = text.description(level_names, more_distinct=levels.full)
    places = Places.of(files.sources)
    odd = [row for row in outliers(gatherer.numbers, described, places) if row.value != codes.get(row.column)]
    odd_minus = list(minus_among_others(gatherer.numbers, reading.columns.forms, odd, places))
    told_apart = not any(levels.full for levels in reading.levels)
    return TableStatistics(
        rows=gatherer.rows,
        target=gatherer.target if gatherer.target in reading.columns.numeric else None,
        columns=tuple(described[name] for name in files.columns),
        remarks=(
            *remarks,
            *reading.left_out.remarks_on_cells(),
            *odd_values(gatherer, described.values()),
            *(outlier_text(FarRow(**vars(row), form=reading.columns.forms.get(row.column))) for row in odd),
            *odd_minus,
            *(odd_rows(gatherer.counter.repeats()) if told_apart else ()),
        ),
        outliers=tuple(odd),
        plots=tuple(gatherer.plots()),
        correlations=gatherer.correlations(),
        forms=dict(reading.columns.forms),
    )


def plotted_columns(plots: Sequence[str], header: Sequence[str], columns: Columns) -> list[str]:
    """The columns of numbers that --plot names. Raise OptionError for any other."""
    for name in plots:
        if name not in ("*", *header):
            raise OptionError("plot", f": no column {name!r}; the columns are {', '.join(header)}")
        if name not in ("*", *columns.numeric):
            raise OptionError("plot", f"{name}: the column holds texts, and only numbers are drawn")
    numerals = {*columns.numeric}
    first = [name for name in header if name in numerals][:PLOTTED_COLUMNS]
    return list(dict.fromkeys(column for name in plots for column in (first if name == "*" else [name])))


def odd_columns(first: First, columns: Columns, target: str) -> Iterator[str]:
    """Columns that train leaves out, numbers that are not written plainly, texts that are nearly numbers."""
    numerals = {*columns.numeric}
    for name in first.header:
        numeral = name in numerals
        if name != target and (reason := why_not(first, name, numeral)):
            yield f"{name}: {reason}; train leaves it out"
    forms = {name: columns.forms.get(name, PLAIN) for name in columns.numeric}
    yield from notation_remarks(first, forms, columns.categorical)


def odd_values(gatherer: StatisticsGatherer, described: Iterable[Description]) -> Iterator[str]:
    """Columns that repeat another or the target, columns that are mostly missing, statistics of a sample."""
    for a, b in gatherer.duplicates.pairs():
        yield f"{gatherer.columns.numeric[b]} is the same as {gatherer.columns.numeric[a]} in every row"
    for column in described:
        if column.count and column.missing > column.count:
            yield f"{column.name}: {column.missing / (column.missing + column.count):.0%} missing"
        if column.name != gatherer.target and abs(column.correlation or 0) > TELLTALE:
            yield f"{column.name} gives {gatherer.target} away: their correlation is {column.correlation:.5f}"
    if picked := max((column.numbers.picked or 0 for column in described if column.numbers), default=0):
        yield f"quartiles and histograms (≈) are of up to {picked:,} random values a column; all else is of all"


def outliers(
    columns: Iterable[NumberColumn], described: Mapping[str, Description], places: Places
) -> list[OutlyingRow]:
    """Values far from all others of their column, and where they are."""
    far = []
    for column in columns:
        numbers = described[column.name].numbers
        if numbers is None:
            continue
        different = described[column.name].distinct
        extremes = column.extremes.outliers(numbers.q1, numbers.median, numbers.q3, different)
        if not extremes:
            continue
        inside = column.sample[: column.reservoir.n]
        for extreme in extremes:
            outward = extreme.value > numbers.median
            others = inside[inside < extreme.value] if outward else inside[inside > extreme.value]
            nearest = float(others.max() if outward else others.min())
            far.append(OutlyingRow(column.name, extreme.value, numbers.median, nearest, places.place(extreme.origin)))
    return far


def minus_among_others(
    columns: Iterable[NumberColumn], forms: Mapping[str, Form], far: Sequence[OutlyingRow], places: Places
) -> Iterator[str]:
    """Values below 0 that are the only ones of many, where they are not far from all others besides."""
    named = {(row.column, row.value) for row in far}
    for column in columns:
        below = [extreme for extreme in column.extremes.low if extreme.value < 0]
        form = forms.get(column.name)
        dated = form is not None and form.in_quotes
        if dated or not 0 < len(below) <= MOST_BELOW_ZERO or column.values < FEWEST_ABOVE_ZERO * len(below):
            continue
        others = "is the only one below 0" if len(below) == 1 else f"is one of {len(below)} below 0"
        for extreme in below:
            if (column.name, extreme.value) not in named:
                place = places.place(extreme.origin)
                value = f"{column.name} {short(extreme.value)} {others} of {column.values:,} values"
                yield value if place is None else f"{place}: {value}"


def odd_rows(repeats: Repeats) -> Iterator[str]:
    """How many rows repeat another."""
    if repeated := repeats.repeated():
        rows = count(repeated, "row")
        if repeats.share < 1:
            rows = f"about {count(int(float(f'{repeated / repeats.share:.2g}')), 'row')}"
        yield f"{rows} {'repeat' if repeated > 1 else 'repeats'} an earlier one in every column"
