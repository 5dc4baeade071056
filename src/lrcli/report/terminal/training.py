"""The summary of a training."""

from collections.abc import Iterator
from typing import Any

from lrcli.model.features import Feature, from_highest
from lrcli.model.linear import Model
from lrcli.report.terminal.curves import caption, loss_curve
from lrcli.report.terminal.scores import difference_cells, heads, score_cells
from lrcli.report.terminal.tables import table
from lrcli.report.words.metrics import OF_TRAINING
from lrcli.report.words.training import arrival, effect, how
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
    yield arrival(model)


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def coefficients(model: Model) -> Any:
    """Each weight per unit, and standardised: how many deviations of the target one deviation of the feature moves."""
    log = model.target.log
    scale = log.std if log else model.target.std
    rows = [["bias", "", number(model.in_units(model.bias)), ""]]
    for feature in model.features:
        rows += weights(feature, scale, model)
    does = f"changes {model.target.name} by" if log else f"adds to {model.target.name}"
    return table(None, ["feature", "", does, "standardised"], rows, texts=2)


def weights(feature: Feature, scale: float, model: Model) -> Iterator[list[str]]:
    """The weight of a number, or of each level; the highest and lowest where there are many."""
    effects = from_highest(feature.effects())
    hidden = len(effects) - SHOWN_LEVELS if len(effects) > SHOWN_LEVELS + 1 else 0
    half = SHOWN_LEVELS // 2
    shown = [*effects[:half], None, *effects[-half:]] if hidden else effects
    for place, one in enumerate(shown):
        name = feature.name if place == 0 else ""
        if one is None:
            yield [name, f"… {hidden:,} more", "", ""]
        elif one.level is None:
            yield [name, feature.per, effect(model, one.weight), signed(one.move / scale, 4)]
        else:
            yield [name, one.level, effect(model, one.weight, signed), signed(one.move / scale, 4)]


def scores(model: Model) -> Any:
    """Errors on each part of the rows; the generalization error is validation's minus training's."""
    metrics = model.metrics
    parts = {"training": metrics.train, "validation": metrics.validation, "test": metrics.test}
    rows = [[name, *score_cells(part, OF_TRAINING)] for name, part in parts.items() if part]
    rows.append(["always the mean", *score_cells(metrics.baseline, OF_TRAINING)])
    if metrics.validation:
        rows.append(["generalization error", *difference_cells(metrics.validation, metrics.train, OF_TRAINING)])
    return table(None, heads(OF_TRAINING), rows)
