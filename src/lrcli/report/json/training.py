"""A training as JSON."""

from lrcli.jobs.train import TrainingResult
from lrcli.model.linear import Model
from lrcli.report.json import first_step
from lrcli.report.json.documents import TargetDocument, TrainDocument
from lrcli.report.words.metrics import TRAINING_METRICS


def train_document(trained: TrainingResult, output: str) -> TrainDocument:
    """All that the terminal shows, and the whole model; of several targets, under the name of each what is its own."""
    whole: TrainDocument = {
        "output": output,
        "verdict": trained.verdict,
        "generalization_error": None if trained.targets else generalization_error(trained.model),
        "model": trained.model,
        "remarks": trained.remarks,
    }
    add_asked_for(whole, trained)
    if trained.targets:
        whole["targets"] = {each.model.target.name: target_document(each) for each in trained.targets}
    return whole


def target_document(trained: TrainingResult) -> TargetDocument:
    """What the training of one target tells beside its model."""
    own: TargetDocument = {
        "verdict": trained.verdict,
        "generalization_error": generalization_error(trained.model),
        "remarks": trained.remarks,
    }
    add_asked_for(own, trained)
    return own


def add_asked_for(document: TargetDocument, trained: TrainingResult) -> None:
    """What options ask for."""
    if trained.inference:
        document["inference"] = trained.inference
    if trained.trajectory:
        document["trajectory"] = trained.trajectory
    if trained.first_step:
        document["first_step"] = first_step.document(trained.first_step, trained.model.training)


def generalization_error(model: Model) -> dict[str, float | None] | None:
    """By how much each error of the validation rows is higher than that of the training rows."""
    train, validation = model.metrics.train, model.metrics.validation
    errors = [metric.name for metric in TRAINING_METRICS if metric.power]
    return {name: validation.difference(train, name) for name in errors} if validation else None
