"""A trained model and how it was learned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lrcli.errors import LrcliError
from lrcli.jobs.judgement.verdict import Verdict
from lrcli.jobs.train import TrainingResult
from lrcli.python import frames
from lrcli.python.keywords import drawing
from lrcli.python.model import Model
from lrcli.python.remarks import in_python_all, verdict_in_python
from lrcli.report.words import brief
from lrcli.report.words.metrics import MEANS

if TYPE_CHECKING:
    from pandas import DataFrame

    from lrcli.fitting.first_step import WorkedStep
    from lrcli.fitting.inference import Inference
    from lrcli.fitting.trajectory import Trajectory
    from lrcli.report.figure.picture import Picture


@dataclass(frozen=True, repr=False)
class Fit:
    """A trained model, the verdict on it, and how it was learned."""

    model: Model
    verdict: Verdict
    remarks: tuple[str, ...]  # what was done that no option asked for, and what would be better
    interrupted: bool  # whether its epochs were left before their end
    first_step: WorkedStep | None = None  # where explain_step asked for it
    estimates: Inference | None = None  # where inference asked for it
    loss_map: Trajectory | None = None  # the loss over two weights and the ways across it, where trajectory asked
    targets: Mapping[str, Fit] = field(default_factory=dict)  # the fit of each, where they are several

    @classmethod
    def of(cls, result: TrainingResult) -> Fit:
        verdict, remarks = verdict_in_python(result.verdict), in_python_all(result.remarks)
        asked_for = result.first_step, result.inference, result.trajectory
        targets = {each.model.target.name: Fit.of(each) for each in result.targets}
        return cls(Model.of(result.model), verdict, remarks, result.interrupted, *asked_for, targets)

    @property
    def weights(self) -> DataFrame:
        """One row a weight: feature, level, weight in the table's units, standardised weight.

        Of several targets this frame, and each that follows, has the target in front of its index.
        """
        if self.targets:
            return frames.by_target({name: fit.weights for name, fit in self.targets.items()})
        return frames.weight_frame(self.model.features, self.model.bias, self.model.target)

    @property
    def scores(self) -> DataFrame:
        """Errors on the rows that trained and on those that were held out, beside those of always the mean."""
        if self.targets:
            return frames.by_target({name: fit.scores for name, fit in self.targets.items()})
        metrics = self.model.metrics
        return frames.score_frame(
            {
                "training": metrics.train,
                "validation": metrics.validation,
                "test": metrics.test,
                MEANS: metrics.mean,  # of the last of these, where a logarithm was learned
                "always the mean": metrics.baseline,
            }
        )

    @property
    def inference(self) -> DataFrame | None:
        """How sure the training rows are of each weight, where that was asked for; `estimates` has R², F and AIC."""
        if self.targets:
            return frames.by_target_if_there({name: fit.inference for name, fit in self.targets.items()})
        return None if self.estimates is None else frames.estimate_frame(self.estimates)

    @property
    def history(self) -> DataFrame:
        """Losses and learning rate by epoch, of some 200 of the epochs."""
        if self.targets:
            return frames.by_target({name: fit.history for name, fit in self.targets.items()})
        return frames.history_frame(self.model.history)

    @property
    def trajectory(self) -> DataFrame | None:
        """The two weights and their loss by way and step, where that was asked for."""
        if self.targets:
            return frames.by_target_if_there({name: fit.trajectory for name, fit in self.targets.items()})
        return None if self.loss_map is None else frames.trajectory_frame(self.loss_map)

    def figure(self) -> Picture:
        """The loss over the epochs, and the trajectory and the intervals of weights that were asked for."""
        with drawing():
            if not self.model.history.epoch and self.inference is None:
                raise LrcliError("a figure draws the loss of each epoch, and the exact solver has none; or inference")
            from lrcli.report.figure.training import TrainingRecord, training_figure

            each = self.targets.values() or [self]
            return training_figure([TrainingRecord(fit.model, fit.loss_map, fit.estimates) for fit in each])

    def __repr__(self) -> str:
        each = self.targets.values() or [self]
        return "\n".join(line for fit in each for line in brief.training_lines(fit.model, fit.verdict, fit.remarks))

    def _repr_html_(self) -> str:
        from lrcli.python.notebook import training_output

        each = self.targets.values() or [self]
        return "".join(training_output(fit.model, fit.verdict, fit.remarks) for fit in each)
