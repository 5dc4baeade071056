"""Remarks of a job: sentences about the data, the training and the folds.

Remarks that need only a file or its columns are made where these are read, in data/; those about how rows are kept,
where they are kept.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lrcli.data.columns.schema import Columns
from lrcli.fitting.evidence.facts import DependentRows, HeldOutLevels, NumberedThings, TextTrial
from lrcli.fitting.evidence.outlying_rows import FarRow
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import Fold, Storage
from lrcli.jobs.judgement.outliers import bound, outlier_text
from lrcli.jobs.judgement.reason import rounded
from lrcli.notation.terms import FACTOR_SEPARATOR
from lrcli.text import count, first_names, percent, shell_word, short

if TYPE_CHECKING:  # which only --inference imports
    from lrcli.fitting.inference import Inference

COLLINEAR = 10.0  # variance inflation factor from which a weight is worth a remark
NAMED_COLLINEAR = 6  # features that one remark names
NAMED_UNLEARNED = 3  # levels in one fold alone that a remark names
NOTABLE_SHARE = 0.01  # of the squared error: less moves the error by less than half a percent
MANY_ROWS = 10_000  # whose mean chance gets right to a hundredth of a deviation
QUOTED_ZERO = re.compile(r"'[0.,]*0[0.,]*'")  # a cell of a left-out row, as a remark quotes it
NAMED_LATE_LEVELS = 5  # levels without a slope that a remark names


def training_remarks(fold: Fold, recipe: Recipe, redundancies: Sequence[str], batch_size: int | None) -> Iterator[str]:
    """What was done that no option asked for, and what would be better. batch_size: the one that was used, if any."""
    rows = len(fold.table)
    yield from data_remarks(fold)
    yield from redundancies
    yield from decay_remark(fold, recipe)
    if recipe.split is None and not recipe.split_of(rows).test:
        yield f"all {rows:,} rows train, none are held out; see how it generalizes with: lrcli crossval"
    yield from loss_remarks([recipe])
    if batch_size and isinstance(recipe.batch_size, int) and batch_size > recipe.batch_size:
        yield (
            f"minibatches of {batch_size:,} rows instead of {recipe.batch_size:,}: of so many rows only moments are "
            "kept, and neighbours were merged so that these stay few"
        )


def decay_remark(fold: Fold, recipe: Recipe, where: str = "") -> Iterator[str]:
    """That weights are shrunk, where no option asked for it. where: what their decay is of, if there are several."""
    if recipe.weight_decay is None and fold.number_decay:
        weights = fold.encoding.varying(fold.level_decay == 0)
        besides = ", those of rare levels apart" if fold.level_decay.any() else ""
        yield (
            f"{count(fold.n, 'training row')}{where} are few for {weights} weights{besides}: these have the weight "
            f"decay that makes the rows likeliest, {short(fold.number_decay)}; --weight-decay 0 gives least squares"
        )


def far_row_remarks(rows: Sequence[FarRow]) -> Iterator[str]:
    """Values far from all others of their column, and the condition that leaves them out."""
    by_column: dict[str, list[FarRow]] = {}
    for row in rows:
        by_column.setdefault(row.column, []).append(row)
    for several in by_column.values():
        more = f" (and {count(len(several) - 1, 'more row')})" if len(several) > 1 else ""
        them = "them" if more else "it"
        yield f"{outlier_text(several[0])}{more}; --where {shell_word(bound(several))} leaves {them} out"


def numbered_remarks(columns: Sequence[NumberedThings]) -> Iterator[str]:
    """Columns that say more as levels."""
    for each in columns:
        of_levels, as_number = short(each.rmse_as_levels, 4), short(each.rmse, 4)
        yield (
            f"{each.column}: the whole numbers from {each.low:.15g} to {each.high:.15g} seem to number things; with "
            f"--categorical {shell_word(each.column)} the error on new rows is {of_levels} instead of {as_number}"
        )


def collinearity_remarks(columns: Columns, inference: "Inference") -> Iterator[str]:
    """Features that others nearly add up to. A column and its square are so by construction, and no news."""
    terms = columns.terms
    shared = {factor.column for factors in terms.values() for factor in factors}
    factors = [(weight.vif, weight.feature) for weight in inference.weights if weight.vif is not None]
    news = sorted((vif, name) for vif, name in factors if vif > COLLINEAR and name not in {*terms, *shared})
    if news:
        named = ", ".join(f"{name} (VIF {short(vif, 3)})" for vif, name in news[::-1][:NAMED_COLLINEAR])
        more = f" and {len(news) - NAMED_COLLINEAR:,} more" if len(news) > NAMED_COLLINEAR else ""
        yield (
            f"nearly collinear: {named}{more}; beside the others each of these weights has √VIF times the error it "
            "would have alone; predict with all of them, or leave some out with --exclude, but read no weight by itself"
        )


def fold_remarks(
    first: Fold, recipes: Sequence[Recipe], redundancies: Sequence[str], unlearned: HeldOutLevels | None = None
) -> Iterator[str]:
    """What was done to the data, and what makes the measured errors too low or too high."""
    yield from data_remarks(first)
    yield from redundancies
    for recipe in recipes[:1]:
        yield from decay_remark(first, recipe, " in the first fold")
    if unlearned and unlearned.share >= NOTABLE_SHARE:
        names = [f"{column}={level}" for column, level in unlearned.levels]
        yield (
            f"{'new at its time' if first.table.columns.time else 'in one fold alone'}, so not learned where it is "
            f"predicted: {first_names(names, NAMED_UNLEARNED)}; "
            f"{percent(unlearned.share)} of the squared error is on {count(unlearned.rows, 'such row')}"
        )
    yield from loss_remarks(recipes)
    if any(recipe.patience is not None for recipe in recipes):
        yield "--patience chose the epoch on the fold that measures it: the validation error is a little too low"


def loss_remarks(recipes: Sequence[Recipe]) -> Iterator[str]:
    """What is not looked for with a loss whose slopes are bounded: a far target pulls no harder, a far feature does.

    Of least squares, what the fit would be without a row follows from its leverage; of other losses it takes a solution
    for each row that is tried, of which there are many where none stands out.
    """
    for loss in dict.fromkeys(recipe.loss for recipe in recipes if not recipe.squared):
        yield (
            f"--loss {loss} lets no far value of the target decide the weights; a row far out in a feature still can, "
            "and such rows are tried with the squared loss alone"
        )


def dependence_remarks(dependence: DependentRows | None) -> Iterator[str]:
    """That rows held out at random are easier than those that will be predicted."""
    if dependence is None:
        return
    honest, at_random, name = short(dependence.error, 4), short(dependence.error_at_random, 4), dependence.column
    option, measure = f"--{dependence.by} {shell_word(name)}", f"the {dependence.measure}"
    if dependence.by == "time":
        yield (
            f"the rows are in order of {name}: {measure} is {at_random} on rows drawn at random, which lie between "
            f"others, and {honest} on rows later than all that trained; {option} measures what is to come"
        )
    else:
        yield (
            f"each {name} has several rows: {measure} is {at_random} on rows drawn at random, and {honest} on those of "
            f"a {name} that did not train; {option} measures what a new {name} is to expect"
        )


def stratify_remark(fold: Fold) -> Iterator[str]:
    """Where --stratify does nothing that chance does not do."""
    held_out = min(fold.n, fold.held_out)
    if fold.table.columns.stratified and not held_out:
        yield "--stratify has no effect, since all rows train; --split 80/20 holds some out"
    elif fold.table.columns.stratified and held_out >= MANY_ROWS:
        yield (
            f"--stratify makes no difference here: the mean target of {held_out:,} rows drawn one by one is that of "
            f"all to {percent(held_out**-0.5)} of its deviation"
        )


def data_remarks(fold: Fold) -> Iterator[str]:
    """How the table was understood, and what stands for missing values."""
    table, columns = fold.table, fold.table.columns
    marks = dict(zip(fold.encoding.statistics.missing.tolist(), fold.encoding.marked.tolist(), strict=True))
    marked = {columns.numeric[column] for column, mark in marks.items() if mark}
    if columns.target_reason:
        yield f"predicting {columns.target}, {columns.target_reason}; --target names another"
    yield from columns.remarks
    yield from table.left_out.remarks(columns.targets_in_words)
    yield from _zeros(table)
    for name, absent in table.missing().items():
        treatment = "a level of their own"
        if name in columns.numeric:
            mark = " and marked by a weight of their own"
            treatment = f"filled with the mean{mark if name in marked else '; too few train to be marked as missing'}"
        yield f"{name}: {absent:,} missing, {treatment}"
    yield from (f"{column.name} left out: {column.reason}" for column in columns.left_out)
    yield from _late_levels(table)
    yield from table.remarks()
    yield from stratify_remark(fold)


def text_trial_remarks(trials: Sequence[TextTrial]) -> list[str]:
    """What came of columns that were tried as one text."""
    return [
        f"{trial.column}: R² {rounded(trial.r2)} on {trial.of} as {trial.numbers} numbers, "
        f"{rounded(trial.r2_of_text)} as one text (--categorical {shell_word(trial.column)}), both solved exactly"
        for trial in trials
    ]


def _zeros(table: Storage) -> Iterator[str]:
    """What else there is where a target of 0 has no logarithm."""
    columns = table.columns
    lost = table.left_out.unreadable.get(columns.learned_target)
    if columns.log_target and lost and any(QUOTED_ZERO.fullmatch(text) for _, text in lost.examples):
        yield f"0 has no logarithm; --target 'log1p({columns.target})' learns log(1 + {columns.target}), which it has"


def _late_levels(table: Storage) -> Iterator[str]:
    """Levels without a slope of their own in a term such as fuel:age, since the first rows, which decide, lack them."""
    columns = table.columns
    slopes: dict[tuple[str, str], list[str]] = {}
    for factors in columns.terms.values():
        for factor in factors:
            if factor.level is not None:
                term = FACTOR_SEPARATOR.join(other.column if other is factor else str(other) for other in factors)
                slopes.setdefault((term, factor.column), []).append(factor.level)
    levels = {**table.inputs, **dict(zip(columns.categorical, table.levels, strict=True))}
    for (term, column), with_slope in slopes.items():
        if late := [str(level) for level in levels[column] if level not in with_slope]:
            named = ", ".join(late[:NAMED_LATE_LEVELS]) + (" …" if len(late) > NAMED_LATE_LEVELS else "")
            yield f"{term}: no slope for {named}, which the first rows do not have"
