"""The first step as JSON."""

from lrcli.fitting.first_step import WorkedStep
from lrcli.model.record import Training
from lrcli.report.json.documents import FirstStepDocument, Standardization


def document(worked: WorkedStep, training: Training) -> FirstStepDocument:
    """All numbers of the step, of every row and every weight."""
    step, (name, centre, scale) = worked.step, worked.target
    return {
        "optimizer": training.optimizer,
        "hyperparameters": training.hyperparameters,
        "learning_rate": worked.eta,
        "weight_decay": training.weight_decay,
        "weights": worked.weights,
        "numbers": [Standardization(name=name, centre=centre, scale=scale) for name, centre, scale in worked.numbers],
        "orthogonal": worked.orthogonal,
        "target": Standardization(name=name, centre=centre, scale=scale),
        "x": step.X.tolist(),
        "y": step.y.tolist(),
        "y_hat": step.y_hat.tolist(),
        "error": step.error.tolist(),
        "slope": step.slope.tolist(),
        "sum": step.total.tolist(),
        "gradient": step.g.tolist(),
        "state": {letter: values.tolist() for letter, values in step.state.items()},
        "w": step.w.tolist(),
    }
