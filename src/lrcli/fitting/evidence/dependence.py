"""Rows that depend on one another: a time series, or several rows of one person.

Rows held out at random then lie between training rows of the same days, or belong to persons that the model knows.
Their error is not the error on coming days or on new persons. Whether it matters is measured: the analytic solution is
evaluated on folds of whole groups or of later rows, and on folds of the same sizes drawn at random.
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

FEWEST_ROWS_TO_COMPARE = 100  # of fewer, chance alone makes two ways to hold rows out differ
FOLDS_TO_COMPARE = 5
NOTABLE_RATIO = 1.25  # times the error on rows drawn at random: a smaller ratio is within the differences of folds
MOST_COST = 2e7  # multiplications, n p², of one solution: ten solutions of that size take a fraction of a second
FEWEST_TIMES, FEWEST_GROUPS, ROWS_OF_A_GROUP = 20, 10, 2.0
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
    if len(rows) * p * p > MOST_COST:
        return None
    solver = Recipe(solver="exact", weight_decay=recipe.weight_decay, min_count=recipe.min_count)
    measured = []
    for dealing, keys in _candidates(table, rows):
        dealer = dealing.folds(FOLDS_TO_COMPARE, recipe.seed)
        at_random = np.random.default_rng([recipe.seed, 5]).permutation(keys)  # groups of the same sizes
        errors = (_rmse(table, rows, dealer, own, solver) for own in (keys, at_random))
        measured.append(DependentRows(dealing.by, dealing.column, *errors))
    flattered = [each for each in measured if each.rmse > NOTABLE_RATIO * each.rmse_at_random]
    return max(flattered, key=lambda each: each.rmse / each.rmse_at_random, default=None)


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


def _rmse(table: Storage, rows: Rows, dealer: Dealer, keys: Keys, solver: Recipe) -> float:
    """Of all folds together, by the analytic solution. keys (n,): of the rows."""
    keyed, squares, counts = dealt_by(table, rows, keys), 0.0, 0.0
    for training, role in dealer.folds():
        fold = keyed.fold(dealer, training, solver)
        for scores in fold.scores(role, [fold.solve(solver.weight_decay).w]):
            squares, counts = squares + scores.mse * scores.count, counts + scores.count
    return float(np.sqrt(squares / counts))
