"""What Python's functions return: the records of the jobs, with data frames, a short text and HTML for a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lrcli.data.files.frames import Frame
from lrcli.jobs.comparison import Comparison as ComparisonRecord
from lrcli.jobs.crossval import CrossValidation as CrossValidationRecord
from lrcli.jobs.crossval import final_result
from lrcli.jobs.evaluator import Evaluation as EvaluationRecord
from lrcli.jobs.measurement.coverage import Coverage
from lrcli.jobs.stats import TableStatistics
from lrcli.model.record import Scores
from lrcli.python import frames
from lrcli.python.fit import Fit
from lrcli.python.keywords import drawing
from lrcli.python.remarks import in_python_all
from lrcli.python.verdict import Judged, JudgedTargets
from lrcli.report.words import brief
from lrcli.report.words.metrics import MEANS, MEDIANS
from lrcli.text import plain

if TYPE_CHECKING:
    from pandas import DataFrame

    from lrcli.fitting.influence import Influence
    from lrcli.report.figure.picture import Picture


@dataclass(frozen=True, repr=False)
class Evaluation(JudgedTargets[EvaluationRecord]):
    """A model measured on rows whose truth is known."""

    frame: Frame | None

    @property
    def rmse(self) -> float:
        return self.record.model.rmse

    @property
    def coverage(self) -> Coverage | None:
        """How often ranges held, overall and in fifths by prediction, where interval asked for it."""
        return self.record.coverage

    @property
    def influence(self) -> Influence | None:
        """Which rows decide a least-squares fit, and the points of its pictures, where diagnose asked for it."""
        return self.record.influence

    @property
    def influential(self) -> DataFrame | None:
        """The rows with the largest distances of Cook, where diagnose asked for them."""
        return self._frame_if_there(
            lambda record: None if record.influence is None else frames.influence_frame(record.influence)
        )

    @property
    def r2(self) -> float | None:
        """None where the truth is the same in every row."""
        return self.record.model.r2

    @property
    def scores(self) -> DataFrame:
        """Errors of the model and of always predicting the training mean."""
        return self._frame(lambda record: frames.score_frame(scores_by_name(record)))

    @property
    def worst(self) -> DataFrame:
        """The ten rows with the largest errors, by the index of their table, or by file and line."""
        return self._frame(lambda record: frames.error_frame(record.worst, self.frame))

    def figure(self) -> Picture:
        """Predicted against actual, the errors, and what diagnose asked for, of random rows: a figure of matplotlib."""
        with drawing():
            from lrcli.report.figure.evaluation import evaluation_figure

            return evaluation_figure(self.records)

    def __repr__(self) -> str:
        lines = []
        for name, record in self.records.items():
            before = f"{plain(name)}: " if self.targets else ""
            lines.append(before + brief.score_line(scores_by_name(record)))
        return "\n".join([*lines, *brief.judgement_lines(self.verdict, self.remarks)])

    def _repr_html_(self) -> str:
        from lrcli.python.notebook import frame_output

        return frame_output(self.verdict, self.remarks, {"Errors": self.scores, "Largest errors": self.worst})


def scores_by_name(record: EvaluationRecord) -> Mapping[str, Scores | None]:
    """The errors of a model and of always the mean, each under its name."""
    if record.mean:
        return {MEDIANS: record.model, MEANS: record.mean, "always the mean": record.baseline}
    return {"model": record.model, "always the mean": record.baseline}


@dataclass(frozen=True, repr=False)
class CrossValidation(JudgedTargets[CrossValidationRecord]):
    """Candidates measured on folds that they did not see."""

    frame: Frame | None

    @cached_property
    def table(self) -> DataFrame:
        """One row a candidate: the options that differ, and its errors over the folds."""
        return self._frame(frames.candidate_frame)

    @property
    def best(self) -> dict[str, Any]:
        """The options of the best candidate, as they were given."""
        return {name: value for name, value in self.record.winner.recipe.options().items() if value is not None}

    @property
    def predictions(self) -> DataFrame | None:
        """Each row as the model predicts it that did not see its fold, where that was asked for."""
        present = {name: each.predictions for name, each in self.records.items() if each.predictions is not None}
        return frames.out_of_fold_frame(present, self.frame) if present else None

    @property
    def learning_curve(self) -> DataFrame | None:
        """The errors by the number of training rows, where that was asked for."""
        return self._frame_if_there(
            lambda record: None if record.learning is None else frames.learning_frame(record.learning)
        )

    @property
    def fit(self) -> Fit | None:
        """The best candidate trained on all rows, where final asked for it; of several targets one fit of all."""
        final = final_result([*self.records.values()])
        return None if final is None else Fit.of(final)

    def figure(self) -> Picture:
        """The errors of the folds, or of the candidates of a grid, and every curve: a figure of matplotlib."""
        with drawing():
            from lrcli.report.figure.crossval import crossval_figure

            return crossval_figure([*self.records.values()])

    def __repr__(self) -> str:
        return "\n".join([self.table.to_string(), *brief.judgement_lines(self.verdict, self.remarks)])

    def _repr_html_(self) -> str:
        from lrcli.python.notebook import frame_output

        return frame_output(self.verdict, self.remarks, {"Candidates": self.table})


@dataclass(frozen=True, repr=False)
class Statistics:
    """A description of every column of a table."""

    record: TableStatistics

    @property
    def rows(self) -> int:
        return self.record.rows

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is odd about the table."""
        return in_python_all(self.record.remarks)

    @property
    def numbers(self) -> DataFrame:
        """One row for each column of numbers: counts, mean, deviation, quartiles, correlation with the target."""
        return frames.number_frame(self.record.columns)

    @property
    def texts(self) -> DataFrame:
        """One row for each column of texts: counts and the commonest texts."""
        return frames.text_frame(self.record.columns)

    @property
    def correlations(self) -> DataFrame:
        """How each column of numbers goes with each other one, of the 20 that go most with the target."""
        return frames.correlation_frame(self.record.correlations)

    def figure(self) -> Picture:
        """A histogram of each column of numbers, and the target against it: a figure of matplotlib."""
        with drawing():
            from lrcli.report.figure.stats import columns_figure

            return columns_figure(self.record)

    def __repr__(self) -> str:
        tables = [self.numbers.drop(columns="histogram", errors="ignore"), self.texts]
        return "\n\n".join([*(frame.to_string() for frame in tables if len(frame)), "\n".join(self.remarks)]).rstrip()

    def _repr_html_(self) -> str:
        from lrcli.python.notebook import frame_output

        return frame_output(
            None,
            self.remarks,
            {"Numbers": self.numbers.drop(columns="histogram", errors="ignore"), "Texts": self.texts},
        )


@dataclass(frozen=True, repr=False)
class Comparison(Judged[ComparisonRecord]):
    """A table beside the rows that a model was trained on."""

    @property
    def different(self) -> bool:
        """Whether some column is not distributed as in the training, or is absent."""
        return self.record.different

    @property
    def columns(self) -> DataFrame:
        """One row a column: how different it is, and how different chance would make it."""
        return frames.comparison_frame(self.record)

    def __repr__(self) -> str:
        return "\n".join([self.columns.to_string(), *brief.judgement_lines(self.verdict, self.remarks)])

    def _repr_html_(self) -> str:
        from lrcli.python.notebook import frame_output

        return frame_output(self.verdict, self.remarks, {"Columns": self.columns.set_index("name")})
