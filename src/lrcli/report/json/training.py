"""A training as JSON."""

from collections.abc import Sequence

from lrcli.fitting.inference import Inference
from lrcli.fitting.trajectory import Trajectory
from lrcli.jobs.judgement.verdict import Verdict
from lrcli.jobs.train import TrainingResult
from lrcli.model.linear import Model
from lrcli.report.json.documents import FirstStepDocument, TargetDocument, TrainDocument
from lrcli.report.words.metrics import TRAINING_METRICS


def train_document_of_targets(trained: TrainingResult, output: str) -> TrainDocument:
    """The same of several targets: one model, and under the name of each target what is its own."""
    targets: dict[str, TargetDocument] = {}
    for each in trained.targets:
        own: TargetDocument = {
            "verdict": each.verdict,
            "generalization_error": generalization_error(each.model),
            "remarks": each.remarks,
        }
        if each.inference:
            own["inference"] = each.inference
        targets[each.model.target.name] = own
    return {
        "output": output,
        "verdict": trained.verdict,
        "generalization_error": None,
        "model": trained.model,
        "remarks": trained.remarks,
        "targets": targets,
    }


def generalization_error(model: Model) -> dict[str, float | None] | None:
    """By how much each error of the validation rows is higher than that of the training rows."""
    train, validation = model.metrics.train, model.metrics.validation
    errors = [metric.name for metric in TRAINING_METRICS if metric.power]
    return {name: validation.difference(train, name) for name in errors} if validation else None


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
    whole: TrainDocument = {
        "output": output,
        "verdict": verdict,
        "generalization_error": generalization_error(model),
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
