"""The model of a training: its weights in the user's units, its scores, its history."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.tables.split import TEST, VALIDATION
from lrcli.errors import DataError
from lrcli.fitting.distributions import distributions_of
from lrcli.fitting.fit import Fitted, Progress
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.redundancy import relations_of
from lrcli.fitting.residuals import residuals
from lrcli.fitting.scores import baseline, target_statistics
from lrcli.fitting.smearing import scores_of_means, smearing
from lrcli.fitting.storage.interface import Fold
from lrcli.learning.linear import centre
from lrcli.learning.solution.optimum import Optimum
from lrcli.learning.trace import Trace
from lrcli.model.distribution import Distribution
from lrcli.model.features import OTHER, Categorical, Feature, Numeric, TermInput
from lrcli.model.file import FORMAT, VERSION
from lrcli.model.linear import Model
from lrcli.model.moments import Moments
from lrcli.model.record import DataFile, History, LogTransform, Metrics, Provenance, RowCounts, Start, Target, Training
from lrcli.notation.kinds import Form
from lrcli.options import option_values

EXACT_LOSS = 1e-10  # of the target's deviation, to the power of the loss: the same for losses that are not squared
EXACT_FIT = 1e-18  # of the target's variance: an optimum with a smaller mean square has no error but rounding


def history_of(trace: Trace[Progress]) -> History:
    """The losses of the first run."""
    epochs = [progress for _, progress in trace.points()]
    held_out = [float(epoch.validation_loss[0, 0]) for epoch in epochs if epoch.validation_loss is not None]
    start = epochs[0].start if epochs else None
    return History(
        epoch=[epoch.epoch for epoch in epochs],
        train_loss=[float(epoch.train_loss[0, 0]) for epoch in epochs],
        validation_loss=held_out or None,
        learning_rate=[float(epoch.learning_rate[0, 0]) for epoch in epochs],
        start=None
        if start is None
        else Start(
            train_loss=float(start.train[0, 0]),
            validation_loss=None if start.validation is None else float(start.validation[0, 0]),
        ),
    )


def to_model(
    fold: Fold,
    split: str,
    recipe: Recipe,
    fitted: Fitted,
    history: History,
    moments: Moments | None = None,
    earlier: Sequence[Distribution] = (),
) -> Model:
    """The model of a fold's weights, in the user's units.

    moments: of all rows, where the model is to keep them.
    earlier: how the columns of rows are distributed of which only sums are there.
    """
    w, table = fitted.w[0, 0], fold.table
    features, bias = in_users_units(fold, w)
    train, mean = fold.scores(None, [w, baseline(fold)])
    validation, test = (next(iter(fold.scores(role, [w])), None) for role in (VALIDATION, TEST))
    optimum = fitted.optimum[0][0]
    target = target_of(fold, smearing(fold, w) if table.columns.log_target else None)
    assert table.columns.target is not None
    gap = None if is_without_error(fold, optimum) else float(optimum.gap(w))
    files = (*(table.earlier.files if table.earlier else ()), *table.files)
    return Model(
        format=FORMAT,
        version=VERSION,
        target=target,
        bias=bias,
        features=features,
        training=training_record(
            fold,
            recipe,
            split,
            RowCounts(train.rows, validation.rows if validation else 0, test.rows if test else 0),
            fitted,
        ),
        history=history,
        metrics=Metrics(train, validation, test, mean, gap, scores_of_means(fold, w, target)),
        data=Provenance(
            [DataFile(file.name, file.bytes, file.sha256) for file in files],
            len(table),
            table.left_out.rows + (table.earlier.left_out if table.earlier else 0),
            list(table.columns.missing),
            table.earlier.where if table.earlier else table.left_out.condition,
            table.columns.weights,
            table.columns.group,
            table.columns.time,
            table.columns.stratified,
        ),
        columns=[input_of(name, seen, table.columns.forms.get(name)) for name, seen in table.inputs.items()],
        splits=list(table.columns.splits),
        residuals=residuals(fold, w, optimum.w),
        relations=relations_of(fold, fitted.paraboloid[0]),
        distributions=distributions_of(fold, earlier),
        moments=moments,
    )


def is_without_error(fold: Fold, optimum: Optimum) -> bool:
    """Whether the optimum has no error but rounding."""
    deviation = fold.encoding.statistics.y_std / fold.encoding.y_scale
    if fold.recipe.squared:
        return optimum.lowest <= EXACT_FIT * deviation**2 / 2
    return optimum.lowest <= EXACT_LOSS * deviation**fold.loss.power


def target_of(fold: Fold, smearing: float | None = None) -> Target:
    """The target, with how many times as high the mean is as a prediction, where a logarithm is learned."""
    columns, statistics = fold.table.columns, fold.encoding.statistics
    assert columns.target is not None
    mean, std = target_statistics(fold)
    log = LogTransform(statistics.y_mean, statistics.y_std, smearing, columns.log_shift) if columns.log_target else None
    return Target(columns.target, mean, std, columns.forms.get(columns.target), log)


def input_of(name: str, seen: tuple[float, float] | tuple[str, ...], form: Form | None) -> TermInput:
    """A column that only terms use, by its range or its texts."""
    match seen:
        case (float(low), float(high)):
            return TermInput(name, low, high, form)
        case levels:
            return TermInput(name, levels=[str(level) for level in levels])


def training_record(fold: Fold, recipe: Recipe, split: str, rows: RowCounts, fitted: Fitted) -> Training:
    """The recipe as it was carried out, with what its defaults came to."""
    exact = recipe.solver == "exact"
    steps = fitted.steps
    return Training(
        solver=recipe.solver,
        optimizer=None if exact else recipe.rule().name,
        hyperparameters={} if exact else option_values(recipe.rule()),
        learning_rate=float(steps.rate[0, 0]) if steps else None,
        schedule=None if exact else recipe.pace().name,
        schedule_parameters={} if exact else option_values(recipe.pace()),
        batch_size=steps.batch_size if steps else None,
        epochs=steps.epochs if steps else None,
        weight_decay=recipe.weight_decay or 0.0,
        tolerance=recipe.tolerance,
        patience=recipe.patience,
        seed=recipe.seed,
        standardize=recipe.standardize,
        split=split,
        rows=rows,
        epochs_run=int(steps.epochs_run[0, 0]) if steps else None,
        kept_epoch=int(steps.kept_epoch[0, 0]) if steps else None,
        stopped=fitted.stopped[0, 0],
        min_count=recipe.min_count or 1,
        l1=recipe.l1 or 0.0,
        loss=recipe.loss,
        delta=fold.delta,
        level_decay=(float(fold.level_decay.max()) or None) if recipe.weight_decay is None else None,
        number_decay=(fold.number_decay or None) if recipe.weight_decay is None else None,
    )


def _of_missing(form: Form | None, mean: float) -> float:
    """The value of a missing cell: the mean, but where an empty cell says something."""
    return mean if form is None or form.of_missing is None else form.of_missing


def in_users_units(fold: Fold, w: Floats) -> tuple[list[Feature], float]:
    """The features' weights per unit of their values, and the bias, from weights w (p,) of encoded rows."""
    table, encoding = fold.table, fold.encoding
    w = centre(w, encoding.centring) * encoding.y_scale
    statistics, d, forms = encoding.statistics, len(table.columns.numeric), table.columns.forms
    w[0] += encoding.y_centre
    per_unit, bias = encoding.per_unit(w)
    absent = dict(zip(statistics.missing.tolist(), floats(w[1 + d : 1 + d + len(statistics.missing)]), strict=True))
    features: list[Feature] = [
        Numeric(
            name=name,
            weight=float(per_unit[k]),
            missing=float(per_unit[k] * _of_missing(forms.get(name), statistics.mean[k])) + absent.get(k, 0.0),
            mean=float(statistics.mean[k]),
            std=float(statistics.std[k]),
            min=float(statistics.lowest[k]),
            max=float(statistics.highest[k]),
            form=forms.get(name),
            factors=list(table.columns.terms.get(name, ())),
        )
        for k, name in enumerate(table.columns.numeric)
    ]
    for k, name in enumerate(table.columns.categorical):
        weights = floats(w[encoding.first[k] + encoding.weight[k]])
        levels = level_names(name, table.levels[k], encoding.weight[k][1:], rare=encoding.rare[k])
        shares = statistics.shares[k].tolist()
        seen = {
            level: weight for level, weight, share in zip(levels, weights[1:], shares[1:], strict=True) if share > 0
        }
        missing = weights[0] if shares[0] > 0 else None
        share_of = Counter[str]()  # of a level, or of all rare ones together
        for level, share in zip(levels, shares[1:], strict=True):
            share_of[level] += share
        rows = [round(share * fold.n) for share in (*(share_of[level] for level in seen), shares[0])]
        mean = float(statistics.shares[k] @ np.array(weights)) if encoding.penalized[k] else 0.0
        std = float(np.sqrt(statistics.shares[k] @ np.square(np.array(weights) - mean)))
        features.append(
            Categorical(
                name,
                seen,
                missing,
                list(table.columns.joined.get(name, ())),
                std,
                rows,
                mean,
            )
        )
    return features, bias


def level_names(name: str, levels: Sequence[str], weight_index: Ints, *, rare: bool) -> list[str]:
    """A column's levels, those that are rare, which have the last weight, under one name that no other may have."""
    last = int(weight_index.max(initial=0)) if rare else None
    if rare and any(level == OTHER and own != last for level, own in zip(levels, weight_index.tolist(), strict=True)):
        raise DataError(f"{name}: {OTHER!r} is what rare texts are called together, and a text; rename it in the file")
    return [OTHER if own == last else level for level, own in zip(levels, weight_index.tolist(), strict=True)]


def floats(values: Floats) -> list[float]:
    """Python's floats, also from extended precision."""
    return [float(value) for value in values]
