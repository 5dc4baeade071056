"""How well a model predicts, in the terminal."""

from collections.abc import Iterator
from typing import Any

from lrcli.jobs.evaluator import Evaluation
from lrcli.jobs.measurement.coverage import Coverage
from lrcli.model.linear import Model
from lrcli.report.terminal.pictures.columns import prediction_plots
from lrcli.report.terminal.scores import heads, score_cells
from lrcli.report.terminal.tables import text_table
from lrcli.report.words.metrics import EVALUATION_METRICS, MEANS, MEDIANS
from lrcli.text import number, plain, signed, without_noise


def evaluation_tables(evaluation: Evaluation, model: Model) -> Iterator[Any]:
    """Scores beside those of always predicting the training mean, and the rows with the largest errors."""
    scores = {"model": evaluation.model, "always the mean": evaluation.baseline}
    if evaluation.mean:  # else the prediction is the mean
        scores = {MEDIANS: evaluation.model, MEANS: evaluation.mean, "always the mean": evaluation.baseline}
    rows = [[name, *score_cells(each, EVALUATION_METRICS, evaluation.baseline.rmse)] for name, each in scores.items()]
    yield text_table(None, heads(EVALUATION_METRICS), rows)
    for metric in EVALUATION_METRICS:
        if metric.absent and evaluation.baseline.value(metric.name) is None:
            yield plain(f"no {metric.symbol}: {metric.absent.format(target=model.target.name)}")
    if evaluation.coverage:
        yield coverage_table(evaluation.coverage, model)
    scale = evaluation.baseline.rmse
    furthest = [
        [
            f"{miss.line:,}",
            number(miss.actual),
            number(miss.predicted),
            signed(without_noise(miss.predicted - miss.actual, scale)),
        ]
        for miss in evaluation.worst
    ]
    yield text_table("furthest off", ["line", model.target.name, "predicted", "error"], furthest, texts=0)


def coverage_table(coverage: Coverage, model: Model) -> Any:
    """In how many of 100 rows the range held, overall and in each fifth by prediction."""
    rows = [["all", "", f"{coverage.held:.1f} %"]]
    for index, fifth in enumerate(coverage.fifths, 1):
        ends = f"{number(fifth.low)} to {number(fifth.high)}"
        rows.append([f"fifth {index} of {len(coverage.fifths)}", ends, f"{fifth.held:.1f} %"])
    of = f"; fifths of {coverage.sample:,} rows drawn at random" if coverage.sample else ""
    title = f"ranges asked to hold in {coverage.level:g} of 100 cases{of}"
    return text_table(title, ["", f"predicted {model.target.name}", "held"], rows)


def evaluation_plots(evaluation: Evaluation, model: Model, width: int) -> Iterator[str]:
    """Predictions and errors as points, where they were asked for."""
    if evaluation.points and evaluation.points.x:
        yield from prediction_plots(evaluation.points, model.target.name, width)
