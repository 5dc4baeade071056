"""Training and validation error over something: the picture, and what is over- and underfitting."""

import math
from collections.abc import Sequence

from lrcli.jobs.crossval import CrossValidation
from lrcli.report.text import number

EQUAL = 1e-3  # of the training error: a difference that is not worth a number
UNDERFITTED = 0.1  # of the baseline's error: a gain that is not worth a model
OVERFITTED = 0.1  # of the training error: a generalization error that is worth a word
HEIGHT = 14


def overfits(result: CrossValidation) -> bool:
    """The best candidate's validation error is higher than its training error, by more than noise."""
    best = result.winner
    training = best.train.pooled
    noise = best.validation.std / math.sqrt(result.k) / training if training > 0 else 0.0
    return best.excess > max(OVERFITTED, 2 * noise)


def underfits(result: CrossValidation) -> bool:
    """The best candidate is next to nothing better than always the mean."""
    return result.winner.validation.pooled >= result.baseline.pooled * (1 - UNDERFITTED)


def picture(
    places: Sequence[float], names: Sequence[str], train: Sequence[float], validation: Sequence[float], width: int
) -> str:
    """Two lines over the named places; a logarithmic scale where the errors span a factor of ten."""
    from plotext import figure

    errors = [error for error in (*train, *validation) if error > 0]
    log = bool(errors) and max(errors) > 10 * min(errors)
    lowest = min(errors, default=1.0)

    def height(error: float) -> float:
        return math.log10(max(error, lowest)) if log else error

    figure.clear()
    figure.theme("colorless")
    figure.plot_size(max(40, min(width, 100)), HEIGHT)
    for line, marker in ((validation, "•"), (train, "braille")):
        signal = figure.signal(list(places), [height(error) for error in line], marker=marker)
        signal.lines()
        figure.draw(signal)
    figure.ruler("x").ticks(list(places), list(names))
    low, high = height(lowest), height(max(errors, default=1.0))
    ticks = [low + (high - low) * k / 4 for k in range(5)]
    figure.ruler("y").ticks(ticks, [number(10**tick if log else tick, 3) for tick in ticks])
    return str(figure.build().string(colorless=True)).rstrip()
