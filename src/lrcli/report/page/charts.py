"""The charts of a report: loss, predicted against actual, residuals, and a column's histogram."""

import math
from collections.abc import Sequence

from lrcli.jobs.measurement.prediction_diagnostics import Diagnostics
from lrcli.model.linear import Model
from lrcli.report.page.axes import (
    SvgAxis,
    SvgEpochAxis,
    chart,
    end_labels,
    frame,
    horizontal,
    svg_dots,
    svg_path,
    vertical,
)
from lrcli.report.page.markup import Markup, tag
from lrcli.report.words.ticks import LOSS_LOG_FROM
from lrcli.text import count, short

# Dots of one SVG path: where translucent dots overlap, they look darker only if they are of different paths.
LAYER_DOTS = 100
EDGE_SHARE = 0.005  # of the points at either end may lie at the edge where they are far from all others
EDGE_DISTANCE = 0.5  # of the span of the others: how far the edge is from them at most
ERROR_BINS = 31  # odd, so that the middle one is around 0


def loss_chart(model: Model) -> Markup:
    """The loss before the first step and after each epoch, both axes logarithmic where they span a large factor."""
    history, start = model.history, model.start
    epochs, training = history.from_start(history.train_loss, start.train_loss)
    held_out_epochs, validation = history.from_start(history.validation_loss or [], start.validation_loss)
    positive = [loss for loss in (*training, *validation) if loss > 0]
    low, high = min(positive, default=0.5), max(positive, default=1.0)
    x = SvgEpochAxis.until(history.epoch[-1])
    y = vertical(low, high, log=high > LOSS_LOG_FROM * low)
    curves = [("line", "training", epochs, training)]
    if validation:
        curves.insert(0, ("line other", "validation", held_out_epochs, validation))
    ends = [(y(max(losses[-1], low)), role, class_) for class_, role, _, losses in curves]
    lines = [
        tag(
            "path",
            d=svg_path((x(epoch), y(max(loss, low))) for epoch, loss in zip(epochs, losses, strict=True)),
            class_=class_,
        )
        for class_, _, epochs, losses in curves
    ]
    name = f"loss of {model.learned_name}" if model.target.log else "loss"
    held_out = f", validation {short(validation[-1], 4)}" if validation else ""
    description = (
        f"Over {count(history.epoch[-1], 'epoch')} the training loss went from {short(training[0], 4)} "
        f"to {short(training[-1], 4)}{held_out}."
    )
    content = frame(x, y, "epoch", name), *lines, *end_labels(ends, x.end)
    return chart(f"{name.capitalize()} over the epochs", description, *content, name="loss")


def agreement_chart(diagnostics: Diagnostics, target: str) -> Markup:
    """Predicted against actual: on the diagonal where they are the same."""
    actual, predicted = diagnostics.actual.tolist(), diagnostics.predicted.tolist()
    low, high = axis_ends([*actual, *predicted])
    x, y = horizontal(low, high), vertical(low, high)
    diagonal = tag("line", x1=x(low), y1=y(low), x2=x(high), y2=y(high), class_="rule")
    description = f"{count(len(actual), 'row')}: dots on the diagonal are predicted exactly, dots above it too high."
    content = (
        frame(x, y, f"actual {target}", f"predicted {target}"),
        diagonal,
        *layers(diagnostics, actual, predicted, x, y),
    )
    return chart(f"Predicted against actual {target}", description, *content, name="agreement")


def residual_chart(diagnostics: Diagnostics, target: str) -> Markup:
    """Residuals against predictions: around 0 everywhere where the model is right to be linear."""
    predicted = diagnostics.predicted.tolist()
    residuals = (diagnostics.predicted - diagnostics.actual).tolist()
    x, y = horizontal(*axis_ends(predicted)), vertical(*around_zero(residuals))
    zero = tag("line", x1=x.start, y1=y(0), x2=x.end, y2=y(0), class_="rule")
    too_high = sum(residual > 0 for residual in residuals)
    description = f"{count(len(predicted), 'row')}, {too_high:,} of them predicted too high (above 0)."
    content = frame(x, y, f"predicted {target}", "error"), zero, *layers(diagnostics, predicted, residuals, x, y)
    return chart("Residuals: predicted − actual", description, *content, name="residuals")


def error_chart(diagnostics: Diagnostics) -> Markup:
    """How often an error of each size is made."""
    residuals = (diagnostics.predicted - diagnostics.actual).tolist()
    low, high = around_zero(residuals)
    counts = [0] * ERROR_BINS
    for residual in residuals:
        position = min(max((residual - low) / (high - low), 0.0), 1.0)
        counts[min(int(position * ERROR_BINS), ERROR_BINS - 1)] += 1
    x, y = horizontal(low, high), vertical(0, max(counts))
    width = (x.end - x.start) / ERROR_BINS
    bars = [
        tag("rect", x=x.start + k * width + 0.75, width=width - 1.5, y=y(n), height=y(0) - y(n), class_="bar")
        for k, n in enumerate(counts)
        if n
    ]
    near = sorted(map(abs, residuals))[len(residuals) // 2]
    description = f"Half of the errors are smaller than {short(near, 4)}."
    content = frame(x, y, "predicted − actual", "rows"), *bars
    return chart("How large the errors are", description, *content, name="errors")


def layers(diagnostics: Diagnostics, a: Sequence[float], b: Sequence[float], x: SvgAxis, y: SvgAxis) -> list[Markup]:
    """Dots of the rows that trained, and over them those that were held out, where there are any."""
    paths = []
    for held_out, class_ in ((False, "dots trained" if diagnostics.held_out.any() else "dots"), (True, "dots")):
        points = [(x(p), y(q)) for p, q, k in zip(a, b, diagnostics.held_out.tolist(), strict=True) if k == held_out]
        paths += [
            tag("path", d=svg_dots(points[k : k + LAYER_DOTS]), class_=class_)
            for k in range(0, len(points), LAYER_DOTS)
        ]
    return paths


def axis_ends(values: Sequence[float]) -> tuple[float, float]:
    """The ends of an axis: around all values, but a few that are far from all others do not stretch it."""
    ordered = sorted(value for value in values if math.isfinite(value)) or [0.0]
    tail = int(len(ordered) * EDGE_SHARE)
    low, high = ordered[tail], ordered[-1 - tail]
    room = EDGE_DISTANCE * (high - low)
    low, high = max(ordered[0], low - room), min(ordered[-1], high + room)
    return (low, high) if high > low else (low - (abs(low) or 1), high + (abs(high) or 1))


def dots_beyond(diagnostics: Diagnostics) -> int:
    """How many dots lie outside the chart of predicted against actual, and are put at its edge."""
    low, high = axis_ends([*diagnostics.actual.tolist(), *diagnostics.predicted.tolist()])
    pairs = zip(diagnostics.actual.tolist(), diagnostics.predicted.tolist(), strict=True)
    return sum(min(pair) < low or max(pair) > high for pair in pairs)


def around_zero(values: Sequence[float]) -> tuple[float, float]:
    """The ends of an axis that goes as far below 0 as above it."""
    furthest = max(map(abs, axis_ends(values)))
    return -furthest, furthest


def histogram_cell(bins: Sequence[int], name: str) -> Markup:
    """A column's values in a cell of a table."""
    highest = max(bins)
    bars = [
        tag("rect", x=10 * k, width=9, y=30 - 30 * n / highest, height=30 * n / highest)
        for k, n in enumerate(bins)
        if n
    ]
    description = (
        f"histogram of {name}: {', '.join(f'{n:,}' for n in bins)} in equal bins from the lowest to the highest"
    )
    return tag("svg", *bars, viewBox=f"0 0 {10 * len(bins)} 30", role="img", aria_label=description, class_="histogram")


def bar_cell(value: float, longest: float) -> Markup:
    """A number in a cell of a table as a bar from the middle, to the right where it is positive."""
    width = min(abs(value) / longest, 1.0) if longest > 0 else 0.0
    start = -width if value < 0 else 0.0
    rect = tag("rect", x=start, y=0, width=width, height=1, class_="less" if value < 0 else "more")
    middle = tag("line", x1=0, x2=0, y1=0, y2=1, class_="zero")
    return tag("svg", rect, middle, viewBox="-1 0 2 1", preserveAspectRatio="none", aria_hidden="true", class_="bar")
