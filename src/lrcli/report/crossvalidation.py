"""What a cross-validation found."""

from collections.abc import Iterator, Sequence
from typing import Any

from lrcli.jobs.crossval import Candidate, CrossValidation
from lrcli.jobs.recipe import Recipe
from lrcli.report.tables import table
from lrcli.report.text import count, fixed, number, percent, plain, short, signed

EQUAL = 1e-3  # of the training error: a difference that is not worth a number
OVERFITTED = 0.1  # of the training error: a generalization error that is worth a word


def tables(result: CrossValidation) -> Iterator[Any]:
    """The grid where there is one, the folds of the best setting, and a verdict."""
    yield plain(f"{result.target}: {count(result.rows, 'row')} in {result.k} folds; errors are RMSE")
    names = varying(result)
    if names:
        yield grid(result, names)
        best = ", ".join(f"{name.replace('_', ' ')} {setting_of(result.winner.recipe, name)}" for name in names)
        yield f"→ best: {best}"
    yield folds(result.winner)
    yield plain(verdict(result))


def varying(result: CrossValidation) -> list[str]:
    """The options that the candidates differ in."""
    recipes = [candidate.recipe for candidate in result.candidates]
    return [name for name in Recipe.__dataclass_fields__ if len({getattr(recipe, name) for recipe in recipes}) > 1]


def grid(result: CrossValidation, names: Sequence[str]) -> Any:
    """One row a candidate, named by what differs between them; an arrow marks the best."""
    rows = []
    for place, candidate in enumerate(result.candidates):
        setting = [setting_of(candidate.recipe, name) for name in names]
        rows.append(["→" if place == result.best else "", *setting, *error_cells(candidate)])
    columns = ["", *(name.replace("_", " ") for name in names), "training", "validation", "generalization"]
    return table(None, columns, rows, texts=1 + len(names))


def setting_of(recipe: Recipe, name: str) -> str:
    value = getattr(recipe, name)
    if value is None:
        return "default"
    return short(value) if isinstance(value, float) else str(value)


def error_cells(candidate: Candidate) -> list[str]:
    if not candidate.folds:
        return ["diverged", "–", "–"]
    return [
        spread(candidate.mean("rmse", "train"), candidate.deviation("rmse", "train")),
        spread(candidate.mean("rmse"), candidate.deviation("rmse")),
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
    scores = [("train", "rmse"), ("validation", "rmse")]
    means = [number(candidate.mean(of, where)) for where, of in scores]
    deviations = [number(candidate.deviation(of, where)) for where, of in scores]
    rows.append(["mean", "", *means, signed(candidate.generalization_error, 4), fixed(candidate.r2)])
    rows.append(["± std", "", *deviations, "", ""])
    columns = ["fold", "held out", "training", "validation", "generalization", "R²"]
    return table(None, columns, rows)


def spread(mean: float, deviation: float) -> str:
    return f"{number(mean, 5)} ± {number(deviation, 2)}"


def verdict(result: CrossValidation) -> str:
    """One sentence: what to expect of new rows, and whether the model over- or underfits."""
    best = result.winner
    training, validation = best.mean("rmse", "train"), best.mean("rmse")
    excess = best.generalization_error / training if training > 0 else 0.0
    expected = f"expect an error of about {number(validation, 4)} on new rows"
    if validation >= result.baseline_rmse:
        mean = f"always predicting the mean ({number(result.baseline_rmse, 4)})"
        return f"{expected}, no better than {mean}: nothing was learned"
    against = f"{percent(1 - validation / result.baseline_rmse)} less than always predicting the mean"
    compared = f"{percent(abs(excess))} {'more' if excess > 0 else 'less'} than on the training rows"
    if abs(excess) < EQUAL:
        compared = "as much as on the training rows"
    judged = "it overfits, try --weight-decay" if excess > OVERFITTED else "it generalizes well"
    return f"{expected}, {against}; {compared}: {judged}"
