"""Predict every row of a table: the same bytes with more columns, one of them for notes where there are any."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lrcli.data.files.frames import Frame, Table
from lrcli.data.files.layout import Layout
from lrcli.data.files.stream import OnBytes
from lrcli.data.rows.read import Reading
from lrcli.data.rows.workers import Workers
from lrcli.errors import DataError
from lrcli.jobs.apply import open_files, read_for
from lrcli.jobs.case import check_mean
from lrcli.jobs.prediction.predictions import Predictions
from lrcli.jobs.prediction.predictor import Predictor
from lrcli.limits import Limits
from lrcli.model.linear import Model
from lrcli.model.residuals import check_interval
from lrcli.output import replacing_folder

if TYPE_CHECKING:
    from lrcli.data.rows.tasks import Tasks
    from lrcli.jobs.prediction.predict_apart import PredictionsApart


def predict(
    model: Model,
    data: Table | Frame,
    *,
    interval: float | None = None,
    mean: bool = False,
    explain: bool = False,
    layout: Layout | None = None,
    limits: Limits | None = None,
    on_bytes: OnBytes | None = None,
    tasks: "Tasks | None" = None,
) -> Predictions:
    """Open a table to predict its rows. data: paths or patterns, "-" for standard input, or a table in memory.

    interval: of 100 new cases, how many the range around a prediction holds; mean: where the logarithm was learned,
    also the mean of rows like each; explain: with what each feature adds to the average.
    tasks: who reads and predicts; None for the threads of this process.
    Raises DataError, OptionError for an interval below 1, or ModelError where the model's residuals are too few.
    """
    predictor = _predictor(model, interval=interval, mean=mean, explain=explain)
    if tasks is not None:
        return _apart(predictor, data, layout, limits, on_bytes, tasks)
    return Predictions(predictor, _reading(model, data, layout, limits, on_bytes))


def predict_into(
    folder: Path,
    model: Model,
    data: Table | Frame,
    *,
    layout: Layout | None = None,
    limits: Limits | None = None,
    on_bytes: OnBytes | None = None,
    tasks: "Tasks | None" = None,
    **wanted: Any,
) -> list[str]:
    """Write the rows of each file, with their predictions, to a file of its name in a new folder. Return the remarks.

    A text of 64 MB or more is written in several parts. wanted: interval, mean and explain of `predict`.
    Raises as `predict` does, and LrcliError where it cannot be written. Then there is no folder.
    """
    from lrcli.data.rows.tasks import ExecutorTasks

    with Workers() as workers, replacing_folder(folder) as beside:
        tasks = tasks or ExecutorTasks(workers.pool, workers.count)
        with _apart(_predictor(model, **wanted), data, layout, limits, on_bytes, tasks) as predictions:
            predictions.into(beside)
            return predictions.remarks()


def _predictor(model: Model, *, interval: float | None = None, mean: bool = False, explain: bool = False) -> Predictor:
    check_interval(interval)
    check_mean(model, mean)
    return Predictor(model, [] if interval is None else [each.reach(interval) for each in model.each], mean, explain)


def _reading(
    model: Model, data: Table | Frame, layout: Layout | None, limits: Limits | None, on_bytes: OnBytes | None
) -> Reading:
    files = open_files(model, None, data, layout, on_bytes, live=True, limits=limits, hashed=False)
    try:
        return read_for(model, files, None, keep_all=True)
    except DataError:
        files.__exit__()
        raise


def _apart(
    predictor: Predictor,
    data: Table | Frame,
    layout: Layout | None,
    limits: Limits | None,
    on_bytes: OnBytes | None,
    tasks: "Tasks",
) -> "PredictionsApart":
    from lrcli.data.rows.reading_apart import ReadingApart
    from lrcli.jobs.prediction.predict_apart import PredictionsApart

    begun = partial(_reading, predictor.model, data, layout, limits)
    return PredictionsApart(predictor, ReadingApart(begun(on_bytes), tasks, hashed=False), partial(begun, None))
