"""A cross-validation as JSON."""

from collections.abc import Sequence

from lrcli.fitting.recipe import all_options
from lrcli.jobs.crossval import CrossValidation, final_result
from lrcli.jobs.measurement.candidates import Candidate
from lrcli.report.json.documents import CandidateDocument, CrossvalDocument, CrossvalDocumentOfTargets
from lrcli.report.json.learning_curve import learning_document
from lrcli.report.json.validation_curve import validation_document
from lrcli.report.words.crossval import generalization, varied_options


def crossval_document_of_targets(results: Sequence[CrossValidation]) -> CrossvalDocumentOfTargets:
    """The document of each target, and the model of all."""
    targets: dict[str, CrossvalDocument] = {}
    for result in results:
        targets[result.target] = {**document(result), "model": None}
    final = final_result(results)
    return {"targets": targets, "model": final.model if final else None}


def document(result: CrossValidation) -> CrossvalDocument:
    """All that the terminal shows, and every score of every fold."""
    return {
        "target": result.target,
        "rows": result.rows,
        "k": result.k,
        "best": result.best,
        "best_by": result.measure,
        "verdict": result.verdict,
        "r2": result.r2,
        "generalization": generalization(result),
        "baseline_rmse": result.baseline,
        "candidates": [candidate_document(candidate) for candidate in result.candidates],
        "validation_curve": validation_document(result, varied_options(result)),
        "learning_curve": learning_document(result),
        "model": result.final.model if result.final else None,
        "remarks": result.remarks,
    }


def candidate_document(candidate: Candidate) -> CandidateDocument:
    recipe = dict.fromkeys(all_options()) | candidate.recipe.options()
    if not candidate.folds:
        return {"recipe": recipe, "diverged": candidate.diverged, "folds": []}
    return {
        "recipe": recipe,
        "train_rmse": candidate.train,
        "validation_rmse": candidate.validation,
        "generalization_error": candidate.generalization_error,
        "r2": candidate.r2,
        "epochs_to_1_percent": candidate.descent.epochs_to_near if candidate.descent else None,
        "descent": candidate.descent,
        "folds": candidate.folds,
    }
