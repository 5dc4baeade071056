"""Measure a model on a table whose truth is known."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lrcli.data.files.frames import Frame, Table
from lrcli.data.files.layout import Layout
from lrcli.data.files.stream import OnBytes
from lrcli.data.rows.bundles import bundles
from lrcli.data.rows.origins import Places
from lrcli.data.rows.workers import Workers
from lrcli.errors import DataError, OptionError
from lrcli.jobs.apply import TrainedLevels, open_files, read_for
from lrcli.jobs.evaluator import Evaluation, EvaluationGatherer, Evaluator
from lrcli.jobs.measurement.prediction_diagnostics import DiagnosticsGatherer
from lrcli.limits import Limits
from lrcli.model.linear import Model
from lrcli.model.residuals import check_interval

if TYPE_CHECKING:
    from lrcli.data.rows.tasks import Tasks


def evaluate(
    model: Model,
    data: Table | Frame,
    *,
    where: str | None = None,
    weights: str | None = None,
    interval: float | None = None,
    layout: Layout | None = None,
    on_bytes: OnBytes | None = None,
    gatherers: Mapping[str, DiagnosticsGatherer] | None = None,
    limits: Limits | None = None,
    tasks: "Tasks | None" = None,
) -> dict[str, Evaluation]:
    """Predict the rows that have a target and compare, for each target; of several a row has to have all.

    data: paths or patterns, "-" for standard input, or a table in memory.
    where: the condition of the rows that are used. weights: the column that says for how many rows each counts.
    interval: count how often ranges for so many of 100 cases hold the truth. gatherers: gather what a report
    shows of them, by target. tasks: who reads the files; None for the threads of this process. There are no gatherers
    then.
    Raises DataError, or OptionError for a condition that cannot be read.
    """
    check_interval(interval)
    if weights in model.target_names:
        raise OptionError("weights", f"{weights}: the column is the target")
    opened = open_files(model, model.target.name, data, layout, on_bytes, weights=weights, limits=limits)
    with opened as files, Workers() as workers:
        reading = read_for(model, files, model.target.name, where, weights=weights)
        apart = None
        if tasks is not None:
            from lrcli.data.rows.reading_apart import ReadingApart

            reading = apart = ReadingApart(reading, tasks)
        trained, columns = TrainedLevels(model), reading.columns
        evaluators = [
            Evaluator(each, files.limits, interval, weights is not None, (gatherers or {}).get(each.target.name))
            for each in model.each
        ]
        gatherer = EvaluationGatherer(evaluators, reading, trained)
        size = files.limits.rows_of_a_bundle(len(columns.numeric) + len(columns.categorical))
        if apart is not None:
            from lrcli.data.rows.bundles_apart import gather_apart

            gather_apart(apart, gatherer, size)
        else:
            for bundle in bundles(reading.cells(workers, keep_bytes=False), size):
                gatherer.add(bundle)
    remarks = [
        *files.renamed,
        *columns.remarks,
        *trained.remarks(),
        *reading.left_out.remarks(columns.targets_in_words),
    ]
    if not evaluators[0].errors.n:
        reasons = f" ({'; '.join(remarks)})" if remarks else ""
        targets = " and ".join(model.target_names)
        raise DataError(f"{files.name}: no row can be predicted and compared with its {targets}{reasons}")
    places = Places.of(files.sources)
    trained_on = {file.sha256 for file in files.files()} <= {file.sha256 for file in model.data.files}
    return {each.model.target.name: each.evaluation(remarks, places, trained_on=trained_on) for each in evaluators}
