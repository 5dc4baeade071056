"""Learn a model from a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import msgspec
import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.columns import decide
from lrcli.data.encoding import Encoding
from lrcli.data.split import TEST, TRAIN, VALIDATION, Split, roles
from lrcli.data.table import Table, read_table
from lrcli.errors import DataError, DivergenceError, OptionError
from lrcli.jobs.applying import score, scores
from lrcli.jobs.fitting import Fitted, Fold, Progress, Steps, Watcher, fit_stack
from lrcli.jobs.recipe import Recipe, parameters
from lrcli.learning.linear import centre
from lrcli.model import (
    FORMAT,
    VERSION,
    Categorical,
    Data,
    DataFile,
    Feature,
    History,
    Metrics,
    Model,
    Numeric,
    RowCounts,
    Target,
    Training,
)

DIARY_STEP = 1.03
EXACT_FIT = 1e-18  # a part of the variance: an optimum below it has no error but rounding


@dataclass(frozen=True)
class Trained:
    """A model, and what the one who trained it should know."""

    model: Model
    remarks: tuple[str, ...]
    interrupted: bool


@dataclass
class Diary:
    """Keeps every epoch at first, then every one that is 3 % further on, and always the last: some 200."""

    watch: Watcher | None
    kept: list[Progress] = field(default_factory=list)
    last: Progress | None = None

    def __call__(self, progress: Progress) -> bool | None:
        self.last = progress
        if not self.kept or progress.epoch >= self.kept[-1].epoch * DIARY_STEP:
            self.kept.append(progress)
        return self.watch(progress) if self.watch else None

    def history(self) -> History:
        points = self.kept if self.last is None or self.last in self.kept[-1:] else [*self.kept, self.last]
        held_out = [float(p.validation_loss[0, 0]) for p in points if p.validation_loss is not None]
        return History(
            epoch=[p.epoch for p in points],
            train_loss=[float(p.train_loss[0, 0]) for p in points],
            validation_loss=held_out or None,
            learning_rate=[float(p.learning_rate[0, 0]) for p in points],
        )


def train(
    data: str,
    *,
    target: str | None = None,
    features: Sequence[str] = (),
    exclude: Sequence[str] = (),
    recipe: Recipe | None = None,
    watch: Watcher | None = None,
) -> Trained:
    """Learn to predict the target from the features. data: a path, or "-" for standard input.

    watch is called after every epoch; returning True ends the training with the best weights so far.
    Raises DataError, OptionError, or DivergenceError.
    """
    table = read_table(data, partial(decide, target=target, features=features, exclude=exclude))
    return train_table(table, recipe or Recipe(), watch)


def train_table(table: Table, recipe: Recipe, watch: Watcher | None = None) -> Trained:
    """Learn from a table that is read already."""
    n = len(table)
    parts = recipe.parts(n)
    role = roles(n, parts, recipe.seed)
    rows = [np.flatnonzero(role == which) for which in (TRAIN, VALIDATION, TEST)]
    check(table, rows[0])
    if recipe.patience is not None and not len(rows[1]):
        raise OptionError("--patience needs validation rows; give some with --split 80/20")
    fold = Fold.of(table, rows[0], rows[1], recipe)
    diary = Diary(watch)
    fitted = fit_stack([fold], [recipe], diary)
    if fitted.steps and fitted.stopped[0, 0] == "diverged":
        raise DivergenceError(divergence(recipe, fitted.steps))
    model = to_model(table, rows, parts, fold.encoding, recipe, fitted, diary.history())
    return Trained(model, remarks(table, recipe), fitted.interrupted)


def check(table: Table, rows: Ints) -> None:
    """Raise DataError where the training rows cannot teach anything."""
    target = table.columns.target
    if len(rows) < 2:
        raise DataError(f"{table.file.name}: {len(rows)} training row{'s' * (len(rows) != 1)}; at least 2 are needed")
    if np.ptp(table.y[rows]) == 0:
        raise DataError(f"{table.file.name}: the target {target!r} is {table.y[rows][0]:g} in every training row")
    if not table.columns.numeric and not table.columns.categorical:
        reasons = "; ".join(f"{column.name}: {column.reason}" for column in table.columns.left_out)
        raise DataError(
            f"{table.file.name}: no column to learn {target!r} from{' (' + reasons + ')' if reasons else ''}"
        )


def remarks(table: Table, recipe: Recipe) -> tuple[str, ...]:
    """What was done without being asked."""
    said = data_remarks(table)
    if recipe.split is None and not recipe.parts(len(table)).test:
        said.append(f"all {len(table):,} rows train, none are held out; see how it generalizes with: lrcli crossval")
    return tuple(said)


def data_remarks(table: Table) -> list[str]:
    """What was done to the data without being asked."""
    said = []
    if table.columns.target_reason:
        said.append(f"predicting {table.columns.target}, {table.columns.target_reason}; --target names another")
    if table.without_target:
        said.append(f"{rows_of(table.without_target)} without {table.columns.target} left out")
    for name, values in zip(table.columns.numeric, table.numeric.T, strict=True):
        if absent := int(np.isnan(values).sum()):
            said.append(f"{name}: {absent:,} missing, filled with the mean and marked by a weight of their own")
    for name, codes in zip(table.columns.categorical, table.codes.T, strict=True):
        if absent := int((codes == 0).sum()):
            said.append(f"{name}: {absent:,} missing, a level of their own")
    said += [f"{column.name} left out: {column.reason}" for column in table.columns.left_out]
    return said


def rows_of(count: int) -> str:
    return f"{count:,} row{'s' * (count != 1)}"


def divergence(recipe: Recipe, steps: Steps) -> str:
    """What went wrong, in numbers, and what to do."""
    advice = "leave --learning-rate out" if recipe.standardize else "leave --no-standardize out"
    return (
        f"the training diverged in epoch {steps.epochs_run[0, 0]}: the learning rate {steps.rate[0, 0]:g} "
        f"is too large; the largest stable rate of gradient descent on these rows is 2/λmax = {steps.stable_rate:.3g}; "
        f"give a smaller --learning-rate, or {advice}"
    )


def to_model(
    table: Table,
    rows: Sequence[Ints],
    parts: Split,
    encoding: Encoding,
    recipe: Recipe,
    fitted: Fitted,
    history: History,
) -> Model:
    """The record that is kept, its scores measured with its own predictions."""
    features, bias = in_users_units(table, encoding, fitted.w[0, 0])
    train_rows, validation_rows, test_rows = rows
    y = table.y[train_rows]
    baseline = scores(y, np.full(len(y), encoding.y_mean))
    assert table.columns.target is not None
    model = Model(
        format=FORMAT,
        version=VERSION,
        target=Target(table.columns.target, encoding.y_mean, encoding.y_std),
        bias=bias,
        features=features,
        training=how(recipe, parts, rows, fitted),
        history=history,
        metrics=Metrics(baseline, None, None, baseline, None),
        data=Data([DataFile(table.file.name, table.file.bytes, table.file.sha256)], len(table), table.without_target),
    )
    optimum = fitted.optimum[0][0]
    measured = score(model, table, train_rows)
    assert measured is not None
    exact_fit = optimum.lowest <= EXACT_FIT * baseline.loss / encoding.y_scale**2
    gap = None if exact_fit else float(optimum.gap(fitted.w[0, 0]))
    metrics = Metrics(measured, score(model, table, validation_rows), score(model, table, test_rows), baseline, gap)
    return msgspec.structs.replace(model, metrics=metrics)


def how(recipe: Recipe, parts: Split, rows: Sequence[Ints], fitted: Fitted) -> Training:
    exact = recipe.solver == "exact"
    steps = fitted.steps
    return Training(
        solver=recipe.solver,
        optimizer=None if exact else recipe.optimizer or "adam",
        hyperparameters={} if exact else parameters(recipe.rule()),
        learning_rate=float(steps.rate[0, 0]) if steps else None,
        schedule=None if exact else recipe.schedule or "cosine",
        schedule_parameters={} if exact else parameters(recipe.pace()),
        batch_size=steps.batch_size if steps else None,
        epochs=steps.epochs if steps else None,
        weight_decay=recipe.weight_decay,
        tolerance=recipe.tolerance,
        patience=recipe.patience,
        seed=recipe.seed,
        standardize=recipe.standardize,
        split=str(parts),
        rows=RowCounts(*(len(part) for part in rows)),
        epochs_run=int(steps.epochs_run[0, 0]) if steps else None,
        kept_epoch=int(steps.kept_epoch[0, 0]) if steps else None,
        stopped=fitted.stopped[0, 0],
    )


def in_users_units(table: Table, encoding: Encoding, w: Floats) -> tuple[list[Feature], float]:
    """The features' weights per unit of their values, and the bias, from weights w (p,) of encoded rows."""
    w = centre(w, encoding.frequencies) * encoding.y_scale
    d = len(table.columns.numeric)
    per_unit = w[1 : 1 + d] / encoding.scale
    absent = dict(zip(encoding.missing.tolist(), floats(w[1 + d : 1 + d + len(encoding.missing)]), strict=True))
    features: list[Feature] = [
        Numeric(
            name=name,
            weight=float(per_unit[k]),
            missing=float(per_unit[k] * encoding.mean[k]) + absent.get(k, 0.0),
            mean=float(encoding.mean[k]),
            std=float(encoding.std[k]),
            min=float(encoding.lowest[k]),
            max=float(encoding.highest[k]),
        )
        for k, name in enumerate(table.columns.numeric)
    ]
    for name, levels, first, share in zip(
        table.columns.categorical, table.levels, encoding.first, encoding.shares, strict=True
    ):
        weights = floats(w[first : first + len(share)])
        seen = {level: weight for level, weight, part in zip(levels, weights[1:], share[1:], strict=True) if part > 0}
        features.append(Categorical(name=name, weights=seen, missing=weights[0] if share[0] > 0 else None))
    bias = float(encoding.y_centre + w[0] - np.dot(per_unit, encoding.centre))
    return features, bias


def floats(values: Floats) -> list[float]:
    """Python's floats, also from extended precision."""
    return [float(value) for value in values]
