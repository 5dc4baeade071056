"""Rows that depend on one another: a time series, or several rows of one person.

Rows held out at random then lie between training rows of the same days, or belong to persons that the model knows.
Their error is not the error on coming days or on new persons. Whether it matters is measured: the analytic solution is
evaluated on folds of whole groups or of later rows, and on folds of the same sizes drawn at random. For a loss that
is not squared, its own minimum is evaluated instead, by errors that no far row decides.
"""

from collections.abc import Iterator

import numpy as np

from lrcli.arrays import distinct
from lrcli.data.columns.names import words_of
from lrcli.data.rows.rows import Rows
from lrcli.data.tables.dealers import Dealing
from lrcli.data.tables.split import Dealer, Keys
from lrcli.fitting.evidence.facts import DependentRows
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import Storage
from lrcli.fitting.storage.rule import dealt_by
from lrcli.learning.losses import Absolute, Quantile

FEWEST_ROWS_TO_COMPARE = 100  # of fewer, chance alone makes two ways to hold rows out differ
FOLDS_TO_COMPARE = 5  # of groups, of times and of random rows alike
NOTABLE_RATIO = 1.25  # times the error on rows drawn at random: a smaller ratio is within the differences of folds
MOST_COST = 2e7  # multiplications, n p², of one solution: ten solutions of that size take a fraction of a second
ROUNDS_OF_A_LOSS = 30  # solutions that it takes to minimize a loss that is not squared
FEWEST_TIMES, FEWEST_GROUPS = 20, 10  # different ones, so that each of five folds has several
ROWS_OF_A_GROUP = 2.0  # on average: with fewer, most groups are single rows, which depend on no other
PERSONS = {
    "patient", "subject", "person", "participant", "respondent", "proband", "customer", "client", "user", "member",
    "seller", "vendor", "dealer", "merchant", "supplier", "driver", "student", "pupil", "teacher", "doctor", "employee",
    "player", "athlete", "author", "household", "family", "farm", "school", "hospital", "clinic", "store", "shop",
    "kunde", "händler", "verkäufer", "käufer", "filiale", "schüler", "haushalt", "vendeur", "acheteur", "élève",
}  # fmt: skip
NUMBERED = {"id", "name", "no", "nr", "number", "code", "key"}


def find_dependence(table: Storage, recipe: Recipe) -> DependentRows | None:
    """The column for which rows held out at random flatter the model most; None if none does, or if it is not tried."""
    rows, columns = table.in_file_order(), table.columns
    if rows is None or len(rows) < FEWEST_ROWS_TO_COMPARE or columns.group or columns.time:
        return None
    p = 1 + len(columns.numeric) + sum(table.codes)
    if len(rows) * p * p * (1 if recipe.squared else ROUNDS_OF_A_LOSS) > MOST_COST:
        return None
    solver = Recipe(loss=recipe.loss, weight_decay=recipe.weight_decay, min_count=recipe.min_count)
    measure = measure_of(recipe)
    measured = []
    for dealing, keys in _candidates(table, rows):
        dealer = dealing.folds(FOLDS_TO_COMPARE, recipe.seed)
        at_random = np.random.default_rng([recipe.seed, 5]).permutation(keys)  # groups of the same sizes
        error, random_error = (_error(table, rows, dealer, own, solver) for own in (keys, at_random))
        measured.append(DependentRows(dealing.by, dealing.column, error, random_error, measure))
    easier = [each for each in measured if each.error > NOTABLE_RATIO * each.error_at_random]
    return max(easier, key=lambda each: each.error / each.error_at_random, default=None)


def _candidates(table: Storage, rows: Rows) -> Iterator[tuple[Dealing, Keys]]:
    """Dates in rising or falling order, and categories that name persons and the like, with the keys of the rows.

    The make of a car repeats just as a patient does, but new rows will have the same makes and other patients. Only the
    name of the column tells which kind it is.
    """
    columns = table.columns
    for k, name in enumerate(columns.numeric):
        times = rows.numeric[:, k]
        form = columns.forms.get(name)
        if form is None or not form.is_time or np.isnan(times).any() or len(distinct(times)) < FEWEST_TIMES:
            continue
        steps = np.diff(times)
        if (steps >= 0).all() or (steps <= 0).all():
            yield Dealing("time", name), times
    for k, name in enumerate(columns.categorical):
        groups = len(distinct(rows.codes[:, k]))
        if names_persons(name) and groups >= FEWEST_GROUPS and len(rows) >= ROWS_OF_A_GROUP * groups:
            yield Dealing("group", name), rows.codes[:, k].astype(np.uint64)


def names_persons(column: str) -> bool:
    """Whether a column holds persons or the like, by its name: patient, seller_id, but not seller_type."""
    *before, last = words_of(column) or [""]
    return last in PERSONS or (last in NUMBERED and not PERSONS.isdisjoint(before))


def measure_of(recipe: Recipe) -> str:
    """What the errors are that are compared: of a loss that no far row decides none that such a row decides."""
    if recipe.squared:
        return "error"
    return "mean pinball loss" if recipe.loss.startswith(Quantile.name) else "mean absolute error"


def _error(table: Storage, rows: Rows, dealer: Dealer, keys: Keys, solver: Recipe) -> float:
    """Of all folds together, by the lowest point of the loss. keys (n,): of the rows."""
    keyed, total, counts = dealt_by(table, rows, keys), 0.0, 0.0
    for training, role in dealer.folds():
        fold = keyed.fold(dealer, training, solver)
        w = fold.optimum(solver.weight_decay).w
        if solver.squared:
            for scores in fold.scores(role, [w]):
                total, counts = total + scores.mse * scores.count, counts + scores.count
        elif (judged := fold.predicted(role, w)) is not None:
            weights = np.ones(len(judged)) if judged.weights is None else judged.weights
            own = fold.loss if fold.loss.name == Quantile.name else Absolute()
            total, counts = total + float(own(judged.errors) @ weights), counts + float(weights.sum())
    return float(np.sqrt(total / counts)) if solver.squared else total / counts
