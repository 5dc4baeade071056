"""Rows of a small table that are computed from others: totals above or below the rows, subtotals, averages."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.files.structure.totals import (
    FEWEST_FOR_ONE_SUM,
    FEWEST_ROWS_OF_SUM,
    ROUNDED_SUM,
    TOTAL_WORDS,
    has_total_word,
)
from lrcli.notation.form import Ambiguous
from lrcli.notation.hints import Hints
from lrcli.notation.missing import is_missing
from lrcli.notation.numbers import NumberForm

AVERAGE_WORDS = frozenset({
    "average", "averages", "avg", "mean", "durchschnitt", "mittelwert", "mittel", "moyenne", "promedio", "media",
    "média", "gemiddelde", "gemiddeld", "medelvärde", "średnia", "среднее", "平均", "평균",
})  # fmt: skip
ROWS_AT_AN_END = 3  # among which an average stands
MOST_OF_ALL = 0.5  # of the rows: where more have such a word it is an ordinary one


# A word alone proves nothing: Total is also a company, and average a state of repair. So the numbers must be right.
# A total of all other rows is proven by one column, since other columns may hold years or means. A subtotal is the sum
# of a few rows, which may be equal by chance (1 + 1 = 2): it must be right in most columns, and in every such row.


def may_have_summaries(rows: str, delimiter: str) -> bool:
    """Whether some rows may sum up others, by a quick look: a word for it, or an empty cell in the first row."""
    first = rows.lstrip("\r\n").partition("\n")[0].rstrip("\r")
    if any(not cell.strip(' \t"') for cell in first.split(delimiter)):
        return True
    folded = rows.casefold()
    return any(word in folded for word in TOTAL_WORDS | AVERAGE_WORDS)


def find_summaries(rows: Sequence[Sequence[str]], hints: Hints) -> list[int]:
    """The indices of the rows of a whole table that are sums or averages of others."""
    totals = [k for k, row in enumerate(rows) if has_total_word(row)]
    ends = [k for k in range(len(rows)) if k < ROWS_AT_AN_END or k >= len(rows) - ROWS_AT_AN_END]
    averages = [k for k in ends if k not in totals and _is_average(rows[k])]
    unnamed = [0] if 0 not in {*totals, *averages} and _has_gap(rows) else []
    candidates = sorted([*totals, *averages, *unnamed])
    if not candidates or len(candidates) > MOST_OF_ALL * len(rows):
        return []
    numbers, decimals = _numbers(rows, hints)
    others = np.setdiff1d(np.arange(len(rows)), candidates)
    if len(others) < FEWEST_ROWS_OF_SUM:
        return []
    of_all = [k for k in totals if _equal_sums(numbers, k, others)[0]]
    subtotals = [k for k in totals if k not in of_all]
    if not all(_is_subtotal(numbers, k, summands) for k, summands in _summands(subtotals, of_all, others)):
        subtotals = []
    right = [k for k in averages if _are_means(numbers, decimals, k, others)]
    right += [k for k in unnamed if _are_sums_without_word(numbers, k, others)]
    return sorted([*of_all, *subtotals, *right])


def first_may_sum_up(rows: Sequence[Sequence[str]], hints: Hints) -> bool:
    """Whether the first of these rows may be the total of a table that goes on behind them.

    It has a word or a gap, and a number that the sum of the other rows does not exceed yet; without a word all its
    numbers are so large.
    """
    word = bool(rows) and has_total_word(rows[0])
    if len(rows) <= FEWEST_FOR_ONE_SUM or not (word or _has_gap(rows)):
        return False
    numbers, _ = _numbers(rows, hints)
    below = numbers[1:]
    with np.errstate(over="ignore"):
        sums = np.where(np.isnan(below), 0.0, below).sum(axis=0)
    rising = ~np.isnan(numbers[0]) & ~(below < 0).any(axis=0) & (sums > 0)  # sums that further rows make no lower
    large = numbers[0, rising] >= (1 - ROUNDED_SUM) * sums[rising]
    return bool(large.any() if word else large.size and large.all())


def _is_average(row: Sequence[str]) -> bool:
    """Whether the first cell that is not empty begins with a word for an average."""
    label = next((cell for cell in row if cell.strip()), "").casefold().split()[:2]
    return any(word.strip(":.") in AVERAGE_WORDS for word in label)


def _has_gap(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is empty where nearly all others have something."""
    width = len(rows[0])
    return any(
        not rows[0][j].strip() and sum(j < len(row) and bool(row[j].strip()) for row in rows) > 0.9 * (len(rows) - 1)
        for j in range(width)
    )


def _numbers(rows: Sequence[Sequence[str]], hints: Hints) -> tuple[Floats, Ints]:
    """The numbers of all columns of numbers, NaN where there is none, and their digits behind the decimal mark."""
    width = max(map(len, rows))
    columns, decimals = [], []
    for j in range(width):
        cells = [row[j].strip() if j < len(row) else "" for row in rows]
        counts: Mapping[str, int] = dict.fromkeys((cell for cell in cells if not is_missing(cell)), 1)
        form = NumberForm.find(counts, hints)
        if isinstance(form, Ambiguous):  # between two forms of numbers; sums are sums in either
            form = cast("NumberForm", form.first)
        if form is not None:
            values = [form.number(cell) for cell in cells]
            columns.append([np.nan if value is None else value for value in values])
            decimals.append([len(cell.rpartition(form.decimal)[2]) * (form.decimal in cell) for cell in cells])
    shape = (len(rows), len(columns))
    return np.array(columns, dtype=float).T.reshape(shape), np.array(decimals, dtype=int).T.reshape(shape)


def _equal_sums(numbers: Floats, row: int, summands: Ints) -> tuple[int, int]:
    """In how many columns a row has the sum of some others, and in how many it has a number."""
    equal = present = 0
    for value, below in zip(numbers[row], numbers[summands].T, strict=True):
        known = below[~np.isnan(below)]
        if np.isnan(value) or np.count_nonzero(known) < FEWEST_ROWS_OF_SUM:
            continue  # the sum of one number and zeros is that number, which proves nothing
        with np.errstate(over="ignore"):
            magnitude = float(np.abs(known).sum())
            equal += bool(0 < magnitude < np.inf and abs(value - known.sum()) <= ROUNDED_SUM * magnitude)
        present += 1
    return equal, present


def _is_subtotal(numbers: Floats, row: int, summands: Ints) -> bool:
    equal, present = _equal_sums(numbers, row, summands)
    return 0 < present < 2 * equal


def _summands(subtotals: Sequence[int], totals: Sequence[int], others: Ints) -> Iterator[tuple[int, Ints]]:
    """For each subtotal the rows since the one before it."""
    previous = -1
    for k in sorted([*subtotals, *totals]):
        if k not in totals:
            yield k, others[(others > previous) & (others < k)]
        previous = k


def _are_means(numbers: Floats, decimals: Ints, row: int, others: Ints) -> bool:
    """Whether all numbers of a row are the means of the others, as far as they are written."""
    present = ~np.isnan(numbers[row]) & ~np.isnan(numbers[others]).all(axis=0)
    if not present.any():
        return False
    means = np.nanmean(numbers[np.ix_(others, present)], axis=0)
    digits = 0.5 * 10.0 ** -decimals[row, present]
    return bool((np.abs(numbers[row, present] - means) <= digits * (1 + ROUNDED_SUM)).all())


def _are_sums_without_word(numbers: Floats, row: int, others: Ints) -> bool:
    equal, present = _equal_sums(numbers, row, others)
    return equal == present >= 1 + (len(others) < FEWEST_FOR_ONE_SUM)
