"""The loss over the epochs, drawn in characters, and beneath it the learning rate."""

from bisect import bisect_right
from collections.abc import Sequence

from lrcli.model.record import History
from lrcli.report.terminal.plots import BULLETS, Axis, Series, plot
from lrcli.text import bar_character, short

LOG_FROM = 10  # a factor between lowest and highest from which on an axis is logarithmic
VISIBLE_CHANGE = 0.01  # of the learning rate: a smaller change cannot be seen in a bar of eight heights


def loss_curve(history: History, width: int) -> str:
    """Training (and validation) loss against epochs, both on logarithmic axes where they span a factor of ten."""
    curves = [Series(history.epoch, history.train_loss, joined=True)]
    if history.validation_loss:
        curves.insert(0, Series(history.epoch, history.validation_loss, BULLETS))
    x = epoch_axis(history)
    picture = plot(curves, x, loss_axis([loss for curve in curves for loss in curve.ys]), width)
    return "\n".join([picture, *rate_line(history, x, picture)])


def loss_caption(history: History, loss: str) -> str:
    """What the curves are. loss: the name of the loss."""
    curves = "training ⠒ validation •" if history.validation_loss else "training rows"
    first, last = history.learning_rate[0], history.learning_rate[-1]
    rate = f"; learning rate {short(first, 3)} to {short(last, 3)}" if rate_changes(history) else ""
    return f"{loss} against epochs, {curves}{rate}"


def epoch_axis(history: History) -> Axis:
    first, last = history.epoch[0], history.epoch[-1]
    return Axis(first, last, log=last >= LOG_FROM * first, whole=True)


def loss_axis(losses: Sequence[float]) -> Axis:
    """Over the losses above 0: that of an exact fit has no logarithm."""
    positive = [loss for loss in losses if loss > 0] or [0.0, 1.0]
    return Axis(min(positive), max(positive), log=max(positive) > LOG_FROM * min(positive) > 0)


def rate_changes(history: History) -> bool:
    """Whether the learning rate changes visibly during the training."""
    rates = history.learning_rate
    return max(rates) - min(rates) > VISIBLE_CHANGE * max(rates)


def rate_line(history: History, x: Axis, picture: str) -> list[str]:
    """The learning rate from 0 to its highest, in a line as wide as the frame of the picture above it.

    None where the rate is constant.
    """
    if not rate_changes(history):
        return []
    frame = picture.splitlines()[0]
    margin, columns = frame.index("┌"), frame.index("┐") - frame.index("┌") - 1
    low, high = x.position(x.low), x.position(x.high)
    positions = [x.position(epoch) for epoch in history.epoch]
    of_columns = [low + (high - low) * k / max(columns - 1, 1) for k in range(columns)]
    rates = [history.learning_rate[max(0, bisect_right(positions, each) - 1)] for each in of_columns]
    name = "rate" if margin > 4 else "η"
    return [f"{name:>{margin}} " + "".join(bar_character(rate / max(rates)) for rate in rates).rstrip()]
