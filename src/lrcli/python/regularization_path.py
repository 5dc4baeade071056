"""The regularization path as Python has it: a table of its penalties, the weights of each, and the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lrcli.jobs.regularization_path import PathResult
from lrcli.python.keywords import drawing
from lrcli.python.verdict import Judged
from lrcli.report.words import brief
from lrcli.report.words.regularization_path import choice_in_words, left_out_text

if TYPE_CHECKING:
    from pandas import DataFrame

    from lrcli.report.figure.picture import Picture


@dataclass(frozen=True, repr=False)
class RegularizationPath(Judged[PathResult]):
    """A hundred penalties from all weights 0 to nearly none, each measured on folds that it did not see.

    The verdict is on the model that `best` trains.
    """

    @property
    def table(self) -> DataFrame:
        """One row a penalty: how many weights are not 0, and the errors over the folds with their standard errors."""
        import pandas

        path = self.record.path
        columns = {
            "l1": [point.l1 for point in path.points],
            "weight_decay": [point.weight_decay for point in path.points],
            "weights": [point.weights for point in path.points],
            "validation_rmse": [point.validation_rmse for point in path.points],
            "validation_mse": [point.validation_mse for point in path.points],
            "standard_error": [point.standard_error for point in path.points],  # of the mean squared error
        }
        frame = pandas.DataFrame(columns)
        frame["lowest"], frame["chosen"] = frame.index == path.best, frame.index == path.chosen
        return frame

    @property
    def weights(self) -> DataFrame:
        """The standardised weights by all rows, one row a penalty as in `table`, one column a weight."""
        import pandas

        return pandas.DataFrame(list(self.record.path.weights), columns=list(self.record.path.names))

    @property
    def best(self) -> dict[str, Any]:
        """The options of the choice: the largest penalty within one standard error of the lowest error."""
        choice = self.record.path.choice
        decay = {"weight_decay": choice.weight_decay} if choice.weight_decay else {}
        return {"l1": choice.l1, **decay}

    @property
    def left_out(self) -> list[str]:
        """The weights that are 0 at the choice."""
        return self.record.path.left_out()

    def figure(self) -> Picture:
        """The weights and the errors against the penalty: a figure of matplotlib."""
        with drawing():
            from lrcli.report.figure.regularization_path import path_figure

            return path_figure(self.record)

    def __repr__(self) -> str:
        sentences = [choice_in_words(self.record), left_out_text(self.record)]
        return "\n".join([*sentences, *brief.judgement_lines(self.verdict, self.remarks)])

    def _repr_html_(self) -> str:
        from lrcli.python.notebook import frame_output

        return frame_output(self.verdict, self.remarks, {"Regularization path": self.table})
