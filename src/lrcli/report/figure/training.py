"""The loss over the epochs as a picture file."""

from lrcli.model.linear import Model
from lrcli.report.figure.file import FIRST, SECOND, label, new_figure, number_axes
from lrcli.report.terminal.curves import epoch_axis, loss_axis


def draw_training(path: str, model: Model) -> None:
    """Write the loss over the epochs, and beneath it the learning rate."""
    history = model.history
    x, losses = epoch_axis(history), [*history.train_loss, *(history.validation_loss or [])]
    with new_figure(path, height=5.5) as figure:
        above, beneath = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        above.plot(history.epoch, history.train_loss, color=FIRST, label="training")
        if history.validation_loss:
            above.plot(history.epoch, history.validation_loss, ".", color=SECOND, label="validation")
        beneath.plot(history.epoch, history.learning_rate, color=FIRST)
        above.set(ylabel=label(loss_name(model)), yscale="log" if loss_axis(losses).log else "linear")
        beneath.set(ylabel="learning rate", xlabel="epoch", xscale="log" if x.log else "linear")
        beneath.set_ylim(bottom=0)
        above.legend()
        number_axes(above)
        number_axes(beneath)


def loss_name(model: Model) -> str:
    """What the axis of the loss measures. The loss is half the squared error."""
    return f"loss of log({model.target.name})" if model.target.log else f"loss, in squared units of {model.target.name}"
