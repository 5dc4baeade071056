"""Results of a training that are made only on request. Each imports what it needs only then."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from lrcli.arrays import Floats
from lrcli.fitting.fit import Fit, Fitted
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import Fold
from lrcli.learning.solution.analytic import Paraboloid
from lrcli.model.linear import Model

if TYPE_CHECKING:
    from lrcli.fitting.first_step import WorkedStep
    from lrcli.fitting.inference import Inference
    from lrcli.fitting.replay import Replay
    from lrcli.jobs.measurement.prediction_diagnostics import Diagnostics


def inference_of(fold: Fold, optimum: Paraboloid, confidence: float) -> "Inference":
    """How sure the training rows are of the weights."""
    from lrcli.fitting.inference import infer

    return infer(fold, optimum, confidence)


def replay_of(fit: Fit, fitted: Fitted) -> "Replay | None":
    """What it takes to do the training again in a page."""
    from lrcli.fitting.replay import obstacle, replay

    if fitted.steps is None or obstacle(fit.recipes[0]):
        return None
    return replay(fit, fitted.steps.epochs, float(fitted.steps.rate[0, 0]))


def stepper_for(fold: Fold, recipe: Recipe) -> Callable[[float], "WorkedStep"]:
    """A function that works the first step out once the rate is known. Raise DataError where no rows are kept."""
    from lrcli.fitting.first_step import first_minibatch, work_out

    batch = first_minibatch(fold, recipe)
    return lambda rate: work_out(batch, fold, recipe, rate)


def diagnostics_of(model: Model, fold: Fold, w: Floats) -> "Diagnostics":
    """What a report shows of the rows."""
    from lrcli.jobs.measurement.prediction_diagnostics import diagnose_training

    return diagnose_training(model, fold, w)
