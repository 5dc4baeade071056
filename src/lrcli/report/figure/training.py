"""The loss over the epochs as a picture, and beneath it the trajectory and the weights with their intervals."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from lrcli.fitting.inference import Inference
from lrcli.fitting.trajectory import Trajectory
from lrcli.model.linear import Model
from lrcli.report.figure.file import FIRST, SECOND, label, label_ends, number_axes, scale_epochs, write_numbers
from lrcli.report.figure.targets import Part, figure_of_parts
from lrcli.report.figure.trajectory import draw_loss_map, draw_pair
from lrcli.report.terminal.pictures.curves import loss_axis
from lrcli.report.words.inference import WeightEffect, weight_effects
from lrcli.report.words.metrics import loss_power

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

    from lrcli.report.figure.picture import Picture

LOSS_HEIGHT, RATE_HEIGHT, TRAJECTORY_HEIGHT, PAIR_HEIGHT = 3.6, 1.3, 6.0, 4.2  # inches
PAIR = 2  # ways that are compared: beside one another each can be followed; more would be too narrow
WEIGHT_HEIGHT, WEIGHT_MARGIN = 0.27, 1.1  # inches, of each weight and around all of them


class TrainingRecord(NamedTuple):
    """What is drawn of the training of one target."""

    model: Model
    trajectory: Trajectory | None = None
    inference: Inference | None = None


def training_figure(trainings: Sequence[TrainingRecord]) -> "Picture":
    """The loss over the epochs, beneath it the learning rate, the trajectory, and the weights with their intervals.

    Of the exact solver, which has no epochs, the weights alone. For each target.
    """
    return figure_of_parts({each.model.target.name: training_part(each) for each in trainings})


def training_part(training: TrainingRecord) -> Part:
    """The panels of one target."""
    model, trajectory, inference = training
    effects = weight_effects(model, inference) if inference else []
    heights = [LOSS_HEIGHT, RATE_HEIGHT] if model.history.epoch else []
    pair = trajectory is not None and len(trajectory.ways) == PAIR
    heights += [PAIR_HEIGHT if pair else TRAJECTORY_HEIGHT] if trajectory else []
    heights += [WEIGHT_MARGIN + WEIGHT_HEIGHT * len(effects)] if effects else []

    def draw(figure: "FigureBase") -> None:
        panels = list(figure.subplots(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0])
        if model.history.epoch:
            draw_losses(model, panels.pop(0), panels.pop(0))
        if trajectory and pair:
            draw_pair(*halves(panels.pop(0)), trajectory)
        elif trajectory:
            draw_loss_map(panels.pop(0), trajectory)
        if effects and inference:
            draw_coefficients(effects, inference, panels.pop(0))

    return Part(sum(heights), draw)


def halves(panel: "Axes") -> "tuple[Axes, Axes]":
    """Two panels in the place of one, which is removed."""
    place = panel.get_subplotspec()
    assert place is not None
    panel.remove()
    left, right = place.subgridspec(1, 2).subplots(sharex=True, sharey=True, squeeze=False)[0]
    return left, right


def draw_losses(model: Model, above: "Axes", beneath: "Axes") -> None:
    """The loss over the epochs, and the learning rate beneath it."""
    history = model.history
    epochs, losses = history.from_start(history.train_loss, model.start.train_loss)
    beneath.sharex(above)
    above.plot(epochs, losses, color=FIRST)
    ends = [(losses[-1], "training", FIRST)]
    if validation := history.validation_loss:
        epochs, validation = history.from_start(validation, model.start.validation_loss)
        above.plot(epochs, validation, "--", color=SECOND)
        ends.append((validation[-1], "validation", SECOND))
    beneath.plot(history.epoch, history.learning_rate, color=FIRST)
    y = loss_axis([*losses, *(validation or [])])
    above.set(ylabel=label(loss_name(model)), yscale="log" if y.log else "linear")
    beneath.set(ylabel="learning rate", xlabel="epoch")
    beneath.set_ylim(bottom=0)
    scale_epochs(above, history.epoch[-1])
    above.tick_params(labelbottom=False)
    number_axes(above)
    number_axes(beneath)
    label_ends(above, ends)


def draw_coefficients(effects: list[WeightEffect], inference: Inference, panel: "Axes") -> None:
    """A dot for each weight, and a line over its interval; grey where that holds 0."""
    for at, effect in enumerate(reversed(effects)):
        colour = "0.6" if effect.may_be_zero else FIRST
        panel.plot([effect.low, effect.high], [at, at], color=colour, linewidth=1.5)
        panel.plot(effect.estimate, at, "o", color=colour, markersize=4)
    panel.axvline(0, color="black", linewidth=0.8)
    panel.set_yticks(range(len(effects)), [label(effect.name) for effect in reversed(effects)])
    panel.set_xlabel(
        label(f"adds to {inference.target}")
        + f": a number by a deviation more,\na level against the mean; {inference.confidence:g} % intervals"
    )
    panel.grid(axis="y", visible=False)
    write_numbers(panel.xaxis)


def loss_name(model: Model) -> str:
    """What the axis of the loss measures."""
    if model.target.log:
        return f"loss of {model.learned_name}"
    squared = "squared " if loss_power(model.training) == 2 else ""
    return f"loss, in {squared}units of {model.target.name}"
