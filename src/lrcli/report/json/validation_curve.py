"""A validation curve as JSON."""

from collections.abc import Sequence

from lrcli.jobs.crossval import CrossValidation
from lrcli.report.json.documents import ValidationCurve
from lrcli.report.words.validation_curve import settings, validation_verdict


def validation_document(result: CrossValidation, names: Sequence[str]) -> ValidationCurve | None:
    """The values of the option and both errors; None where the candidates do not differ in one number."""
    curve = settings(result, names)
    if len(curve) < 2:
        return None
    return {
        "option": names[0],
        "values": [value for value, _ in curve],
        "train_rmse": [candidate.train.mean for _, candidate in curve],
        "validation_rmse": [candidate.validation.mean for _, candidate in curve],
        "verdict": validation_verdict(result, names[0]),
    }
