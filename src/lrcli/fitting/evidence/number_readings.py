"""Numbers that may not be quantities: codes for missing cells, as −200 or 9999, and numbers that name things.

The cells do not show which they are. But the target does: both readings are tried on rows that do not train, by the
analytic solution, and only what is clearly better is named. A code for missing cells, read as a number, is a far value
that bends the line of all others. A column of numbered things says more as levels than as a number, and what one thing
adds to the target says nothing of the next, while what is measured, as a score from 0 to 100, adds much the same as its
neighbour.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from lrcli.arrays import Ints
from lrcli.data.columns.codes import missing_code, occur_equally_often
from lrcli.data.columns.schema import Columns
from lrcli.data.rows.rows import Rows
from lrcli.data.tables.dealers import Dealing
from lrcli.fitting.evidence.facts import MissingCode, MissingCodes, NumberedThings
from lrcli.fitting.evidence.split_rows import SplitRows, thin
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.scores import from_log, predicted
from lrcli.fitting.storage.interface import Fold
from lrcli.fitting.storage.rule import fold_of_rows

FOLDS_TO_TRY = 5  # of the rows, where none are held out
FEWEST_ROWS_TO_TELL = 50  # whose errors tell two readings apart
CLEARLY = 0.95  # times the error: less is within what a weight more or less makes
STRANGERS = 0.7  # of 1, half the mean squared difference of neighbours beside the variance: 1 ± 0.1 of 100 strangers
MOST_TRIAL_COST = 4e9  # multiplications n p² of a solution, which take a fifth of a second


def find_missing_codes(folds: Sequence[Fold], splits: Sequence[SplitRows]) -> MissingCodes | None:
    """Values that are codes for missing cells by their looks, and as which they are read with a clearly lower error."""
    columns, rows = folds[0].table.columns, rows_to_try(splits[0])
    y = from_log(rows.y, folds[0])
    codes = {}
    for name, values in [*zip(columns.numeric, rows.numeric.T, strict=True), (columns.target or "", y)]:
        form = columns.forms.get(name)
        measured = name not in columns.terms and (form is None or not form.in_quotes)
        if measured and (code := missing_code(values[~np.isnan(values)])) is not None:
            codes[name] = MissingCode(name, code, float(np.mean(values == code)))
    if not codes:
        return None
    words = {code.value for code in codes.values()}  # of all columns: --missing-values asks for none of them

    def as_missing(rows: Rows) -> Rows:
        missing = np.isin(rows.numeric, [*words])
        for k, name in enumerate(columns.numeric):
            sources = {factor.column for factor in columns.terms.get(name, ()) if factor.column in columns.numeric}
            for source in sources:
                missing[:, k] |= missing[:, columns.numeric.index(source)]
        return replace(rows, numeric=np.where(missing, np.nan, rows.numeric))

    squares = np.zeros((2, 2))  # of each reading the sum of the squared errors, and of the weights
    for training, held_out, fold in trials(folds, splits):
        whole = ~np.isin(from_log(held_out.y, fold), [*words])
        judged, others = held_out[np.flatnonzero(whole)], ~np.isin(from_log(training.y, fold), [*words])
        own = trial_of(fold, columns, fold.table.levels, training, judged)
        judged_otherwise, trained_otherwise = as_missing(judged), as_missing(training[np.flatnonzero(others)])
        other = trial_of(fold, columns, fold.table.levels, trained_otherwise, judged_otherwise)
        if own is None or other is None:
            return None
        squares += errors(own, judged), errors(other, judged_otherwise)
    rmse, of_missing = np.sqrt(squares[:, 0] / squares[:, 1]).tolist()
    return MissingCodes((*codes.values(),), rmse, of_missing) if of_missing < CLEARLY * rmse else None


def find_numbered_things(folds: Sequence[Fold], splits: Sequence[SplitRows]) -> tuple[NumberedThings, ...]:
    """Columns whose whole numbers occur as often as one another, and that say clearly more as levels."""
    columns, rows = folds[0].table.columns, rows_to_try(splits[0])
    in_terms = {factor.column for factors in columns.terms.values() for factor in factors}
    several = []
    for k, name in enumerate(columns.numeric):
        values = rows.numeric[:, k]
        plain = name not in columns.terms and name not in in_terms and name not in columns.forms
        if not plain or np.isnan(values).any() or not occur_equally_often(values):
            continue
        low, high = float(values.min()), float(values.max())
        others = tuple(other for other in columns.numeric if other != name)
        as_category = replace(columns, numeric=others, categorical=(*columns.categorical, name))
        levels = (*folds[0].table.levels, tuple(str(number) for number in range(int(low), int(high) + 1)))
        squares = np.zeros((2, 2))
        for training, held_out, fold in trials(folds, splits):
            own = trial_of(fold, columns, fold.table.levels, training, held_out)
            other = trial_of(fold, as_category, levels, as_levels(training, k, low), as_levels(held_out, k, low))
            if own is None or other is None or not are_strangers(own, training, k):
                break
            squares += errors(own, held_out), errors(other, as_levels(held_out, k, low))
        else:
            rmse, of_levels = np.sqrt(squares[:, 0] / squares[:, 1]).tolist()
            if of_levels < CLEARLY * rmse:
                several.append(NumberedThings(name, low, high, rmse, of_levels))
    return tuple(several)


def rows_to_try(split: SplitRows) -> Rows:
    return Rows.joined([thin(split.trained), thin(split.held_out)])


def trials(folds: Sequence[Fold], splits: Sequence[SplitRows]) -> Iterator[tuple[Rows, Rows, Fold]]:
    """Rows to train on and rows to measure, as they are dealt, or where none are held out, as 5 folds deal them."""
    for fold, split in zip(folds, splits, strict=True):
        training, held_out = thin(split.trained), thin(split.held_out)
        if len(held_out):
            yield training, held_out, fold
            continue
        role = Dealing().folds(FOLDS_TO_TRY, fold.recipe.seed).of_table(training.y, None)
        for fold_index in range(FOLDS_TO_TRY):
            yield training[np.flatnonzero(role != fold_index)], training[np.flatnonzero(role == fold_index)], fold


def trial_of(
    fold: Fold, columns: Columns, levels: Sequence[tuple[str, ...]], training: Rows, held_out: Rows
) -> Fold | None:
    """A fold of rows in another reading, encoded by those to train on.

    levels: of each column of codes. None where rows are too few, or solving them takes too long.
    """
    n, p = len(training), fold.encoding.p + sum(map(len, levels)) - sum(map(len, fold.table.levels))
    if n < FEWEST_ROWS_TO_TELL or not len(held_out) or n * p * p > MOST_TRIAL_COST:
        return None
    recipe = fold.recipe
    solver = Recipe(weight_decay=recipe.weight_decay, min_count=recipe.min_count, standardize=recipe.standardize)
    return fold_of_rows(fold.table, training, held_out, solver, columns=columns, levels=tuple(levels))


def errors(trial: Fold, held_out: Rows) -> tuple[float, float]:
    """The sum of the squared errors on held-out rows by the solution of the others, and for how many rows it is."""
    y_hat = predicted(trial, trial.block(held_out), trial.solve(trial.recipe.weight_decay).w)
    weights = np.ones(len(held_out)) if held_out.weights is None else held_out.weights
    return float((y_hat - from_log(held_out.y, trial)) ** 2 @ weights), float(weights.sum())


def as_levels(rows: Rows, column: int, low: float) -> Rows:
    """The rows with a column of whole numbers as one of codes, the last."""
    codes: Ints = (rows.numeric[:, column] - low).astype(np.intp) + 1
    return replace(rows, numeric=np.delete(rows.numeric, column, axis=1), codes=np.column_stack([rows.codes, codes]))


def are_strangers(trial: Fold, rows: Rows, column: int) -> bool:
    """Whether what a number adds to the target says nothing of what the next one adds, beyond a straight line."""
    y_hat = predicted(trial, trial.block(rows), trial.solve(trial.recipe.weight_decay).w)
    _, index, counts = np.unique(rows.numeric[:, column], return_inverse=True, return_counts=True)
    mean = np.bincount(index, weights=y_hat - from_log(rows.y, trial)) / counts
    variance = float(np.var(mean))
    return variance > 0 and float(np.mean(np.diff(mean) ** 2)) / 2 > STRANGERS * variance
