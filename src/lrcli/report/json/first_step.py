"""The first step as JSON."""

from typing import Any

from lrcli.fitting.first_step import WorkedStep
from lrcli.model.record import Training


def document(found: WorkedStep | None, training: Training) -> dict[str, Any]:
    """All numbers of the step, every row and every weight, for --json; nothing where it was not asked for."""
    if found is None:
        return {}
    step, names = found.step, ("name", "centre", "scale")
    numbers = {
        "optimizer": training.optimizer,
        "hyperparameters": training.hyperparameters,
        "learning_rate": found.eta,
        "weight_decay": training.weight_decay,
        "weights": found.weights,
        "numbers": [dict(zip(names, column, strict=True)) for column in found.numbers],
        "orthogonal": found.orthogonal,
        "target": dict(zip(names, found.target, strict=True)),
        "x": step.X.tolist(),
        "y": step.y.tolist(),
        "y_hat": step.y_hat.tolist(),
        "error": step.error.tolist(),
        "sum": step.total.tolist(),
        "gradient": step.g.tolist(),
        "state": {letter: values.tolist() for letter, values in step.state.items()},
        "w": step.w.tolist(),
    }
    return {"first_step": numbers}
