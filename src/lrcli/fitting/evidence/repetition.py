"""Rows that repeat: held-out rows that equal a training row, and how many would do so by chance."""

from collections.abc import Sequence

import numpy as np

from lrcli.arrays import Floats, among
from lrcli.data.rows.hashes import Hashes, hashes_of
from lrcli.data.rows.rows import Rows, joined_arrays
from lrcli.data.tables.repeats import count_equal
from lrcli.fitting.evidence.facts import Repetition
from lrcli.fitting.evidence.split_rows import SplitRows
from lrcli.fitting.scores import from_log, predicted, rms
from lrcli.fitting.storage.interface import Fold

LARGEST_LOGARITHM = 700.0  # whose exponential is a number
TOLD_APART = 0.1  # of the pairs of rows with equal features: if more have equal targets too, that is not chance
FEWEST_NEW = 10  # held-out rows, whose error says something


def find_repetition(trained: Sequence[tuple[Fold, Floats, SplitRows]]) -> Repetition | None:
    """The held-out rows that repeat a training row, over all folds; None if none does, or that cannot be known."""
    held_out, known, new, rows, repeated = 0, 0, 0, 0, 0
    squares, counts = {False: 0.0, True: 0.0}, {False: 0.0, True: 0.0}  # of new rows, of all held-out rows
    for fold, w, split in trained:
        if len(split.trained) + len(split.held_out) < fold.n + fold.held_out:
            return by_survey(trained)
        own, others = hashes(split.trained), hashes(split.held_out)
        if not len(others):  # then each row is predicted by a model of the others, and a repeated row is among these
            return among_training_rows(split.trained, own)
        met = among(others, own)
        rows = len(own) + len(others)
        repeated = count_equal(np.concatenate([own, others]))
        held_out, known, new = held_out + len(others), known + int(met.sum()), new + int((~met).sum())
        with np.errstate(over="ignore"):
            error = predicted(fold, fold.block(split.held_out), w) - from_log(split.held_out.y, fold)
            each = np.ones(len(error)) if split.held_out.weights is None else split.held_out.weights
            for which, some in ((False, ~met), (True, np.ones_like(met))):
                squares[which] += float(np.sum(error[some] ** 2 * each[some]))
                counts[which] += float(each[some].sum())
    if not known:
        return None
    first = trained[0][2]
    return Repetition(
        rows=rows,
        repeated=repeated,
        held_out=held_out,
        known=known,
        rmse=float(np.sqrt(squares[True] / counts[True])),
        rmse_of_new=float(np.sqrt(squares[False] / counts[False])) if new >= FEWEST_NEW else None,
        by_chance=by_chance(Rows.joined([first.trained, first.held_out]), rows),
    )


def by_survey(trained: Sequence[tuple[Fold, Floats, SplitRows]]) -> Repetition | None:
    """The same where only a sample of the rows is kept, from the hashes that were gathered while all rows were read."""
    table, first = trained[0][0].table, trained[0][2]
    if table.survey is None or not len(first.held_out):
        return None
    repeats = table.survey.repeats
    if not repeats.repeated():  # as in most tables
        return None
    counts = [repeats.known(fold.training, fold.aside) for fold, _, _ in trained]
    seen, known = sum(held_out for held_out, _ in counts), sum(met for _, met in counts)
    if not known:  # then their errors need not be measured, nor what chance would repeat
        return None
    errors, errors_on_new = [], []
    weights: list[Floats | None] = []
    weights_of_new: list[Floats | None] = []
    for fold, w, split in trained:
        with np.errstate(over="ignore"):
            error = predicted(fold, fold.block(split.held_out), w) - from_log(split.held_out.y, fold)
        new = repeats.new_among(hashes(split.held_out), fold.training)
        errors.append(error)
        errors_on_new.append(error[new])
        weights.append(split.held_out.weights)
        weights_of_new.append(split.held_out[new].weights)
    held_out = sum(fold.held_out for fold, _, _ in trained)
    of_new = np.concatenate(errors_on_new)
    return Repetition(
        rows=len(table),
        repeated=round(repeats.repeated() / repeats.share),
        held_out=held_out,
        known=round(held_out * known / max(seen, 1)),
        rmse=rms(np.concatenate(errors), joined_arrays(weights)),
        rmse_of_new=rms(of_new, joined_arrays(weights_of_new)) if len(of_new) >= FEWEST_NEW else None,
        by_chance=by_chance(Rows.joined([first.trained, first.held_out]), len(table)),
        estimated=repeats.share < 1,
    )


def among_training_rows(rows: Rows, hashed: Hashes) -> Repetition | None:
    """The rows that repeat, where none are held out; None if enough are unique to measure an error on new ones."""
    _, index, counts = np.unique(hashed, return_inverse=True, return_counts=True)
    twins = int((counts[index] > 1).sum())
    if len(rows) - twins >= FEWEST_NEW:
        return None
    return Repetition(
        rows=len(rows),
        repeated=len(rows) - len(counts),
        held_out=len(rows),
        known=twins,
        by_chance=by_chance(rows, len(rows)),
    )


def by_chance(rows: Rows, n: int) -> float:
    """How many of n rows like these would repeat an earlier one if all values of a column were equally frequent.

    A number is taken to have any value from the lowest to the highest, in steps of the smallest difference between two
    values; a category any of its levels. That gives D different rows, and n²/2 pairs of which one in D is equal.

    Values are seldom equally frequent: different cars of a year often have the same round price. So n is returned if
    most rows with equal features have different targets, as where few columns are used: then all may be chance.
    """
    if pairs(hashes(rows)) <= TOLD_APART * pairs(hashes_of([*rows.numeric.T, np.zeros(len(rows))], list(rows.codes.T))):
        return float(n)
    different = 0.0  # logarithm of how many rows there could be
    for column in (*rows.numeric.T, rows.y):
        values = np.sort(column[~np.isnan(column)])
        differences = np.diff(values)
        if (differences > 0).any():
            steps = (float(values[-1]) - float(values[0])) / float(differences[differences > 0].min())
            different += float(np.log1p(steps)) if np.isfinite(steps) else LARGEST_LOGARITHM
    different += sum(float(np.log1p(codes.max(initial=0))) for codes in rows.codes.T)
    return n**2 / 2 * float(np.exp(-min(different, LARGEST_LOGARITHM)))


def hashes(rows: Rows) -> Hashes:
    """Of each row with its target, (n,)."""
    return hashes_of([*rows.numeric.T, rows.y], list(rows.codes.T))


def pairs(hashed: Hashes) -> float:
    """How many pairs of rows have the same hash."""
    counts = np.unique(hashed, return_counts=True)[1].astype(np.float64)
    return float(np.sum(counts * (counts - 1) / 2))
