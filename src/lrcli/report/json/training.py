"""A training as JSON."""

from collections.abc import Sequence
from typing import Any

from lrcli.fitting.trajectory import Trajectory
from lrcli.model.linear import Model


def document(model: Model, output: str, remarks: Sequence[str], trajectory: Trajectory | None = None) -> dict[str, Any]:
    """All that is shown, for --json."""
    train, validation = model.metrics.train, model.metrics.validation
    errors = ("loss", "rmse", "mae")
    return {
        "output": output,
        "generalization_error": {of: getattr(validation, of) - getattr(train, of) for of in errors}
        if validation
        else None,
        "model": model,
        "remarks": remarks,
    } | ({"trajectory": trajectory} if trajectory else {})
