"""Results as data frames. pandas is imported here alone, and here when a frame is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import TYPE_CHECKING, Any

from lrcli.arrays import Floats, Ints
from lrcli.data.describe.correlations import Correlations
from lrcli.data.describe.statistics import Description
from lrcli.data.files.chunk import row_of
from lrcli.data.files.frames import Frame
from lrcli.fitting.learning_curve import LearningCurve
from lrcli.jobs.comparison import Comparison
from lrcli.jobs.crossval import CrossValidation
from lrcli.jobs.measurement.largest_errors import RowError
from lrcli.jobs.measurement.out_of_fold import OutOfFold
from lrcli.learning.metrics import METRICS
from lrcli.model.features import Feature
from lrcli.model.record import History, Scores, Target
from lrcli.report.words.crossval import varied_options

if TYPE_CHECKING:
    from pandas import DataFrame, Index

    from lrcli.fitting.inference import Inference
    from lrcli.fitting.influence import Influence
    from lrcli.fitting.trajectory import Trajectory


def weight_frame(features: Sequence[Feature], bias: float, target: Target) -> DataFrame:
    """One row a weight: of a number for each unit, of a category for each level.

    Standardised: how many deviations of the target one deviation of the number, or the level, moves the prediction.
    Rows: those that trained a level.
    """
    import pandas

    std = target.log.std if target.log else target.std
    rows: list[tuple[str, str | None, float, float | None, int | None]] = [("bias", None, bias, None, None)]
    for feature in features:
        rows += [(feature.name, each.level, each.weight, each.move / std, each.rows) for each in feature.effects()]
    return pandas.DataFrame(rows, columns=["feature", "level", "weight", "standardised", "rows"])


def by_target(several: Mapping[str, DataFrame]) -> DataFrame:
    """Frames one below the other, with their targets in front of their indices."""
    import pandas

    return pandas.concat(several, names=["target"])


def by_target_if_there(several: Mapping[str, DataFrame | None]) -> DataFrame | None:
    """The same of frames that an option asks for, which some targets may not have; None where none has."""
    present = {name: frame for name, frame in several.items() if frame is not None}
    return by_target(present) if present else None


def estimate_frame(inference: Inference) -> DataFrame:
    """One row a weight of the analytic solution, with its standard error, t, p and interval."""
    import pandas

    return pandas.DataFrame([asdict(weight) for weight in inference.weights])


def influence_frame(influence: Influence) -> DataFrame:
    """One row for each that decides a fit, with the weight that it moves most."""
    import pandas

    rows = [
        {name: value for name, value in asdict(row).items() if name != "changes"}
        | {f"moved_{name}": value for name, value in (asdict(row.changes[0]) if row.changes else {}).items()}
        for row in influence.largest
    ]
    return pandas.DataFrame(rows)


def comparison_frame(comparison: Comparison) -> DataFrame:
    """One row for each column of a table beside the training's."""
    import pandas

    return pandas.DataFrame([asdict(column) for column in comparison.columns])


def score_frame(scores: Mapping[str, Scores | None]) -> DataFrame:
    """One row for each set of rows, one column for each metric."""
    import pandas

    metrics = [metric.name for metric in METRICS]
    present = {name: each for name, each in scores.items() if each is not None}
    rows = [[each.rows, *(each.value(metric) for metric in metrics)] for each in present.values()]
    return pandas.DataFrame(rows, columns=["rows", *metrics], index=list(present))


def history_frame(history: History) -> DataFrame:
    """The losses and the learning rate, one row for each epoch that is kept."""
    import pandas

    columns = {
        "train_loss": history.train_loss,
        "validation_loss": history.validation_loss,
        "learning_rate": history.learning_rate,
    }
    present = {name: values for name, values in columns.items() if values is not None}
    return pandas.DataFrame(present, index=pandas.Index(history.epoch, name="epoch"))


def trajectory_frame(trajectory: Trajectory) -> DataFrame:
    """One row for each step that is kept of each way: the two weights, and the loss there, other weights at their best.

    The weights are standardised unless the training was told not to.
    """
    import pandas

    across, up = trajectory.features
    rows = [
        (way.name, step, *point, trajectory.loss(point))
        for way in trajectory.ways
        for step, point in zip(way.steps, way.points, strict=True)
    ]
    return pandas.DataFrame(rows, columns=["way", "step", across, up, "loss"])


def correlation_frame(correlations: Correlations | None) -> DataFrame:
    """Pearson's r of each pair of columns; NaN where one of them is constant."""
    import pandas

    if correlations is None:
        return pandas.DataFrame()
    return pandas.DataFrame(
        [list(row) for row in correlations.r], correlations.names, correlations.names, dtype="float64"
    )


def error_frame(errors: Sequence[RowError], frame: Frame | None) -> DataFrame:
    """The rows with the largest errors."""
    import pandas

    columns = {
        "actual": [error.actual for error in errors],
        "predicted": [error.predicted for error in errors],
        "error": [error.predicted - error.actual for error in errors],
    }
    index = row_index(frame, [error.file for error in errors], [error.line for error in errors])
    return pandas.DataFrame(columns, index=index)


def out_of_fold_frame(by_target: Mapping[str, OutOfFold], frame: Frame | None) -> DataFrame:
    """Each row with its fold, from 1 on, the truth of each target, and its prediction without the fold."""
    import pandas

    first = next(iter(by_target.values()))  # the rows and folds of all
    columns: dict[str, Floats | Ints] = {"fold": first.fold + 1}
    for target, each in by_target.items():
        columns |= {target: each.truth, f"{target}_predicted": each.predicted}
    return pandas.DataFrame(columns, index=row_index(frame, first.files, first.lines.tolist()))


def row_index(frame: Frame | None, files: Sequence[str], lines: Sequence[int]) -> Index:
    """Rows by the index of the frame that they are of, or by their number in it; those of files by file and line."""
    import pandas

    if frame is None:
        return pandas.MultiIndex.from_arrays([list(files), list(lines)], names=["file", "line"])
    rows, index = [row_of(line) for line in lines], index_of(frame)
    return pandas.Index(rows, name="row") if index is None else index[rows]


def index_of(frame: Frame | None) -> Any:
    """The index of a data frame of pandas; None for any other table, whose rows have numbers alone."""
    return getattr(frame.table, "index", None) if frame is not None and hasattr(frame.table, "iloc") else None


def learning_frame(curve: LearningCurve) -> DataFrame:
    """The errors by the number of training rows, means over the folds."""
    import pandas

    rows = [
        {
            "share": point.share,
            "rows": point.rows,
            "train_rmse": fmean(scores.rmse for scores in point.train),
            "validation_rmse": fmean(scores.rmse for scores in point.validation),
        }
        for point in curve.points
    ]
    return pandas.DataFrame(rows)


def candidate_frame(result: CrossValidation) -> DataFrame:
    """One row for each candidate: the options that differ, and its errors over the folds."""
    import pandas

    names = varied_options(result)
    rows = []
    for candidate in result.candidates:
        options = candidate.recipe.options()
        row: dict[str, Any] = {name: options.get(name) for name in names}
        if candidate.folds:
            row |= {
                "train_rmse": candidate.train.mean,
                "validation_rmse": candidate.validation.mean,
                "validation_std": candidate.validation.std,
                "generalization_error": candidate.generalization_error,
                "r2": candidate.r2,
            }
        rows.append(row | {"diverged": candidate.diverged is not None})
    return pandas.DataFrame(rows)


def number_frame(columns: Sequence[Description]) -> DataFrame:
    """One row for each column of numbers."""
    import pandas

    rows = []
    for column in columns:
        if column.numbers:
            numbers = {name: value for name, value in asdict(column.numbers).items() if name != "picked"}
            rows.append(_counts(column) | numbers | {"correlation": column.correlation})
    return pandas.DataFrame(rows, index=[column.name for column in columns if column.numbers])


def text_frame(columns: Sequence[Description]) -> DataFrame:
    """One row for each column of texts."""
    import pandas

    texts = [column for column in columns if not column.numbers]
    rows = [_counts(column) | {"commonest": dict(column.commonest)} for column in texts]
    return pandas.DataFrame(rows, index=[column.name for column in texts])


def _counts(column: Description) -> dict[str, Any]:
    return {"count": column.count, "missing": column.missing, "distinct": column.distinct}
