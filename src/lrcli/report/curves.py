"""The loss over the epochs, drawn in characters."""

import math
from collections.abc import Sequence

from lrcli.model import History
from lrcli.report.text import number

HEIGHT = 14


def loss_curve(history: History, width: int) -> str:
    """Training (and validation) loss against epochs, both on logarithmic scales where they span a factor of ten."""
    curves = {"training": history.train_loss} | (
        {"validation": history.validation_loss} if history.validation_loss else {}
    )
    from plotext import figure

    figure.clear()
    figure.theme("colorless")
    figure.plot_size(max(40, min(width, 100)), HEIGHT)
    x_log = history.epoch[-1] >= 10 * history.epoch[0]
    losses = [loss for curve in curves.values() for loss in curve if loss > 0]
    y_log = bool(losses) and max(losses) > 10 * min(losses)
    xs = [_scaled(epoch, x_log) for epoch in history.epoch]
    markers = {"training": "braille", "validation": "•"}
    for name in reversed(list(curves)):
        floor = min(losses, default=1.0)
        signal = figure.signal(xs, [_scaled(max(loss, floor), y_log) for loss in curves[name]], marker=markers[name])
        if name == "training":
            signal.lines()
        figure.draw(signal)
    _ticks(figure.ruler("x"), history.epoch[0], history.epoch[-1], x_log, integers=True)
    _ticks(figure.ruler("y"), min(losses, default=0.0), max(losses, default=1.0), y_log, integers=False)
    return str(figure.build().string(colorless=True)).rstrip()


def _scaled(value: float, log: bool) -> float:
    return math.log10(value) if log else value


def _ticks(ruler: object, low: float, high: float, log: bool, *, integers: bool) -> None:
    places = _between(_scaled(low, log), _scaled(high, log))
    values = [10**place if log else place for place in places]
    ruler.ticks(places, [f"{value:,.0f}" if integers else number(value, 3) for value in values])  # type: ignore[attr-defined]


def _between(low: float, high: float, parts: int = 4) -> Sequence[float]:
    return [low + (high - low) * k / parts for k in range(parts + 1)]
