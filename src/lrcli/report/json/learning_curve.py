"""A learning curve as JSON."""

from lrcli.jobs.crossval import CrossValidation
from lrcli.report.json.documents import LearningDocument, LearningPoint
from lrcli.report.words.learning_curve import learning_verdict


def learning_document(result: CrossValidation) -> LearningDocument | None:
    """The points of the curve and what they say; None where no learning curve was asked for."""
    if not result.learning:
        return None
    points: list[LearningPoint] = [
        {
            "share": point.share,
            "rows": point.rows,
            "train_rmse": [each.rmse for each in point.train],
            "validation_rmse": [each.rmse for each in point.validation],
        }
        for point in result.learning.points
    ]
    return {"points": points, "remarks": result.learning.remarks, "verdict": learning_verdict(result)}
