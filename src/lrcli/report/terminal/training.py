"""The summary of a training in the terminal."""

from collections.abc import Iterator
from typing import Any

from lrcli.model.features import Feature, from_highest
from lrcli.model.linear import Model
from lrcli.report.terminal.curves import loss_caption, loss_curve
from lrcli.report.terminal.scores import difference_cells, heads, score_cells
from lrcli.report.terminal.tables import text_table
from lrcli.report.words.metrics import TRAINING_METRICS
from lrcli.report.words.training import optimality, recipe_in_words, weight_effect
from lrcli.text import count, number, plain, signed

SHOWN_LEVELS = 6  # of a feature: half of them the highest, half the lowest
LISTED_FEATURES = 40  # in the first line
LONGEST_NAME = 60  # characters


def training_summary(model: Model, width: int) -> Iterator[Any]:
    """Coefficients, scores, loss curve, and how far from the optimum the training ended."""
    rows = model.training.rows
    roles = [
        f"{n:,} {verb}" for n, verb in ((rows.train, "train"), (rows.validation, "validate"), (rows.test, "test")) if n
    ]
    names = [shortened(feature.name) for feature in model.features]
    more = f", … and {len(names) - LISTED_FEATURES:,} more" if len(names) > LISTED_FEATURES else ""
    yield plain(f"{shortened(model.target.name)} from {', '.join(names[:LISTED_FEATURES])}{more}")
    yield plain(f"{count(model.data.rows, 'row')} of {model.data.files[0].name}: {', '.join(roles)}")
    yield weight_table(model)
    yield score_table(model)
    if len(model.history.epoch) > 1:
        loss = f"loss of log({plain(model.target.name)})" if model.target.log else "loss"
        yield loss_caption(model.history, loss)
        yield loss_curve(model.history, width)
    yield recipe_in_words(model.training)
    yield optimality(model)


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def weight_table(model: Model) -> Any:
    """Each weight per unit, and standardised: how many deviations of the target one deviation of the feature moves."""
    log = model.target.log
    scale = log.std if log else model.target.std
    rows = [["bias", "", number(model.in_units(model.bias)), ""]]
    for feature in model.features:
        rows += weight_rows(feature, scale, model)
    verb = f"changes {model.target.name} by" if log else f"adds to {model.target.name}"
    return text_table(None, ["feature", "", verb, "standardised"], rows, texts=2)


def weight_rows(feature: Feature, scale: float, model: Model) -> Iterator[list[str]]:
    """The weight of a number, or of each level; the highest and lowest where there are many."""
    effects = from_highest(feature.effects())
    hidden = len(effects) - SHOWN_LEVELS if len(effects) > SHOWN_LEVELS + 1 else 0
    half = SHOWN_LEVELS // 2
    ends = [*effects[:half], None, *effects[-half:]] if hidden else effects
    for index, effect in enumerate(ends):
        name = feature.name if index == 0 else ""
        if effect is None:
            yield [name, f"… {hidden:,} more", "", ""]
        elif effect.level is None:
            yield [name, feature.per, weight_effect(model, effect.weight), signed(effect.move / scale, 4)]
        else:
            yield [name, effect.level, weight_effect(model, effect.weight, signed), signed(effect.move / scale, 4)]


def score_table(model: Model) -> Any:
    """Errors on the rows of each role; the generalization error is validation's minus training's."""
    metrics = model.metrics
    roles = {"training": metrics.train, "validation": metrics.validation, "test": metrics.test}
    rows = [[role, *score_cells(each, TRAINING_METRICS)] for role, each in roles.items() if each]
    rows.append(["always the mean", *score_cells(metrics.baseline, TRAINING_METRICS)])
    if metrics.validation:
        rows.append(["generalization error", *difference_cells(metrics.validation, metrics.train, TRAINING_METRICS)])
    return text_table(None, heads(TRAINING_METRICS), rows)
