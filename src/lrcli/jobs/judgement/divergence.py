"""Why a training diverged, in numbers, and what to do."""

from lrcli.fitting.evidence.decisive_rows import find_decisive_rows
from lrcli.fitting.evidence.facts import DecisiveRows
from lrcli.fitting.evidence.split_rows import SplitRows
from lrcli.fitting.fit import Steps
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import Fold
from lrcli.jobs.judgement.outliers import bound, outlier_text
from lrcli.learning.solution.optimum import Optimum
from lrcli.text import count, shell_word


def divergence_message(
    fold: Fold,
    optimum: Optimum,
    recipe: Recipe,
    steps: Steps,
    run: tuple[int, ...] = (0, 0),
    *,
    of_file: bool = True,
) -> str:
    """Why a run diverged on the rows of a fold. of_file: whether --where may choose some of them.

    A rate above 2/λmax of all rows diverges by itself. Below that one minibatch is to blame, mostly for a row far from
    all others: standardised by what that row makes of the deviation, its value is as large as √n, and its minibatch has
    a λmax of n over the minibatch's rows.
    """
    rate, limit = float(steps.rate[run]), f"2/λmax = {steps.stable_rate:.3g}"
    diverged = f"the training diverged in epoch {steps.epochs_run[run]}"
    if rate < steps.stable_rate:
        if decisive := find_decisive_rows(fold, optimum.w, optimum.w, SplitRows.of(fold)):
            return f"{diverged}: {far_row(decisive, of_file=of_file)}"
        return (
            f"{diverged}: the learning rate {rate:g} is too large for minibatches of "
            f"{count(steps.batch_size, 'row')}, though on all rows gradient descent is stable up to {limit}; "
            f"{advice(recipe)}, or a larger --batch-size"
        )
    return (
        f"{diverged}: the learning rate {rate:g} is too large; the largest stable rate of gradient descent on these "
        f"rows is {limit}; {advice(recipe)}"
    )


def far_row(decisive: DecisiveRows, *, of_file: bool) -> str:
    """The row that is farthest from the others, and the condition that leaves out all that are so far."""
    more = len(decisive.rows) - 1
    them = "them" if more else "it"
    condition = bound(decisive.rows)
    where = f" with --where {shell_word(condition)}" if of_file and condition else ""
    also = f" (and {count(more, 'more row')})" if more else ""
    return (
        f"{outlier_text(decisive.rows[0])}{also}, and a step on a minibatch with {them} goes too far; "
        f"leave {them} out{where}"
    )


def advice(recipe: Recipe) -> str:
    """Which learning rate to give."""
    if not recipe.standardize:
        return "give a smaller --learning-rate, or leave --no-standardize out"
    if recipe.learning_rate is not None:
        return "give a smaller --learning-rate, or leave it out"
    return "give a --learning-rate below that"
