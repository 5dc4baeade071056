"""What a training says about itself: the evidence that its verdict is made of."""

from collections.abc import Sequence

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.columns.schema import Columns
from lrcli.data.tables.split import TEST, VALIDATION
from lrcli.fitting.evidence.cancellation import find_cancellation
from lrcli.fitting.evidence.changed_signs import find_changed_signs
from lrcli.fitting.evidence.decisive_rows import find_decisive_rows, pooled_without
from lrcli.fitting.evidence.exact_relation import find_formula
from lrcli.fitting.evidence.facts import (
    ARRIVED_GAP,
    Evidence,
    Measurement,
    Negative,
    Trial,
    standard_error,
)
from lrcli.fitting.evidence.far_rows import find_far_rows, find_far_targets
from lrcli.fitting.evidence.held_out_levels import find_held_out_levels
from lrcli.fitting.evidence.loss_measurement import measure_by_loss, measure_folds_by_loss
from lrcli.fitting.evidence.number_readings import find_missing_codes, find_numbered_things
from lrcli.fitting.evidence.product import find_product
from lrcli.fitting.evidence.repetition import find_repetition
from lrcli.fitting.evidence.single_column_leakage import find_single_column_leakage
from lrcli.fitting.evidence.split_rows import TRIAL_COST, TRIAL_ROWS, SplitRows, thin
from lrcli.fitting.evidence.target_leakage import ExactRelation, TargetLeakage
from lrcli.fitting.fit import Fitted
from lrcli.fitting.scores import from_log, predicted, rms
from lrcli.fitting.storage.interface import Fold
from lrcli.fitting.storage.predicted_rows import PredictedRows
from lrcli.learning.linear import predict
from lrcli.learning.solution.analytic import solve
from lrcli.learning.solution.optimum import Optimum
from lrcli.model.linear import Model

Trained = tuple[Fold, Floats, SplitRows]  # a fold, the weights (p,) that were trained on it, and its rows


def examine(fold: Fold, w: Floats, fitted: Fitted, model: Model) -> Evidence:
    """The evidence on a model and on the weights w (p,) that it was made from, which were trained on this fold."""
    split, optimum = SplitRows.of(fold), fitted.optimum[0][0]
    negative = count_negative([(fold, w, split)])
    # With a loss whose slope is bounded a far row pulls no harder than others, so it is no reason against the model.
    looked_for = fold.recipe.squared and fold.table.earlier is None
    decisive = find_decisive_rows(fold, w, optimum.w, split) if looked_for else None
    leakage = find_leakage(fold, split, find_formula(fold, fitted.paraboloid[0]))
    return Evidence(
        target=model.target.name,
        n=fold.n,
        p=fold.encoding.p,
        measured=measurement_of(fold, w, optimum, model),
        by_loss=measure_by_loss(fold, w, optimum),
        logarithm=fold.table.columns.log_target,
        training_r2=model.metrics.train.r2,
        weight_decay=model.training.weight_decay or model.training.l1,
        decay_was_compared=model.training.number_decay is not None,
        gap=model.metrics.optimality_gap,
        exact=model.training.solver == "exact",
        ended_by=model.training.stopped if model.training.stopped in ("patience", "tolerance") else None,
        held_out_gap=(
            held_out_gap([fold], [VALIDATION], [w], [optimum.w]) if model.training.stopped == "patience" else None
        ),
        standardize=model.training.standardize,
        formula=leakage.formula,
        product=leakage.product,
        ordered=leakage.ordered,
        negative=negative,
        trial=try_logarithm([(fold, w, split)]) if negative.rows and not negative.natural else None,
        decisive=decisive,
        far=() if decisive or fold.table.earlier is not None else find_far_rows(fold, split),
        cancellation=find_cancellation(model),
        repetition=find_repetition([(fold, w, split)]) if fold.table.earlier is None else None,
        far_targets=find_far_targets(fold, split) if looked_for else None,
        changed_signs=find_changed_signs([(fold, w, split)]) if looked_for else None,
        missing_codes=find_missing_codes([fold], [split]) if looked_for else None,
        numbered=find_numbered_things([fold], [split]) if looked_for else (),
    )


def examine_folds(
    folds: Sequence[Fold],
    held_out: Sequence[int],
    weights: Sequence[Floats],
    formula: ExactRelation | None,
    measurement: Measurement,
    worst: int,
    training_r2: float | None,
    gap: float | None,
) -> Evidence:
    """The evidence on a cross-validation, from the weights (p,) of each fold.

    held_out: the role that measures each fold. formula: that the target is. worst: index of the fold with the
    largest error. A row that decides is looked for there, where it is held out.
    """
    first, recipe = folds[0], folds[0].recipe
    splits = [SplitRows.of(fold) for fold in folds]
    trained = list(zip(folds, weights, splits, strict=True))
    negative = count_negative(trained)
    arrived = weights[worst] if gap is not None and gap <= ARRIVED_GAP else None
    decisive = find_decisive_rows(folds[worst], weights[worst], arrived, splits[worst]) if recipe.squared else None
    assert first.table.columns.target is not None
    leakage = find_leakage(first, splits[0], formula)
    return Evidence(
        target=first.table.columns.target,
        n=min(fold.n for fold in folds),
        p=first.encoding.p,
        measured=measurement,
        by_loss=measure_folds_by_loss(folds, held_out, weights),
        logarithm=first.table.columns.log_target,
        training_r2=training_r2,
        weight_decay=recipe.weight_decay or recipe.l1 or 0.0,
        gap=gap,
        exact=recipe.solver == "exact",
        ended_by="patience" if recipe.patience is not None else None,
        held_out_gap=held_out_gap(folds, held_out, weights, optima_of(folds)) if recipe.patience is not None else None,
        standardize=recipe.standardize,
        formula=leakage.formula,
        product=leakage.product,
        ordered=leakage.ordered,
        negative=negative,
        trial=try_logarithm(trained) if negative.rows and not negative.natural else None,
        decisive=pooled_without(decisive, folds, splits) if decisive else None,
        repetition=find_repetition(trained),
        far_targets=find_far_targets(folds[0], splits[0]) if recipe.squared else None,
        changed_signs=find_changed_signs(trained) if recipe.squared else None,
        missing_codes=find_missing_codes(folds, splits) if recipe.squared else None,
        numbered=find_numbered_things(folds, splits) if recipe.squared else (),
        unlearned=find_held_out_levels(trained),
    )


def find_leakage(fold: Fold, split: SplitRows, formula: ExactRelation | None) -> TargetLeakage:
    """How columns give the target away. Of rows that are kept as sums alone, only the formula can be told."""
    if formula is not None or fold.table.earlier is not None:
        return TargetLeakage(formula)
    product = find_product(fold, split)
    return TargetLeakage(product=product, ordered=find_single_column_leakage(fold, split) if product is None else ())


def held_out_gap(
    folds: Sequence[Fold], held_out: Sequence[int], weights: Sequence[Floats], optima: Sequence[Floats]
) -> float | None:
    """By which share the loss on held-out rows is above that of the lowest training loss; below 0 if it is lower.

    Early stopping does not look for the lowest training loss, but for the lowest error on other rows, and that may be
    lower after a few epochs than after all. weights, optima: (p,) of each fold.
    """
    losses = np.zeros(2)
    for fold, role, w, optimum in zip(folds, held_out, weights, optima, strict=True):
        if (loss := fold.loss_of(role)) is None:
            return None
        losses += fold.held_out * loss(np.stack([w, optimum]))
    own, lowest = losses.tolist()
    return own / lowest - 1 if lowest > 0 else None


def optima_of(folds: Sequence[Fold]) -> list[Floats]:
    return [fold.optimum(fold.recipe.weight_decay, fold.recipe.l1).w for fold in folds]


def measurement_of(fold: Fold, w: Floats, optimum: Optimum, model: Model) -> Measurement:
    """How well the model predicts: test rows, else validation rows, else each training row by a model of other rows.

    The last is 10-fold cross-validation of the analytic solution, corrected by the difference of w from the optimum. If
    that cannot be computed, or the errors are those of a logarithm, the error on the training rows is given as such.
    """
    metrics, log, columns = model.metrics, model.target.log is not None, fold.table.columns
    apart, updated = columns.held_out_words, fold.table.earlier is not None
    for measured_on, scores, role in (
        ("test rows", metrics.test, TEST),
        ("validation rows", metrics.validation, VALIDATION),
    ):
        if scores is not None:
            few = scores.rows <= TRIAL_ROWS and not updated  # many rows are sure enough
            rows = fold.predicted(role, w) if few and not log else None
            uncertainty = uncertainty_of(rows, scores.rmse, columns)
            return Measurement.from_scores(measured_on + apart, scores, uncertainty, held_out=True, updated=updated)
    left_out = None if log else fold.left_out(w, optimum.w)
    if left_out is None:
        return Measurement.from_scores("training rows", metrics.train, held_out=False, updated=updated)
    rmse = rms(left_out.errors, left_out.weights)
    r2 = 1 - (rmse / model.target.std) ** 2
    uncertainty = uncertainty_of(left_out, rmse, columns)
    return Measurement(f"rows, each predicted by a model of others{apart}", True, len(left_out), rmse, r2, uncertainty)


def uncertainty_of(rows: PredictedRows | None, rmse: float, columns: Columns) -> float | None:
    """The standard error of the RMSE of some rows; None where it is not known.

    The errors within a group are correlated, so the groups count as the independent observations. Errors on later days
    are correlated too, and no row tells how strongly: then the standard error is not known.
    """
    if rows is None or columns.time or (columns.group and rows.keys is None):
        return None
    weights = None if rows.weights is None else rows.weights.tolist()
    groups = rows.keys.tolist() if columns.group and rows.keys is not None else None
    return standard_error(rows.errors.tolist(), rmse, weights, groups)


def count_negative(trained: Sequence[Trained]) -> Negative:
    """How many rows are predicted below 0: of those that are held out, or of all where none are."""
    rows, judged, natural = 0, 0, False
    for fold, w, split in trained:
        if not len(split.judged):
            continue
        y = from_log(np.concatenate([split.trained.y, split.held_out.y]), fold)
        low, high = y.min(), y.max()
        natural |= bool(low < 0 or ((y == low) | (y == high)).all())
        rows += int((predicted(fold, fold.block(split.judged), w) < 0).sum())
        judged += len(split.judged)
    return Negative(rows, judged, natural or not judged)


def try_logarithm(trained: Sequence[Trained]) -> Trial | None:
    """Mean absolute errors on held-out rows: of the model, and of the analytic solution for the target's logarithm.

    Of several folds the mean over their rows, of as many folds as take about a second. None where a target is not above
    0, nothing is held out, or one fold would take too long.
    """
    fold, _, split = trained[0]
    cost = max(min(len(split.trained), TRIAL_ROWS), 1) * fold.encoding.p**2
    tried = trained[: int(TRIAL_COST // cost)]
    if not tried or fold.table.columns.log_target:
        return None
    pairs, counts = [], []
    for fold, w, split in tried:
        errors = _errors_of_both(fold, w, split)
        if errors is None:
            return None
        pairs.append(errors)
        counts.append(split.n[1])
    own, by_log = np.average(pairs, axis=0, weights=counts).tolist()
    return Trial(own, by_log)


def _errors_of_both(fold: Fold, w: Floats, split: SplitRows) -> tuple[float, float] | None:
    """The mean absolute errors of the model and of that for the logarithm, on the held-out rows of one fold."""
    if not len(split.trained) or not len(split.held_out):
        return None
    few, others = thin(split.trained), thin(split.held_out)
    if min(few.y.min(), others.y.min()) <= 0:
        return None
    block, rest = fold.block(few), fold.block(others)
    y, centre = np.log(few.y), float(np.log(few.y).mean())
    optimum = solve([block.with_target(y - centre)], len(few), fold.encoding.p)
    with np.errstate(over="ignore"):
        by_log = np.exp(predict(rest, optimum.w) + centre)
    own, by_log = np.abs(predicted(fold, rest, w) - others.y), np.abs(by_log - others.y)
    return float(np.average(own, weights=others.weights)), float(np.average(by_log, weights=others.weights))
