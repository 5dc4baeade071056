"""The training losses of a grid's candidates over one another, drawn in characters."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lrcli.fitting.descent import Descent
from lrcli.jobs.crossval import CrossValidation
from lrcli.jobs.measurement.candidates import Candidate
from lrcli.report.terminal.pictures.curves import EpochAxis
from lrcli.report.terminal.pictures.plots import NamedAxis, Series, plot
from lrcli.report.words.ticks import MANY_EPOCHS
from lrcli.text import percent, plain, short

CURVE_LETTERS = "abcdefgh"  # more curves could not be told apart
DESCENT_LINES = 20  # of the terminal, so that the table above stays on the screen
MOST_DECADES = 8  # labels of the loss, on 20 lines
SMALLEST_DRAWN_GAP = 1e-6  # of the optimum: nobody needs to see more exactly


def descent_letters(result: CrossValidation) -> dict[int, str]:
    """The letters of the candidates whose curves are drawn: of all, or of the best and the worst of too many."""
    indices = [index for index, candidate in enumerate(result.candidates) if candidate.descent]
    if len(result.candidates) < 2:
        return {}
    if len(indices) > len(CURVE_LETTERS):
        worst = max(indices, key=lambda index: result.candidates[index].validation.pooled)
        best = min(indices, key=lambda index: result.candidates[index].validation.pooled)
        indices = sorted({best, worst})
    return dict(zip(indices, CURVE_LETTERS, strict=False))


def descents(
    result: CrossValidation, letters: Mapping[int, str], names: Mapping[int, str], width: int
) -> Iterator[Any]:
    """What is drawn, the curves, and which candidate each letter stands for."""
    if not letters:
        return
    curves = {letter: _descent(result.candidates[index]) for index, letter in letters.items()}
    exact = any(map(falls_to_zero, curves.values()))
    quantity = "training loss" if exact else "training loss above its optimum, in % of it,"
    many = any(map(has_many_epochs, curves.values()))
    scales = "both scales logarithmic" if many else "on a logarithmic scale"
    yield f"{quantity} against epochs, mean over the folds, {scales}"
    yield descent_plot(curves, width, exact=exact)
    yield plain("; ".join(f"{letter} {names[index]}" for index, letter in letters.items()))
    omitted = sum(1 for candidate in result.candidates if candidate.descent) - len(letters)
    if omitted:
        yield f"drawn are the best and the worst; {omitted:,} between them would hide one another"


def _descent(candidate: Candidate) -> Descent:
    assert candidate.descent is not None
    return candidate.descent


def descent_plot(curves: Mapping[str, Descent], width: int, *, exact: bool) -> str:
    """Each curve in its letter. exact: draw the loss itself, since its lowest value is 0."""
    heights = {letter: loss_above_optimum(curve, exact=exact) for letter, curve in curves.items()}
    low, high = (limit(map(limit, heights.values())) for limit in (min, max))
    last = max(curve.epoch[-1] for curve in curves.values())
    x = EpochAxis(0, last, log=any(map(has_many_epochs, curves.values())), whole=True, name="epoch")
    labels = tuple((value, short(value, 3) if exact else percent(value)) for value in _tick_values(low, high))
    series = [Series(curve.epoch, heights[letter], letter, joined=True) for letter, curve in curves.items()]
    return plot(series, x, NamedAxis(low, high, log=True, names=labels), width, DESCENT_LINES)


def has_many_epochs(curve: Descent) -> bool:
    """Whether the epochs are so many that their axis is logarithmic."""
    return curve.epoch[-1] >= MANY_EPOCHS


def falls_to_zero(curve: Descent) -> bool:
    """Whether the optimum is 0 but for rounding."""
    return curve.optimum <= SMALLEST_DRAWN_GAP**2 * curve.loss[0]


# The axis is logarithmic and the gap may be 0, so every curve ends at a floor that is too low for anybody to miss
# anything below it. A loss that goes to 0 has no optimum to be compared with: then the loss itself is drawn.
def loss_above_optimum(curve: Descent, *, exact: bool) -> list[float]:
    """The optimality gap after each epoch, or the loss itself where exact."""
    if exact:
        return [max(loss, SMALLEST_DRAWN_GAP**2 * curve.loss[0]) for loss in curve.loss]
    return [max(loss / curve.optimum - 1, SMALLEST_DRAWN_GAP) for loss in curve.loss]


def _tick_values(low: float, high: float) -> Sequence[float]:
    """Powers of ten between two numbers, no more than eight, 1 % among them where possible; else these two."""
    first, last = math.ceil(math.log10(low)), math.floor(math.log10(high))
    every = max(1, math.ceil((last - first) / MOST_DECADES))
    values = [10.0**power for power in range(first, last + 1) if (power + 2) % every == 0]
    return values if len(values) > 1 else [low, high]
