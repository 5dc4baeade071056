"""A cross-validation in the terminal: the grid, the folds of its best setting, and what they say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lrcli.jobs.crossval import CrossValidation
from lrcli.jobs.measurement.candidates import Candidate
from lrcli.report.terminal.learning_curve import learning_curve_lines
from lrcli.report.terminal.pictures.descents import descent_letters, descents
from lrcli.report.terminal.tables import text_table
from lrcli.report.terminal.validation_curve import validation_curve
from lrcli.report.words.crossval import ERROR_NAMES, candidate_name, generalization, varied_options
from lrcli.report.words.validation_curve import setting_of
from lrcli.text import count, fixed, number, plain, signed, without_noise


def crossval_tables(result: CrossValidation, width: int, *, pictures: bool) -> Iterator[Any]:
    """The grid and its loss curves where there is one, the folds of the best setting, and what they say."""
    yield plain(f"{result.target}: {count(result.rows, 'row')} in {result.k} folds; errors are RMSE{best_by(result)}")
    names = varied_options(result)
    if names:
        letters = descent_letters(result) if pictures else {}
        curves = {index: candidate_name(result, names, index) for index in letters}
        yield from descents(result, letters, curves, width)
        yield grid_table(result, names, letters)
        best = ", ".join(f"{name.replace('_', ' ')} {setting_of(result.winner.recipe, name)}" for name in names)
        yield f"→ best: {best}"
        yield from validation_curve(result, names, width, pictures=pictures)
    yield fold_table(result)
    yield plain(generalization(result))
    yield from learning_curve_lines(result, width, pictures=pictures)


def best_by(result: CrossValidation) -> str:
    """By which error the best is chosen, where that is not the RMSE."""
    if result.measure == "rmse":
        return ""
    value = number(result.winner.validation_by(result.measure))
    return f"; the best has the lowest {ERROR_NAMES[result.measure]} on held-out rows, {value}"


def grid_table(result: CrossValidation, names: Sequence[str], letters: Mapping[int, str]) -> Any:
    """One row for each candidate: its curve's letter, the options that differ, its errors; an arrow marks the best."""
    rows = []
    for index, candidate in enumerate(result.candidates):
        setting = [setting_of(candidate.recipe, name) for name in names]
        marks = f"{letters.get(index, '')} {'→' if index == result.best else ''}".strip()
        rows.append([marks, *setting, *error_cells(candidate), epochs_to_near(candidate)])
    errors = ["training", "validation", "generalization", "to 1 %"]
    grid = text_table(None, ["", *(name.replace("_", " ") for name in names), *errors], rows, texts=1 + len(names))
    grid.columns[-1].header = "epochs\nto 1 %"  # in two lines, for a terminal of 80 columns
    return grid


def epochs_to_near(candidate: Candidate) -> str:
    """The first epoch that ends within 1 % of the optimum; a dash where none does."""
    if not candidate.descent:
        return "no steps" if candidate.folds else "–"
    epochs = candidate.descent.epochs_to_near
    return "–" if epochs is None else f"{epochs:,}"


def error_cells(candidate: Candidate) -> list[str]:
    """Training and validation error, and their difference."""
    if not candidate.folds:
        return ["diverged", "–", "–"]
    train, validation = candidate.train, candidate.validation
    return [
        mean_and_deviation(train.mean, train.std),
        mean_and_deviation(validation.mean, validation.std),
        signed(candidate.generalization_error, 4),
    ]


def fold_table(result: CrossValidation) -> Any:
    """One row for each fold of the best candidate; beneath them mean, deviation, and the error of all rows together."""
    candidate = result.winner

    def error(value: float) -> float:
        return without_noise(value, result.baseline.pooled) or 0.0

    rows = [
        [
            str(fold_number),
            fold.validation.rows_in_words,
            number(error(fold.train.rmse)),
            number(error(fold.validation.rmse)),
            signed(error(fold.generalization_error), 4),
            fixed(fold.validation.r2),
        ]
        for fold_number, fold in enumerate(candidate.folds, 1)
    ]
    train, validation = candidate.train, candidate.validation
    means = [
        number(error(train.mean)),
        number(error(validation.mean)),
        signed(error(candidate.generalization_error), 4),
    ]
    rows.append(["mean", "", *means, fixed(candidate.r2)])
    rows.append(["± std", "", number(error(train.std)), number(error(validation.std)), "", ""])
    # The verdict is about the rows of all folds together: a mean of roots is less than the root of the mean.
    pooled = [number(error(train.pooled)), number(error(validation.pooled))]
    pooled.append(signed(error(validation.pooled - train.pooled), 4))
    held_out = sum(fold.validation.rows for fold in candidate.folds)
    whole = "all rows" if held_out == result.rows else "all folds"
    rows.append([whole, f"{held_out:,}", *pooled, fixed(result.r2)])
    columns = ["fold", "held out", "training", "validation", "generalization", "R²"]
    return text_table(None, columns, rows)


def mean_and_deviation(mean: float, deviation: float) -> str:
    return f"{number(mean, 5)} ± {number(deviation, 2)}"
