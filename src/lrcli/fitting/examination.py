"""What a training says about itself: the evidence that its verdict is made of."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats
from lrcli.data.rows.rows import Rows
from lrcli.data.tables.split import TEST, VALIDATION
from lrcli.fitting.evidence import (
    Decisive,
    Evidence,
    Measurement,
    OutlyingRow,
    Relation,
    Repetition,
    Trial,
    standard_error,
)
from lrcli.fitting.scores import from_log, predicted
from lrcli.fitting.storage.interface import Fold
from lrcli.learning.analytic import Paraboloid, solve
from lrcli.learning.linear import Block, predict
from lrcli.model.linear import Model

EXACT_RELATION = 1e-18  # of the target's variance: less is left only where the target is a formula of the columns
NOTHING = 1e-6  # of a deviation: a standardised weight that is rounding
FAR = 30.0  # deviations from the median: no normal distribution, and hardly any price, goes there
NORMAL_RANGE = 1.349  # a normal distribution's range between the quartiles, in deviations
MOST_ROWS, MOST_SHARE = 3, 0.005  # more rows than that are no exceptions but a part of the table
DECIDED = 0.5  # of the error is left without the rows that decide it
LARGEST_LOGARITHM = 700.0  # whose exponential is a number
ENOUGH = 10  # held-out rows, whose error says something
OFFSET, PRIME = np.uint64(14695981039346656037), np.uint64(1099511628211)  # of the FNV-1a hash
TRIAL_ROWS = 20_000  # that a model of the logarithm is tried on, at most, from each side of the split
TRIAL_WEIGHTS = 600  # up to which a trial takes no time that anyone would notice


def examine(fold: Fold, w: Floats, optimum: Paraboloid, model: Model) -> Evidence:
    """The evidence on weights w (p,) that were trained on a fold and became this model."""
    lowest, below = range_of(fold, w)
    return Evidence(
        target=model.target.name,
        n=fold.n,
        p=fold.encoding.p,
        measured=measured(fold, w, optimum, model),
        weight_decay=model.training.weight_decay,
        gap=model.metrics.optimality_gap,
        exact=model.training.solver == "exact",
        standardize=model.training.standardize,
        relation=relation(fold, optimum),
        lowest=lowest,
        below=below,
        trial=trial(fold, w) if below else None,
        decisive=decisive(fold, w),
        repetition=repetition([(fold, w)]),
    )


def measured(fold: Fold, w: Floats, optimum: Paraboloid, model: Model) -> Measurement:
    """On test rows, else on validation rows, else on training rows as models of the other rows predict them.

    The last is 10-fold cross-validation by the analytic solution, moved by what w differs from the optimum. Where that
    cannot be had, or the errors are those of a logarithm, the training rows measure themselves, and that is said.
    """
    metrics, log = model.metrics, model.target.log is not None
    for of, scores, part in (("test rows", metrics.test, TEST), ("validation rows", metrics.validation, VALIDATION)):
        if scores is not None:
            errors = None if log or scores.rows > TRIAL_ROWS else fold.errors(part, w)  # many rows are sure enough
            return Measurement.from_scores(of, scores, held_out=True, errors=() if errors is None else errors.tolist())
    errors = None if log else fold.left_out_errors(w, optimum.w)
    if errors is None:
        return Measurement.from_scores("training rows", metrics.train, held_out=False)
    rmse = float(np.sqrt(np.mean(errors.astype(np.float64) ** 2)))
    r2 = 1 - (rmse / model.target.std) ** 2
    uncertainty = standard_error(errors.tolist(), rmse)
    return Measurement("rows, each predicted by a model of others", True, len(errors), rmse, r2, uncertainty)


def relation(fold: Fold, optimum: Paraboloid) -> Relation | None:
    """The formula of columns that the target is; None where it is none, or many weights would fit anything."""
    encoding, columns = fold.encoding, fold.table.columns
    d, found = len(columns.numeric), encoding.statistics
    variance = (found.y_std / encoding.y_scale) ** 2
    if columns.log_target or 2 * optimum.lowest > EXACT_RELATION * variance or fold.n <= 2 * encoding.p:
        return None
    w = optimum.w.astype(np.float64) * encoding.y_scale
    spread = np.abs(w[1 : 1 + d]) * np.where(found.std > 0, found.std, 1.0) / encoding.scale
    if np.any(np.abs(w[1 + d :]) > NOTHING * found.y_std):
        return None  # levels have a part in it: that is no formula that can be written in a line
    used = np.flatnonzero(spread > NOTHING * found.y_std)
    weights = w[1 : 1 + d] / encoding.scale
    constant = float(encoding.y_centre + w[0] - weights @ encoding.centre)
    size = abs(found.y_mean) + found.y_std
    return Relation(
        columns=tuple(columns.numeric[k] for k in used),
        weights=tuple(float(f"{weights[k]:.9g}") for k in used),
        constant=0.0 if abs(constant) < NOTHING * size else float(f"{constant:.9g}"),
    )


def range_of(fold: Fold, w: Floats) -> tuple[float, int]:
    """The lowest target, and how many rows are predicted below 0: held-out ones, or all where none are held out."""
    lowest, below = np.inf, {True: 0, False: 0}
    for held_out, rows in fold.sample():
        if len(rows):
            y_hat = predicted(fold, fold.block(rows), w)
            lowest = min(lowest, float(from_log(rows.y, fold).min()))
            below[held_out] += int((y_hat < 0).sum())
    return lowest, below[True] or below[False]


def trial(fold: Fold, w: Floats) -> Trial | None:
    """Mean absolute errors on held-out rows: of the model, and of the analytic solution for the target's logarithm.

    None where a target is not above 0, nothing is held out, or it would take too long.
    """
    trains = [rows for held_out, rows in fold.sample() if not held_out and len(rows)]
    held_out = [rows for held_out, rows in fold.sample() if held_out and len(rows)]
    if fold.table.columns.log_target or not trains or not held_out:
        return None
    few, others = thin(Rows.joined(trains)), thin(Rows.joined(held_out))
    p = fold.encoding.p
    if min(few.y.min(), others.y.min()) <= 0 or p > TRIAL_WEIGHTS:
        return None
    block, rest = fold.block(few), fold.block(others)
    y, centre = np.log(few.y), float(np.log(few.y).mean())
    optimum = solve([Block(block.X, block.codes, y - centre)], len(few), p)
    with np.errstate(over="ignore"):
        by_log = np.exp(predict(rest, optimum.w) + centre)
    mae = float(np.mean(np.abs(predicted(fold, rest, w) - others.y)))
    return Trial(mae, float(np.mean(np.abs(by_log - others.y))))


def thin(rows: Rows) -> Rows:
    """Every s-th row, so that they are not too many."""
    return rows[:: max(1, -(-len(rows) // TRIAL_ROWS))]


def decisive(fold: Fold, w: Floats) -> Decisive | None:
    """The few rows without which the model is another: with values far outside, and half the error is theirs.

    A value is far outside where it is FAR times as many quartile ranges from the median as a normal distribution's
    deviation is. Whether such rows decide is tried: the others alone are solved and measured.
    """
    trains, held_out = apart(fold)
    rows = Rows.joined([trains, held_out])
    columns = fold.table.columns
    names = [*columns.numeric, columns.target or ""]
    values = np.column_stack([rows.numeric, from_log(rows.y, fold)])
    distance, median = distances(values)
    outlying = np.flatnonzero((distance > FAR).any(axis=1))
    p, few = fold.encoding.p, len(trains)
    if not 0 < len(outlying) <= max(MOST_ROWS, MOST_SHARE * len(rows)) or p > TRIAL_WEIGHTS or few <= p:
        return None
    kept = np.setdiff1d(np.arange(len(rows)), outlying)
    own, others = rows[kept[kept < few]], rows[kept[kept >= few]]
    before = held_out if len(held_out) else trains
    after = others if len(held_out) else own
    if len(own) <= p or len(after) < 2:
        return None
    block = fold.block(own)
    without = solve([block], len(own), p).w
    error = predicted(fold, fold.block(after), without) - from_log(after.y, fold)
    with np.errstate(over="ignore"):
        whole = predicted(fold, fold.block(before), w) - from_log(before.y, fold)
        rmse, rmse_before = (float(np.sqrt(np.mean(e.astype(np.float64) ** 2))) for e in (error, whole))
    if not rmse < DECIDED * rmse_before:
        return None
    spread = float(np.std(from_log(after.y, fold)))
    found = [outlying_row(int(k), values, distance, median, names) for k in outlying]
    ordered = sorted(found, key=lambda pair: -pair[0])
    return Decisive(tuple(row for _, row in ordered), rmse, 1 - (rmse / spread) ** 2 if spread > 0 else None)


def apart(fold: Fold) -> tuple[Rows, Rows]:
    """The rows that train and those that are held out: all that are kept, or some of very many."""
    several = list(fold.sample())
    none = Rows.empty(0, len(fold.table.columns.numeric), len(fold.table.columns.categorical))
    trains, held_out = ([none, *(rows for held, rows in several if held == wanted)] for wanted in (False, True))
    both = Rows.joined(trains), Rows.joined(held_out)
    return both if fold.table.keeps_rows else (thin(both[0]), thin(both[1]))


def distances(values: Floats) -> tuple[Floats, Floats]:
    """How far each value (n, d) is from its column's median, in deviations told by the quartiles; and the medians (d,).

    A column half of whose values are alike has no such deviation, and no value far outside.
    """
    with np.errstate(invalid="ignore"):
        low, median, high = np.nanquantile(values, [0.25, 0.5, 0.75], axis=0)
        deviation = (high - low) / NORMAL_RANGE
        far = np.abs(values - median) / np.where(deviation > 0, deviation, np.inf)
    return np.nan_to_num(far), median


def outlying_row(
    k: int, values: Floats, distance: Floats, median: Floats, names: Sequence[str]
) -> tuple[float, OutlyingRow]:
    """How far out a row is, and where: the column, and the nearest value towards the median of a row that is not."""
    column = int(distance[k].argmax())
    value, inside = float(values[k, column]), values[distance[:, column] <= FAR, column]
    nearest = np.nanmax(inside) if value > median[column] else np.nanmin(inside)
    return float(distance[k, column]), OutlyingRow(names[column], value, float(median[column]), float(nearest))


def repetition(trained: Sequence[tuple[Fold, Floats]]) -> Repetition | None:
    """Held-out rows that repeat a row that trained, of all folds together; None where not all rows are kept."""
    held, known, squares, new, rows, repeated = 0, 0, 0.0, 0, 0, 0
    for fold, w in trained:
        trains, held_out = apart(fold)
        if len(trains) + len(held_out) < len(fold.table):
            return None
        own, others = hashes(trains), hashes(held_out)
        if not len(held_out):  # then rows are predicted by models of the others, where their twins are
            _, index, counts = np.unique(own, return_inverse=True, return_counts=True)
            twins = int((counts[index] > 1).sum())
            few_are_new = len(own) - twins < ENOUGH
            found = Repetition(len(own), len(own) - len(counts), len(own), twins, None, by_chance(trains))
            return found if few_are_new else None
        met = np.isin(others, own)
        rows = len(own) + len(others)
        repeated = rows - len(np.unique(np.concatenate([own, others])))
        held, known, new = held + len(others), known + int(met.sum()), new + int((~met).sum())
        if not met.all():
            unmet = held_out[np.flatnonzero(~met)]
            with np.errstate(over="ignore"):
                squares += float(np.sum((predicted(fold, fold.block(unmet), w) - from_log(unmet.y, fold)) ** 2))
    chance = by_chance(Rows.joined(apart(trained[0][0])))
    return Repetition(rows, repeated, held, known, float(np.sqrt(squares / new)) if new >= ENOUGH else None, chance)


def by_chance(rows: Rows) -> float:
    """How many rows would repeat an earlier one if each value that a column could have were as frequent as any other.

    Numbers could have all values from the lowest to the highest in steps of the smallest difference between two of
    them, codes all that there are. n rows are n²/2 pairs, of which one in as many as there are different rows is alike.
    """
    different = 0.0  # logarithm of how many rows there could be
    for column in (*rows.numeric.T, rows.y):
        values = np.unique(column[~np.isnan(column)])
        if len(values) > 1:
            steps = (float(values[-1]) - float(values[0])) / float(np.diff(values).min())
            different += float(np.log1p(steps)) if np.isfinite(steps) else LARGEST_LOGARITHM
    different += sum(float(np.log1p(codes.max(initial=0))) for codes in rows.codes.T)
    return len(rows) ** 2 / 2 * float(np.exp(-min(different, LARGEST_LOGARITHM)))


def hashes(rows: Rows) -> NDArray[np.uint64]:
    """A number for each row (n,) that is the same for rows that are alike, and else another one but for bad luck.

    64 bits: among a million different rows two collide once in 40 million tables. FNV's prime spreads each column's
    bits over those before; −0 is 0, and all missing values are one.
    """
    state = np.full(len(rows), OFFSET, dtype=np.uint64)
    numbers = np.column_stack([rows.numeric, rows.y]) + 0.0
    numbers[np.isnan(numbers)] = np.nan
    columns = [*numbers.T.astype(np.float64).view(np.uint64), *rows.codes.T.astype(np.uint64)]
    for column in columns:
        mixed = (state ^ np.ascontiguousarray(column)) * PRIME
        state = mixed ^ (mixed >> np.uint64(29))
    return state
