"""The first step as JSON."""

from typing import Any

from lrcli.fitting.first_step import WorkedStep
from lrcli.model.record import Training


def document(worked: WorkedStep | None, training: Training) -> dict[str, Any]:
    """All numbers of the step, of every row and every weight; empty where the step was not asked for."""
    if worked is None:
        return {}
    step, keys = worked.step, ("name", "centre", "scale")
    numbers = {
        "optimizer": training.optimizer,
        "hyperparameters": training.hyperparameters,
        "learning_rate": worked.eta,
        "weight_decay": training.weight_decay,
        "weights": worked.weights,
        "numbers": [dict(zip(keys, column, strict=True)) for column in worked.numbers],
        "orthogonal": worked.orthogonal,
        "target": dict(zip(keys, worked.target, strict=True)),
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
