"""The loss over the epochs, drawn in characters, and beneath it the learning rate."""

from bisect import bisect_right
from collections.abc import Sequence

from lrcli.model.record import History
from lrcli.report.terminal.plots import BULLETS, Scale, Series, plot
from lrcli.text import bar_character, short

WIDE_SPAN = 10  # a factor between lowest and highest from which on the scale is logarithmic
CONSTANT = 0.01  # a change of the learning rate, as a part of it, that nobody sees


def loss_curve(history: History, width: int) -> str:
    """Training (and validation) loss against epochs, both on logarithmic scales where they span a factor of ten."""
    curves = [Series(history.epoch, history.train_loss, joined=True)]
    if history.validation_loss:
        curves.insert(0, Series(history.epoch, history.validation_loss, BULLETS))
    x = epoch_scale(history)
    drawn = plot(curves, x, loss_scale([loss for curve in curves for loss in curve.ys]), width)
    return "\n".join([drawn, *rate_line(history, x, drawn)])


def caption(history: History, loss: str) -> str:
    """What the curves are. loss: of what."""
    curves = "training ⠒ validation •" if history.validation_loss else "training rows"
    first, last = history.learning_rate[0], history.learning_rate[-1]
    rate = f"; learning rate {short(first, 3)} to {short(last, 3)}" if changes(history) else ""
    return f"{loss} against epochs, {curves}{rate}"


def epoch_scale(history: History) -> Scale:
    first, last = history.epoch[0], history.epoch[-1]
    return Scale(first, last, log=last >= WIDE_SPAN * first, whole=True)


def loss_scale(losses: Sequence[float]) -> Scale:
    """Over those that are no exact fit."""
    some = [loss for loss in losses if loss > 0] or [0.0, 1.0]
    return Scale(min(some), max(some), log=max(some) > WIDE_SPAN * min(some) > 0)


def changes(history: History) -> bool:
    """Whether the learning rate does."""
    rates = history.learning_rate
    return max(rates) - min(rates) > CONSTANT * max(rates)


def rate_line(history: History, x: Scale, drawn: str) -> list[str]:
    """The learning rate from 0 to its highest, in a line as wide as the frame above it; none where it is constant."""
    if not changes(history):
        return []
    frame = drawn.splitlines()[0]
    margin, columns = frame.index("┌"), frame.index("┐") - frame.index("┌") - 1
    low, high = x.place(x.low), x.place(x.high)
    places = [x.place(epoch) for epoch in history.epoch]
    shown = [low + (high - low) * k / max(columns - 1, 1) for k in range(columns)]
    rates = [history.learning_rate[max(0, bisect_right(places, place) - 1)] for place in shown]
    label = "rate" if margin > 4 else "η"
    return [f"{label:>{margin}} " + "".join(bar_character(rate / max(rates)) for rate in rates).rstrip()]
