"""The training losses of a grid's candidates over one another, drawn in characters."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lrcli.fitting.descent import Descent
from lrcli.jobs.crossval import Candidate, CrossValidation
from lrcli.report.terminal.plots import Named, Series, plot
from lrcli.text import percent, plain, short

LETTERS = "abcdefgh"  # more curves could not be told apart
HEIGHT = 20
CLOSE = 2  # numbers nearer than this factor have no room side by side
FLOOR = 1e-6  # of the optimum: nobody needs to see more exactly


def drawn(result: CrossValidation) -> dict[int, str]:
    """The candidates whose curves are drawn, by their letters; the best and the worst where there are too many."""
    stepped = [place for place, candidate in enumerate(result.candidates) if candidate.descent]
    if len(result.candidates) < 2:
        return {}
    if len(stepped) > len(LETTERS):
        worst = max(stepped, key=lambda place: result.candidates[place].validation.pooled)
        best = min(stepped, key=lambda place: result.candidates[place].validation.pooled)
        stepped = sorted({best, worst})
    return dict(zip(stepped, LETTERS, strict=False))


def descents(
    result: CrossValidation, letters: Mapping[int, str], names: Mapping[int, str], width: int
) -> Iterator[Any]:
    """What is drawn, the curves, and which letter is whose."""
    if not letters:
        return
    curves = {letter: _descent(result.candidates[place]) for place, letter in letters.items()}
    exact = any(map(is_exact, curves.values()))
    what = "training loss" if exact else "training loss above its optimum, in % of it,"
    yield f"{what} against epochs, mean over the folds, both scales logarithmic"
    yield picture(curves, width, exact=exact)
    yield plain("; ".join(f"{letter} {names[place]}" for place, letter in letters.items()))
    left_out = sum(1 for candidate in result.candidates if candidate.descent) - len(letters)
    if left_out:
        yield f"drawn are the best and the worst; {left_out:,} between them would hide one another"


def _descent(candidate: Candidate) -> Descent:
    assert candidate.descent is not None
    return candidate.descent


def picture(curves: Mapping[str, Descent], width: int, *, exact: bool) -> str:
    """Each curve in its letter. exact: the loss itself, since it has no lowest value but 0 to be compared with."""
    heights = {letter: height(curve, exact=exact) for letter, curve in curves.items()}
    low, high = (limit(map(limit, heights.values())) for limit in (min, max))
    last = max(curve.epoch[-1] for curve in curves.values())
    epochs = [10**k for k in range(math.floor(math.log10(last)) + 1)]
    if last > CLOSE * epochs[-1]:
        epochs.append(last)
    x = Named(1, last, log=True, named=tuple((epoch, f"{epoch:,}") for epoch in epochs))
    heads = tuple((value, short(value, 3) if exact else percent(value)) for value in _numbered(low, high))
    series = [Series(curve.epoch, heights[letter], letter, joined=True) for letter, curve in curves.items()]
    return plot(series, x, Named(low, high, log=True, named=heads), width, HEIGHT)


def is_exact(curve: Descent) -> bool:
    """Its optimum is 0 but for rounding."""
    return curve.optimum <= FLOOR**2 * curve.loss[0]


def height(curve: Descent, *, exact: bool) -> list[float]:
    """The loss above its optimum as a part of it, or the loss itself; never so low that a logarithm has no end."""
    if exact:
        return [max(loss, FLOOR**2 * curve.loss[0]) for loss in curve.loss]
    return [max(loss / curve.optimum - 1, FLOOR) for loss in curve.loss]


def _numbered(low: float, high: float) -> Sequence[float]:
    """Powers of ten between two numbers, no more than eight, 1 % among them where that is possible; else these two."""
    first, last = math.ceil(math.log10(low)), math.floor(math.log10(high))
    every = max(1, math.ceil((last - first) / 8))
    found = [10.0**place for place in range(first, last + 1) if (place + 2) % every == 0]
    return found if len(found) > 1 else [low, high]
