"""A regularization path in the terminal: the weights against λ, the errors of some values, and the choice."""

from collections.abc import Iterator
from typing import Any

from lrcli.jobs.regularization_path import PathResult
from lrcli.report.terminal.pictures.plots import Axis, Series, plot
from lrcli.report.terminal.tables import text_table
from lrcli.report.words.regularization_path import choice_in_words, error_name, error_text, left_out_text
from lrcli.text import count, plain, short

DRAWN_PATHS = 8  # the largest: more could not be told apart
SHOWN_EVERY = 11  # of a hundred values: ten, and the two that matter
PATH_LINES = 18  # of the terminal


def path_lines(result: PathResult, width: int, *, pictures: bool) -> Iterator[Any]:
    """The picture, the table, and what they say."""
    path = result.path
    yield plain(f"{result.target}: {count(result.rows, 'row')} in {result.k} folds; {len(path.points)} values of λ")
    if pictures:
        drawn = largest(result)
        hidden = f"; {len(path.names) - len(drawn):,} smaller ones not drawn" if len(path.names) > len(drawn) else ""
        yield plain(f"standardised weights against λ, logarithmic, all rows{hidden}")
        yield path_plot(result, width)
    yield path_table(result)
    yield plain(choice_in_words(result))
    yield left_out_text(result)


def largest(result: PathResult) -> list[int]:
    """The indices of the weights that become largest, those left out that are 0 everywhere."""
    peaks = [max(map(abs, values)) for values in zip(*result.path.weights, strict=True)]
    order = sorted(range(len(peaks)), key=lambda index: -peaks[index])
    return sorted(index for index in order[:DRAWN_PATHS] if peaks[index] > 0)


def path_plot(result: PathResult, width: int) -> str:
    """Each weight's curve, with its name where the penalty is lowest: at the right, as training goes from 0."""
    path = result.path
    inverse = [1 / point.l1 for point in path.points]
    series = [
        Series(inverse, [weights[index] for weights in path.weights], joined=True, name=plain(path.names[index]))
        for index in largest(result)
    ]
    heights = [height for each in series for height in each.ys] or [0.0, 1.0]
    x = InverseAxis(inverse[0], inverse[-1], log=True, name="λ")
    return plot(series, x, Axis(min(heights), max(heights)), width, PATH_LINES)


class InverseAxis(Axis):
    """An axis of 1/λ, so that λ falls to the right, labelled by λ."""

    def ticks(self) -> tuple[list[float], list[str]]:
        values = self.values()
        return [self.position(value) for value in values], [short(1 / value, 3) for value in values]


def path_table(result: PathResult) -> Any:
    """Ten values of λ, the one of the lowest error and the choice."""
    path = result.path
    indices = sorted({*range(0, len(path.points), SHOWN_EVERY), path.best, path.chosen})
    rows = []
    for index in indices:
        point = path.points[index]
        marks = ["lowest"] * (index == path.best) + ["→"] * (index == path.chosen)
        rows.append(
            [
                " ".join(marks),
                short(point.l1, 4),
                *([short(point.weight_decay, 4)] if result.ratio < 1 else []),
                f"{point.weights:,}",
                error_text(point.validation_rmse),
                f"{100 * point.standard_error / (2 * point.validation_mse):.2g} %",
            ]
        )
    decay = ["weight decay"] if result.ratio < 1 else []
    columns = ["", "λ", *decay, "weights", f"validation {error_name(result)}", "± standard error"]
    return text_table(None, columns, rows)
