"""The loss over the epochs, drawn in characters, and beneath it the learning rate."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from lrcli.model.record import History, Start
from lrcli.report.terminal.pictures.plots import BULLETS, Axis, Series, plot
from lrcli.report.words.ticks import LOSS_LOG_FROM, MANY_EPOCHS, START_GAP, round_factors, round_values
from lrcli.text import bar_character, short

LOG_FROM = 10  # a factor between lowest and highest from which on an axis is logarithmic
DOTS_ON_A_LINE = 12  # few enough that the line between them is seen
VISIBLE_CHANGE = 0.01  # of the learning rate: a smaller change cannot be seen in a bar of eight heights


class EpochAxis(Axis):
    """Epochs from 0, the start, which stands left of 1 where the axis is logarithmic."""

    def position(self, value: float) -> float:
        if not self.log:
            return value
        return math.log10(value) if value > 0 else -START_GAP * math.log10(self.high)

    def values(self) -> list[float]:
        if not self.log:
            return [value for value in round_values(self.low, self.high) if value == round(value)]
        return [0.0, *round_factors(1, self.high)]


def loss_curve(history: History, start: Start, width: int) -> str:
    """Training (and validation) loss against epochs, both on logarithmic axes where the losses span a large factor."""
    held_out, x = history.validation_loss, epoch_axis(history)
    curves = [Series(*history.from_start(history.train_loss, start.train_loss), joined=True)]
    if held_out:
        curves[0] = replace(curves[0], name="training")
        points = history.from_start(held_out, start.validation_loss)
        validation = Series(*points, BULLETS, name="validation")
        curves = [validation, *curves, some_of(validation, x)]
    picture = plot(curves, x, loss_axis([loss for curve in curves for loss in curve.ys]), width)
    return "\n".join([picture, *rate_line(history, x, picture)])


# Where both curves are the same the training's line hides the validation's dots, and the last one, which happens to lie
# beside it, looks like a mistake. A few dots on the line say that both are there.
def some_of(curve: Series, x: Axis) -> Series:
    """Some points of a curve, evenly far from one another on the axis, and without a name."""
    positions = [x.position(value) for value in curve.xs]
    low, high = positions[0], positions[-1]
    places = [low + (high - low) * k / DOTS_ON_A_LINE for k in range(DOTS_ON_A_LINE + 1)]
    nearest = [min(range(len(positions)), key=lambda index: abs(positions[index] - place)) for place in places]
    indices = dict.fromkeys(nearest)
    return replace(curve, xs=[curve.xs[k] for k in indices], ys=[curve.ys[k] for k in indices], name="")


def loss_caption(history: History, loss: str, start: Start | None = None) -> str:
    """What the curves are. loss: the name of the loss. start: what is said of it besides the picture."""
    curves = "training ⠒ validation •" if history.validation_loss else "training rows"
    begin = f", {short(start.train_loss, 4)} before the first step" if start else ""
    first, last = history.learning_rate[0], history.learning_rate[-1]
    rate = f"; learning rate {short(first, 3)} to {short(last, 3)}" if rate_changes(history) else ""
    return f"{loss} against epochs, {curves}{begin}{rate}"


def epoch_axis(history: History) -> Axis:
    last = history.epoch[-1]
    return EpochAxis(0, last, log=last >= MANY_EPOCHS * history.epoch[0], whole=True, name="epoch")


def loss_axis(losses: Sequence[float]) -> Axis:
    """Over the losses above 0: that of an exact fit has no logarithm."""
    positive = [loss for loss in losses if loss > 0] or [0.0, 1.0]
    log = max(positive) > LOSS_LOG_FROM * min(positive) > 0
    return Axis(min(positive), max(positive), log=log, name="loss")


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
    if not {"┌", "┐"} <= set(frame):  # a terminal of one column has no room for a frame
        return []
    margin, columns = frame.index("┌"), frame.index("┐") - frame.index("┌") - 1
    low, high = x.position(x.low), x.position(x.high)
    positions = [x.position(epoch) for epoch in history.epoch]
    of_columns = [low + (high - low) * k / max(columns - 1, 1) for k in range(columns)]
    rates = [history.learning_rate[max(0, bisect_right(positions, each) - 1)] for each in of_columns]
    name = "rate" if margin > 4 else "η"
    return [f"{name:>{margin}} " + "".join(bar_character(rate / max(rates)) for rate in rates).rstrip()]
