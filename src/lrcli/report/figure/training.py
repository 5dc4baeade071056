"""The loss over the epochs as a picture, and beneath it the trajectory where there is one."""

from typing import TYPE_CHECKING

from lrcli.fitting.trajectory import Trajectory
from lrcli.model.linear import Model
from lrcli.report.figure.file import FIRST, SECOND, label, label_ends, new_figure, number_axes, scale_epochs
from lrcli.report.figure.trajectory import draw_loss_map
from lrcli.report.terminal.pictures.curves import loss_axis

if TYPE_CHECKING:
    from lrcli.report.figure.picture import Picture

HEIGHTS = (3.6, 1.3, 6.0)  # inches: of the loss, of the learning rate, of the trajectory


def training_figure(model: Model, trajectory: Trajectory | None = None) -> "Picture":
    """The loss over the epochs, beneath it the learning rate, and beneath that the trajectory."""
    history = model.history
    epochs, losses = history.from_start(history.train_loss, model.start.train_loss)
    heights = HEIGHTS if trajectory else HEIGHTS[:2]
    with new_figure(height=sum(heights)) as figure:
        above, beneath, *below = figure.subplots(len(heights), 1, height_ratios=heights)
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
        if trajectory:
            draw_loss_map(below[0], trajectory)
    return figure


def loss_name(model: Model) -> str:
    """What the axis of the loss measures. The loss is half the squared error."""
    return f"loss of {model.learned_name}" if model.target.log else f"loss, in squared units of {model.target.name}"
