"""What a cross-validation found."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lrcli.jobs.crossval import Candidate, CrossValidation
from lrcli.jobs.recipe import Recipe
from lrcli.report.descents import descents, drawn
from lrcli.report.errors_over import EQUAL, overfits, undecided, underfits
from lrcli.report.learning_curve import learning_curve, learning_document
from lrcli.report.tables import table
from lrcli.report.text import count, fixed, number, percent, plain, signed
from lrcli.report.validation_curve import setting_of, validation_curve, validation_document


def tables(result: CrossValidation, width: int, *, pictures: bool) -> Iterator[Any]:
    """The grid and its loss curves where there is one, the folds of the best setting, and what they say."""
    yield plain(f"{result.target}: {count(result.rows, 'row')} in {result.k} folds; errors are RMSE")
    names = varying(result)
    if names:
        letters = drawn(result) if pictures else {}
        yield from descents(result, letters, {place: called(result, names, place) for place in letters}, width)
        yield grid(result, names, letters)
        best = ", ".join(f"{name.replace('_', ' ')} {setting_of(result.winner.recipe, name)}" for name in names)
        yield f"→ best: {best}"
        yield from validation_curve(result, names, width, pictures=pictures)
    yield folds(result.winner)
    yield plain(verdict(result))
    yield from learning_curve(result, width, pictures=pictures)


def varying(result: CrossValidation) -> list[str]:
    """The options that the candidates differ in."""
    recipes = [candidate.recipe for candidate in result.candidates]
    return [name for name in Recipe.__dataclass_fields__ if len({getattr(recipe, name) for recipe in recipes}) > 1]


def called(result: CrossValidation, names: Sequence[str], place: int) -> str:
    """A candidate by what differs: sgd, or learning rate 0.1, or both."""
    recipe, speak = result.candidates[place].recipe, {"optimizer", "schedule", "solver"}
    return ", ".join(
        f"{'' if name in speak else name.replace('_', ' ') + ' '}{setting_of(recipe, name)}" for name in names
    )


def grid(result: CrossValidation, names: Sequence[str], letters: Mapping[int, str]) -> Any:
    """One row a candidate, named by its curve's letter and what differs between them; an arrow marks the best."""
    rows = []
    for place, candidate in enumerate(result.candidates):
        setting = [setting_of(candidate.recipe, name) for name in names]
        marks = f"{letters.get(place, '')} {'→' if place == result.best else ''}".strip()
        rows.append([marks, *setting, *error_cells(candidate), near(candidate)])
    errors = ["training", "validation", "generalization", "to 1 %"]
    made = table(None, ["", *(name.replace("_", " ") for name in names), *errors], rows, texts=1 + len(names))
    made.columns[-1].header = "epochs\nto 1 %"  # in two lines, for a terminal of 80 columns
    return made


def near(candidate: Candidate) -> str:
    """The first epoch that ends within 1 % of the optimum; a dash where none does."""
    if not candidate.descent:
        return "no steps" if candidate.folds else "–"
    epochs = candidate.descent.epochs_to_near
    return "–" if epochs is None else f"{epochs:,}"


def error_cells(candidate: Candidate) -> list[str]:
    if not candidate.folds:
        return ["diverged", "–", "–"]
    train, validation = candidate.train, candidate.validation
    return [
        spread(train.mean, train.std),
        spread(validation.mean, validation.std),
        signed(candidate.generalization_error, 4),
    ]


def folds(candidate: Candidate) -> Any:
    rows = [
        [
            str(place),
            f"{fold.validation.rows:,}",
            number(fold.train.rmse),
            number(fold.validation.rmse),
            signed(fold.generalization_error, 4),
            fixed(fold.validation.r2),
        ]
        for place, fold in enumerate(candidate.folds, 1)
    ]
    train, validation = candidate.train, candidate.validation
    means = [number(train.mean), number(validation.mean), signed(candidate.generalization_error, 4)]
    rows.append(["mean", "", *means, fixed(candidate.r2)])
    rows.append(["± std", "", number(train.std), number(validation.std), "", ""])
    columns = ["fold", "held out", "training", "validation", "generalization", "R²"]
    return table(None, columns, rows)


def spread(mean: float, deviation: float) -> str:
    return f"{number(mean, 5)} ± {number(deviation, 2)}"


def verdict(result: CrossValidation) -> str:
    """One sentence: what to expect of new rows, and whether the model over- or underfits."""
    best = result.winner
    validation, mean, excess = best.validation.pooled, result.baseline.pooled, best.excess
    expected = f"expect an error of about {number(validation, 4)} on new rows"
    against = f"{percent(abs(1 - validation / mean))} {'less' if validation < mean else 'more'} than always the mean"
    compared = f"{percent(abs(excess))} {'more' if excess > 0 else 'less'} than on the training rows"
    if abs(excess) < EQUAL:
        compared = "as much as on the training rows"
    said = f"{expected}, {against}; {compared}"
    if overfits(result):
        return f"{said}: it overfits, try --weight-decay or fewer features"
    if underfits(result):
        decay = "less --weight-decay" if best.recipe.weight_decay else "other features"
        return f"{said}: it underfits, the features tell next to nothing; try {decay}"
    if undecided(result):
        return f"{said}, but the folds differ too much to tell whether it overfits"
    return f"{said}: it generalizes well"


def document(result: CrossValidation) -> dict[str, Any]:
    """All that is shown, and every score of every fold, for --json."""
    return {
        "target": result.target,
        "rows": result.rows,
        "k": result.k,
        "best": result.best,
        "verdict": verdict(result),
        "baseline_rmse": result.baseline,
        "candidates": [candidate_document(candidate) for candidate in result.candidates],
        "validation_curve": validation_document(result, varying(result)),
        "learning_curve": learning_document(result),
        "model": result.final.model if result.final else None,
        "remarks": result.remarks,
    }


def candidate_document(candidate: Candidate) -> dict[str, Any]:
    if not candidate.folds:
        return {"recipe": candidate.recipe, "diverged": candidate.diverged, "folds": []}
    return {
        "recipe": candidate.recipe,
        "train_rmse": candidate.train,
        "validation_rmse": candidate.validation,
        "generalization_error": candidate.generalization_error,
        "r2": candidate.r2,
        "epochs_to_1_percent": candidate.descent.epochs_to_near if candidate.descent else None,
        "descent": candidate.descent,
        "folds": candidate.folds,
    }
