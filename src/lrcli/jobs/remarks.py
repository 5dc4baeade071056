"""What a job says without being asked: sentences about the data, the training and the folds, one a remark.

Remarks that need no more than a file or its columns are made where these are read, in data/, which lies below; those on
how rows were kept, where they are kept.
"""

from collections.abc import Iterator, Sequence

from lrcli.fitting.fit import Steps
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import Fold, Storage
from lrcli.notation.terms import FACTOR_SEPARATOR

LATE = 5  # levels without a slope that are named


def of_training(fold: Fold, recipe: Recipe, redundancies: Sequence[str], batch_size: int | None) -> Iterator[str]:
    """What was done without being asked, and what would do better. batch_size: that was used, if any."""
    rows = len(fold.table)
    yield from of_data(fold)
    yield from redundancies
    if recipe.split is None and not recipe.parts(rows).test:
        yield f"all {rows:,} rows train, none are held out; see how it generalizes with: lrcli crossval"
    if batch_size and isinstance(recipe.batch_size, int) and batch_size > recipe.batch_size:
        yield (
            f"minibatches of {batch_size:,} rows instead of {recipe.batch_size:,}: of so many rows only moments are "
            "kept, and neighbours were merged so that these stay few"
        )


def of_folds(first: Fold, recipes: Sequence[Recipe], redundancies: Sequence[str]) -> Iterator[str]:
    """What was done to the data, and what makes the errors look too low."""
    yield from of_data(first)
    yield from redundancies
    if any(recipe.patience is not None for recipe in recipes):
        yield "--patience chose the epoch on the fold that measures it: the validation error is a little too low"


def of_data(fold: Fold) -> Iterator[str]:
    """How the table was understood, and what was done with what it lacks."""
    table, columns = fold.table, fold.table.columns
    marks = dict(zip(fold.encoding.statistics.missing.tolist(), fold.encoding.marked.tolist(), strict=True))
    marked = {columns.numeric[column] for column, mark in marks.items() if mark}
    if columns.target_reason:
        yield f"predicting {columns.target}, {columns.target_reason}; --target names another"
    yield from columns.remarks
    yield from table.left_out.remarks(columns.target)
    for name, absent in table.missing().items():
        what = "a level of their own"
        if name in columns.numeric:
            what = "filled with the mean"
            what += (
                " and marked by a weight of their own" if name in marked else "; too few train to be marked as missing"
            )
        yield f"{name}: {absent:,} missing, {what}"
    yield from (f"{column.name} left out: {column.reason}" for column in columns.left_out)
    yield from _late_levels(table)
    yield from table.remarks()


def _late_levels(table: Storage) -> Iterator[str]:
    """Texts that a slope was asked for each of, and that the first rows, which decide the slopes, do not have."""
    columns = table.columns
    slopes: dict[tuple[str, str], list[str]] = {}
    for factors in columns.terms.values():
        for factor in factors:
            if factor.level is not None:
                asked = FACTOR_SEPARATOR.join(part.column if part is factor else str(part) for part in factors)
                slopes.setdefault((asked, factor.column), []).append(factor.level)
    levels = {**table.inputs, **dict(zip(columns.categorical, table.levels, strict=True))}
    for (asked, column), known in slopes.items():
        if late := [str(level) for level in levels[column] if level not in known]:
            few = ", ".join(late[:LATE]) + (" …" if len(late) > LATE else "")
            yield f"{asked}: no slope for {few}, which the first rows do not have"


def of_divergence(recipe: Recipe, steps: Steps, run: tuple[int, ...] = (0, 0)) -> str:
    """What went wrong, in numbers, and what to do."""
    advice = "give a --learning-rate below that"
    if recipe.learning_rate is not None:
        advice = "give a smaller --learning-rate, or leave it out"
    if not recipe.standardize:
        advice = "give a smaller --learning-rate, or leave --no-standardize out"
    return (
        f"the training diverged in epoch {steps.epochs_run[run]}: the learning rate {steps.rate[run]:g} "
        f"is too large; the largest stable rate of gradient descent on these rows is 2/λmax = {steps.stable_rate:.3g}; "
        f"{advice}"
    )
