"""A validation curve as JSON."""

from collections.abc import Sequence
from typing import Any

from lrcli.jobs.crossval import CrossValidation
from lrcli.report.words.validation_curve import settings, verdict


def validation_document(result: CrossValidation, names: Sequence[str]) -> dict[str, Any] | None:
    """The same, for --json."""
    found = settings(result, names)
    if len(found) < 2:
        return None
    return {
        "option": names[0],
        "values": [value for value, _ in found],
        "train_rmse": [candidate.train.mean for _, candidate in found],
        "validation_rmse": [candidate.validation.mean for _, candidate in found],
        "verdict": verdict(result, names[0]),
    }
