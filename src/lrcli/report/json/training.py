"""A training as JSON."""

from collections.abc import Sequence

from lrcli.fitting.inference import Inference
from lrcli.fitting.trajectory import Trajectory
from lrcli.jobs.judgement.verdict import Verdict
from lrcli.model.linear import Model
from lrcli.report.json.documents import FirstStepDocument, TrainDocument
from lrcli.report.words.metrics import TRAINING_METRICS


def document(
    model: Model,
    verdict: Verdict,
    output: str,
    remarks: Sequence[str],
    trajectory: Trajectory | None = None,
    inference: Inference | None = None,
    first_step: FirstStepDocument | None = None,
) -> TrainDocument:
    """All that the terminal shows, and the whole model."""
    train, validation = model.metrics.train, model.metrics.validation
    errors = [metric.name for metric in TRAINING_METRICS if metric.power]
    whole: TrainDocument = {
        "output": output,
        "verdict": verdict,
        "generalization_error": {name: validation.difference(train, name) for name in errors} if validation else None,
        "model": model,
        "remarks": remarks,
    }
    if inference:
        whole["inference"] = inference
    if trajectory:
        whole["trajectory"] = trajectory
    if first_step:
        whole["first_step"] = first_step
    return whole
