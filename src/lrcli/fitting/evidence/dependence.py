"""Rows that are no strangers to one another: in order of time, or several of one person.

The error on rows drawn at random is then that of rows between others of the same days, or of persons who are known. It
is not that of the coming days or of new persons. Whether that matters is measured: the analytic solution is tried on
folds of whole groups, or of later rows, and on folds of as many rows drawn at random.
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

FEWEST_ROWS_TO_COMPARE = 100  # whose errors tell two ways to hold rows out apart
FOLDS_TO_COMPARE = 5
NOTABLE_RATIO = 1.25  # times the error of rows drawn at random: less is within what folds differ by
MOST_COST = 2e7  # multiplications n p² of a solution: ten of them take no time that anyone notices
FEWEST_TIMES, FEWEST_GROUPS, ROWS_OF_A_GROUP = 20, 10, 2.0
PERSONS = {
    "patient", "subject", "person", "participant", "respondent", "proband", "customer", "client", "user", "member",
    "seller", "vendor", "dealer", "merchant", "supplier", "driver", "student", "pupil", "teacher", "doctor", "employee",
    "player", "athlete", "author", "household", "family", "farm", "school", "hospital", "clinic", "store", "shop",
    "kunde", "händler", "verkäufer", "käufer", "filiale", "schüler", "haushalt", "vendeur", "acheteur", "élève",
}  # fmt: skip
NUMBERED = {"id", "name", "no", "nr", "number", "code", "key"}


def find_dependence(table: Storage, recipe: Recipe) -> DependentRows | None:
    """The column by which rows held out at random flatter the model most; None where none does, or it is not looked."""
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
        at_random = np.random.default_rng([recipe.seed, 5]).permutation(keys)  # parts of the same sizes
        errors = (_rmse(table, rows, dealer, own, solver) for own in (keys, at_random))
        measured.append(DependentRows(dealing.by, dealing.column, *errors))
    flattered = [each for each in measured if each.rmse > NOTABLE_RATIO * each.rmse_at_random]
    return max(flattered, key=lambda each: each.rmse / each.rmse_at_random, default=None)


def _candidates(table: Storage, rows: Rows) -> Iterator[tuple[Dealing, Keys]]:
    """Dates that rise or fall with the rows, and categories that name persons and the like, with the keys of the rows.

    A make of cars repeats as a patient does, and is no stranger to the next buyer: names tell which is which.
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
    """Whether a column's name says that each text is one of them: patient, seller_id, not seller_type."""
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
