"""A regularization path as JSON."""

from lrcli.jobs.regularization_path import PathResult
from lrcli.report.json.documents import PathDocument


def document(result: PathResult, command: str) -> PathDocument:
    """All values of λ with their weights, and the command that trains the choice."""
    path = result.path
    return {
        "target": result.target,
        "logarithm": result.logarithm,
        "rows": result.rows,
        "k": result.k,
        "l1_ratio": result.ratio,
        "best": path.best,
        "chosen": path.chosen,
        "command": command,
        "points": path.points,
        "names": path.names,
        "weights": path.weights,
        "left_out": path.left_out(),
        "verdict": result.verdict,
        "remarks": result.remarks,
    }
