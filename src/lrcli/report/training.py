"""The summary of a training."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lrcli.features import Categorical, Numeric
from lrcli.jobs.trajectory import Trajectory
from lrcli.model import Model, Training
from lrcli.report.curves import caption, loss_curve
from lrcli.report.tables import SCORES, difference_cells, score_cells, table
from lrcli.report.text import count, number, percent, plain, short, signed

SHOWN_LEVELS = 6
NAMED, LONGEST = 40, 60  # features that are listed, and characters of a name
FAR = 0.01  # a gap that is worth an advice
SMALL_GAP = 1e-6  # nobody needs to know more exactly


def summary(model: Model, width: int) -> Iterator[Any]:
    """Coefficients, scores, loss curve, and how far from the optimum the training ended."""
    rows = model.training.rows
    parts = [
        f"{n:,} {verb}" for n, verb in ((rows.train, "train"), (rows.validation, "validate"), (rows.test, "test")) if n
    ]
    names = [shortened(feature.name) for feature in model.features]
    more = f", … and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    yield plain(f"{shortened(model.target.name)} from {', '.join(names[:NAMED])}{more}")
    yield plain(f"{count(model.data.rows, 'row')} of {model.data.files[0].name}: {', '.join(parts)}")
    yield coefficients(model)
    yield scores(model)
    if len(model.history.epoch) > 1:
        loss = f"loss of log({plain(model.target.name)})" if model.target.log else "loss"
        yield caption(model.history, loss)
        yield loss_curve(model.history, width)
    yield how(model.training)
    yield verdict(model)


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def coefficients(model: Model) -> Any:
    """Each weight per unit, and standardised: how many deviations of the target one deviation of the feature moves."""
    log = model.target.log
    scale = log.std if log else model.target.std
    rows = [["bias", "", number(model.in_units(model.bias)), ""]]
    for feature in model.features:
        if isinstance(feature, Numeric):
            standardised = signed(feature.weight * feature.std / scale, 4)
            per = feature.form.per if feature.form else "per unit"
            rows.append([feature.name, per, effect(model, feature.weight), standardised])
        else:
            rows += levels(feature, scale, model)
    does = f"changes {model.target.name} by" if log else f"adds to {model.target.name}"
    return table(None, ["feature", "", does, "standardised"], rows, texts=2)


def effect(model: Model, weight: float, write: Callable[[float], str] = number) -> str:
    """What a weight does: it adds to the target, or changes it by a part where its logarithm was learned."""
    return f"{signed(100 * math.expm1(weight), 4)} %" if model.target.log else write(weight)


def levels(feature: Categorical, scale: float, model: Model) -> Iterator[list[str]]:
    """The weights of a categorical feature; the highest and lowest where there are many."""
    ordered = sorted(feature.weights.items(), key=lambda item: -item[1])
    if feature.missing is not None:
        ordered.append(("(missing)", feature.missing))
    hidden = len(ordered) - SHOWN_LEVELS if len(ordered) > SHOWN_LEVELS + 1 else 0
    half = SHOWN_LEVELS // 2
    shown = [*ordered[:half], None, *ordered[-half:]] if hidden else ordered
    for place, item in enumerate(shown):
        name = feature.name if place == 0 else ""
        if item is None:
            yield [name, f"… {hidden:,} more", "", ""]
        else:
            yield [name, item[0], effect(model, item[1], signed), signed(item[1] / scale, 4)]


def scores(model: Model) -> Any:
    """Errors on each part of the rows; the generalization error is validation's minus training's."""
    metrics = model.metrics
    parts = {"training": metrics.train, "validation": metrics.validation, "test": metrics.test}
    rows = [[name, *score_cells(part)] for name, part in parts.items() if part]
    rows.append(["always the mean", *score_cells(metrics.baseline)])
    if metrics.validation:
        rows.append(["generalization error", *difference_cells(metrics.validation, metrics.train)])
    return table(None, ["", *SCORES], rows)


def document(model: Model, output: str, remarks: Sequence[str], trajectory: Trajectory | None = None) -> dict[str, Any]:
    """All that is shown, for --json."""
    train, validation = model.metrics.train, model.metrics.validation
    errors = ("loss", "rmse", "mae")
    return {
        "output": output,
        "generalization_error": {of: getattr(validation, of) - getattr(train, of) for of in errors}
        if validation
        else None,
        "model": model,
        "remarks": remarks,
    } | ({"trajectory": trajectory} if trajectory else {})


def how(training: Training) -> str:
    """The recipe as used, and why it ended."""
    decay = f", weight decay {short(training.weight_decay)}" if training.weight_decay else ""
    if training.solver == "exact":
        return f"solved exactly{decay}"
    ran, kept = training.epochs_run or 0, training.kept_epoch or 0
    assert training.batch_size is not None
    minibatches = -(-training.rows.train // training.batch_size)
    ends = {
        "epochs": "",
        "tolerance": f"; ended after {ran:,}: the loss fell by less than the tolerance",
        "patience": f"; ended after {ran:,}: no lower validation loss since epoch {kept:,}",
        "interrupted": f"; interrupted after {ran:,}, with the weights of epoch {kept:,}",
    }
    return (
        f"{training.optimizer}, learning rate {short(training.learning_rate)}, {training.schedule}{decay}: "
        f"{count(training.epochs or 0, 'epoch')} of {minibatches:,} × {training.batch_size:,} rows"
        + ends[training.stopped]
    )


def verdict(model: Model) -> str:
    """How far the training loss ended above the lowest there is."""
    gap = model.metrics.optimality_gap
    if gap is None:
        return "an exact fit: the analytic optimum has no error left"
    if model.training.solver == "exact":
        return "the analytic optimum"
    if gap < SMALL_GAP:
        return f"less than {percent(SMALL_GAP)} above the analytic optimum"
    said = f"{percent(gap)} above the analytic optimum"
    if gap < FAR:
        return said
    if not model.training.standardize:
        return f"{said}: on raw features few steps go far; leave --no-standardize out, or try another --learning-rate"
    return (
        f"{said}: more --epochs or another --learning-rate, --schedule or --optimizer come closer; "
        "--solver exact is there at once"
    )
