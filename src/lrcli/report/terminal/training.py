"""The summary of a training."""

from collections.abc import Iterator
from typing import Any

from lrcli.model.features import Categorical, Numeric
from lrcli.model.linear import Model
from lrcli.report.terminal.curves import caption, loss_curve
from lrcli.report.terminal.scores import difference_cells, heads, score_cells
from lrcli.report.terminal.tables import table
from lrcli.report.words.metrics import OF_TRAINING
from lrcli.report.words.training import effect, how, verdict
from lrcli.text import count, number, plain, signed

SHOWN_LEVELS = 6
NAMED, LONGEST = 40, 60  # features that are listed, and characters of a name


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
    rows = [[name, *score_cells(part, OF_TRAINING)] for name, part in parts.items() if part]
    rows.append(["always the mean", *score_cells(metrics.baseline, OF_TRAINING)])
    if metrics.validation:
        rows.append(["generalization error", *difference_cells(metrics.validation, metrics.train, OF_TRAINING)])
    return table(None, heads(OF_TRAINING), rows)
