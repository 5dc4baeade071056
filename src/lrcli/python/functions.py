"""train, training, evaluate, crossval and stats: keywords become records, a job does the work, its result is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from lrcli.data.files.frames import PathName, Table, frame_of
from lrcli.errors import OptionError
from lrcli.fitting.fit import Progress
from lrcli.fitting.options.confidence import confidence_of
from lrcli.fitting.options.regularization_path import ratio_of
from lrcli.fitting.options.trajectory import wish_of
from lrcli.fitting.recipe import Recipe
from lrcli.jobs import crossval as crossval_job
from lrcli.jobs import evaluate as evaluate_job
from lrcli.jobs import stats as stats_job
from lrcli.jobs import train as train_job
from lrcli.jobs.comparison import compare
from lrcli.jobs.train import TrainingEpochs
from lrcli.model.linear import Model, load
from lrcli.output import check_writable, write_text
from lrcli.python import frames
from lrcli.python.cluster import workers_of
from lrcli.python.fit import Fit
from lrcli.python.keywords import (
    CROSSVAL_OPTIONS,
    FILE_OPTIONS,
    READ_OPTIONS,
    TRAIN_OPTIONS,
    errors_in_python,
    grid_of,
    layout_of,
    names_of,
    recipe_of,
    selection_of,
    takes,
    training_options,
)
from lrcli.python.regularization_path import RegularizationPath
from lrcli.python.results import Comparison, CrossValidation, Evaluation, Statistics

if TYPE_CHECKING:
    from pandas import DataFrame

    from lrcli.python.options import FileOptions, GridOptions, ReadOptions, TrainOptions


@takes(*TRAIN_OPTIONS)
def train(
    data: Table,
    *,
    inference: bool = False,
    confidence: float | None = None,
    explain_step: bool = False,
    report: PathName | None = None,
    watch: PathName | None = None,
    keep_moments: bool = False,
    update: Model | PathName | None = None,
    trajectory: str | Sequence[str] = (),
    trajectory_with: str | Sequence[str] = (),
    cluster: str | int | None = None,
    **options: Unpack[TrainOptions],
) -> Fit:
    """Learn a linear model from a table.

        fit = lrcli.train(cars, target="price", features="log(mileage), age", weight_decay=0.01)

    target: a column, or several as "price, consumption" or as a list; then `targets` has the fit of each, and the model
    predicts all. data: a path, a list of paths, a pandas or polars DataFrame, an Arrow table, a DuckDB relation, or a
    dict of columns. inference: tell how sure the weights are, in `inference`; confidence: in how many of 100 samples an
    interval holds the weight, 95 unless given. explain_step: keep the first minibatch, worked by hand, in `first_step`.
    report, watch: write the page of `lrcli train --report` or that of --watch to this file. keep_moments: keep in the
    model the sums over its rows, with which update goes on. update: learn also from the rows of this model, which keeps
    their moments. trajectory: follow the weights of two features, "mileage, age"; trajectory_with: compare with the
    ways of other settings, "sgd, momentum" or "sgd+batch-size=1". Both are in `trajectory` and in `figure()`.
    cluster: let a Dask cluster read the files: the address of its scheduler, or a number of processes on this machine.
    Raises DataError, OptionError, DivergenceError, and ModelError where a model keeps no moments.
    """
    steps = training_options(options)
    selection, recipe, sureness = selection_of(options), Recipe.of(**steps), confidence_of(inference, confidence)
    if watch is not None:
        from lrcli.fitting.replay import obstacle

        if problem := obstacle(recipe):
            raise OptionError("watch", problem)
    for page in (report, watch):
        if page is not None:
            check_writable(Path(page))
    with workers_of(cluster) as tasks:
        result = train_job.train(
            data,
            replace(selection, tasks=tasks),
            recipe,
            explain_step=explain_step,
            diagnose=report is not None or watch is not None,
            trajectory=wish_of(names_of("trajectory", trajectory), names_of("trajectory_with", trajectory_with), steps),
            confidence=sureness,
            update=load(update) if isinstance(update, str | PathLike) else update,
            keep_moments=keep_moments,
        )
    if report is not None:
        from lrcli.report.page.page import report_of_training

        write_text(report, report_of_training(result))
    if watch is not None:
        from lrcli.report.page.page import watch_page

        write_text(watch, watch_page(result.model, [each.replay for each in result.each]))
    return Fit.of(result)


@takes(*TRAIN_OPTIONS)
def training(data: Table, **options: Unpack[TrainOptions]) -> Training:
    """Learn a linear model from a table, epoch by epoch.

        training = lrcli.training(cars, target="price")
        for epoch in training:
            print(epoch.number, epoch.train_loss)
        training.fit

    The table is read at once. Several targets are trained one after the other, and each epoch tells its `target`.
    Raises DataError, OptionError, and while it trains DivergenceError.
    """
    return Training(train_job.training(data, selection_of(options), recipe_of(options)))


def merge(models: Sequence[Model | PathName]) -> Fit:
    """One model of the rows of several, each trained with keep_moments on other files.

        lrcli.merge(["north.json", "south.json"]).model.save("all.json")

    models: as `load` gives them, or their paths. Their columns and options must be alike.
    Raises ModelError where they are not, or where a model keeps no moments.
    """
    from lrcli.jobs.merge import merge as merge_models

    named = [
        (str(model), load(model)) if isinstance(model, str | PathLike) else (f"model {k}", model)
        for k, model in enumerate(models, 1)
    ]
    with errors_in_python():
        return Fit.of(merge_models(named))


@takes(*FILE_OPTIONS)
def evaluate(
    model: Model,
    data: Table,
    *,
    where: str | None = None,
    weights: str | None = None,
    interval: float | None = None,
    diagnose: bool = False,
    cluster: str | int | None = None,
    **options: Unpack[FileOptions],
) -> Evaluation:
    """Measure a model on the rows of a table that have its targets. where: which rows are used.

    Of several targets the result has `targets`, one evaluation of each.
    weights: the column that says for how many rows each counts. interval: count in `coverage` how often a range held
    that is to hold in so many of 100 cases. diagnose: fit these rows by least squares, and keep in `influence` which of
    them decide the fit. cluster: let a Dask cluster read the files, as in `train`.
    Raises DataError, or OptionError for a condition that cannot be read.
    """
    frame = frame_of(data)
    source = data if frame is None else frame
    layout = layout_of(options)
    if cluster is not None and diagnose:
        raise OptionError("cluster", "leaves the rows with its workers, and diagnose needs them here; leave out one")
    with workers_of(cluster) as tasks:
        records = evaluate_job.evaluate(
            model, source, where=where, weights=weights, interval=interval, layout=layout, tasks=tasks
        )
    if diagnose:
        from lrcli.jobs.measurement.influence import diagnose as diagnose_rows

        influence = diagnose_rows(model, source, where=where, weights=weights, layout=layout)
        records = {name: replace(record, influence=influence[name]) for name, record in records.items()}
    return Evaluation(records, frame)


@overload
def crossval(
    data: Table,
    *,
    k: int = 5,
    final: bool = False,
    learning_curve: bool = False,
    predictions: bool = False,
    path: Literal[False] = False,
    cluster: str | int | None = None,
    **options: Unpack[GridOptions],
) -> CrossValidation: ...
@overload
def crossval(
    data: Table,
    *,
    k: int = 5,
    path: Literal[True],
    l1_ratio: float | None = None,
    cluster: str | int | None = None,
    **options: Unpack[GridOptions],
) -> RegularizationPath: ...
@takes(*CROSSVAL_OPTIONS)
def crossval(
    data: Table,
    *,
    k: int = 5,
    final: bool = False,
    learning_curve: bool = False,
    predictions: bool = False,
    path: bool = False,
    l1_ratio: float | None = None,
    cluster: str | int | None = None,
    **options: Unpack[GridOptions],
) -> CrossValidation | RegularizationPath:
    """Measure how well a training generalizes, by k folds that it did not see.

        lrcli.crossval(cars, weight_decay=[0, 0.01], optimizer=["sgd", "adam"]).table

    An option of the training may be a list of values: every combination is measured on the same folds. final: train the
    best on all rows. learning_curve: train it on 10 to 70 % of the rows, too. predictions: of each row, by the model
    that did not see its fold. Of several targets the result has `targets`, one cross-validation of each, but a path is
    of one. path: solve a hundred values of l1 instead of training, and choose
    by the one-standard-error rule; l1_ratio: the share of that penalty that is l1, 1 unless given; the rest is weight
    decay. cluster: let a Dask cluster read the files, as in `train`.
    Raises DataError, OptionError, or, where all diverge, DivergenceError.
    """
    recipes = grid_of(options)
    ratio = ratio_of(path, l1_ratio, candidates=len(recipes), trains=final or learning_curve or predictions)
    frame = frame_of(data)
    source = data if frame is None else frame
    with workers_of(cluster) as tasks:
        selection = replace(selection_of(options), tasks=tasks)
        if ratio is not None:
            from lrcli.jobs.regularization_path import trace_path

            return RegularizationPath(trace_path(source, recipes[0], selection, k=k, ratio=ratio))
        results = crossval_job.crossval(
            source, recipes, selection, k=k, final=final, learning=learning_curve, predictions=predictions
        )
    return CrossValidation({result.target: result for result in results}, frame)


@overload
def stats(
    data: Table,
    *,
    target: str | None = None,
    where: str | None = None,
    weights: str | None = None,
    model: None = None,
    cluster: str | int | None = None,
    **options: Unpack[ReadOptions],
) -> Statistics: ...
@overload
def stats(
    data: Table, *, where: str | None = None, weights: str | None = None, model: Model, **options: Unpack[ReadOptions]
) -> Comparison: ...
@takes(*READ_OPTIONS)
def stats(
    data: Table,
    *,
    target: str | None = None,
    where: str | None = None,
    weights: str | None = None,
    model: Model | None = None,
    cluster: str | int | None = None,
    **options: Unpack[ReadOptions],
) -> Statistics | Comparison:
    """Describe every column of a table, and remark on what is odd. target: what the others are correlated with.

    where: which rows are used. weights: the column that says for how many rows each counts. model: compare the table
    with the rows that this model was trained on, instead. cluster: let a Dask cluster read the files, as in `train`.
    Raises DataError, OptionError, and ModelError where a model keeps no distributions.
    """
    if model is not None:
        if target is not None:
            raise OptionError("target", "has no effect with model, whose columns are compared")
        if cluster is not None:
            raise OptionError("cluster", "leaves the rows with its workers, and model needs them here; leave out one")
        return Comparison(compare(model, data, where=where, weights=weights, layout=layout_of(options)))
    with workers_of(cluster) as tasks:
        how: dict[str, Any] = {"target": target, "where": where, "weights": weights, "tasks": tasks}
        return Statistics(stats_job.stats(data, **how, layout=layout_of(options), plots=["*"], correlations=True))


@dataclass(frozen=True)
class Epoch:
    """A pass over the training rows that has ended. Losses are in squared units of the target."""

    target: str
    number: int
    epochs: int  # how many there will be, unless something ends the training before
    train_loss: float
    validation_loss: float | None
    learning_rate: float
    _progress: Progress
    _source: TrainingEpochs

    def __repr__(self) -> str:
        held_out = "" if self.validation_loss is None else f", validation {self.validation_loss:.6g}"
        return f"epoch {self.number:,} of {self.epochs:,}: loss {self.train_loss:.6g}{held_out}"

    @property
    def weights(self) -> DataFrame:
        """The weights after this epoch, as those of a fit."""
        return frames.weight_frame(*self._source.weights(self._progress))


class Training:
    """Epochs to iterate over, and then the fit. A loop that is left early has the best weights up to there."""

    def __init__(self, job: Any) -> None:
        self._stack = ExitStack()  # keeps the rows until the fit is made
        self._epochs: TrainingEpochs = self._stack.enter_context(job)

    def __iter__(self) -> Iterator[Epoch]:
        epochs = iter(self._epochs)
        while True:
            with errors_in_python():
                progress = next(epochs, None)
            if progress is None:
                return
            held_out = progress.validation_loss
            yield Epoch(
                target=progress.target,
                number=progress.epoch,
                epochs=progress.epochs,
                train_loss=float(progress.train_loss[0, 0]),
                validation_loss=None if held_out is None else float(held_out[0, 0]),
                learning_rate=float(progress.learning_rate[0, 0]),
                _progress=progress,
                _source=self._epochs,
            )

    @cached_property
    def fit(self) -> Fit:
        """What was learned: by the epochs so far where the loop was left early, by all where there was no loop."""
        with self._stack, errors_in_python():
            return Fit.of(self._epochs.result())
