"""The training losses of a grid's candidates over one another, drawn in characters."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lrcli.jobs.crossval import Candidate, CrossValidation
from lrcli.jobs.descents import Descent
from lrcli.report.text import percent, plain, short

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
    exact = any(curve.optimum <= FLOOR**2 * curve.loss[0] for curve in curves.values())
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
    from plotext import figure

    heights = {letter: [_height(loss, curve, exact) for loss in curve.loss] for letter, curve in curves.items()}
    lowest, highest = (limit(map(limit, heights.values())) for limit in (min, max))
    figure.clear()
    figure.theme("colorless")
    figure.plot_size(max(40, min(width, 100)), HEIGHT)
    for letter, curve in curves.items():
        signal = figure.signal([math.log10(epoch) for epoch in curve.epoch], heights[letter], marker=letter)
        signal.lines()
        figure.draw(signal)
    last = max(curve.epoch[-1] for curve in curves.values())
    epochs = [10**k for k in range(math.floor(math.log10(last)) + 1)]
    if last > CLOSE * epochs[-1]:
        epochs.append(last)
    figure.ruler("x").ticks([math.log10(epoch) for epoch in epochs], [f"{epoch:,}" for epoch in epochs])
    places = _decades(lowest, highest)
    figure.ruler("y").ticks(places, [short(10.0**place) if exact else percent(10.0**place) for place in places])
    return str(figure.build().string(colorless=True)).rstrip()


def _height(loss: float, curve: Descent, exact: bool) -> float:
    if exact:
        return math.log10(max(loss, FLOOR**2 * curve.loss[0]))
    return math.log10(max(loss / curve.optimum - 1, FLOOR))


def _decades(low: float, high: float) -> Sequence[int]:
    """Powers of ten between two of them, no more than eight, 1 % among them where that is possible."""
    every = max(1, math.ceil((high - low) / 8))
    return [place for place in range(math.floor(low), math.ceil(high) + 1) if (place + 2) % every == 0]
