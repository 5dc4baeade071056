"""The summary of a training in the terminal."""

from collections.abc import Iterator, Sequence
from typing import Any

from lrcli.learning.shrinkage import ENOUGH_ROWS
from lrcli.model.features import Effect, Feature, by_importance, from_highest
from lrcli.model.linear import Model
from lrcli.report.terminal.colours import coloured_plot
from lrcli.report.terminal.pictures.curves import loss_caption, loss_curve
from lrcli.report.terminal.scores import difference_cells, heads, score_cells
from lrcli.report.terminal.tables import text_table
from lrcli.report.words.metrics import training_metrics
from lrcli.report.words.training import (
    bias_text,
    effects_of,
    left_out_in_words,
    optimality,
    recipe_in_words,
    weight_effect,
)
from lrcli.text import count, number, plain, signed

SHOWN_LEVELS = 6  # of a feature: half of them the highest, half the lowest
LEFT_OUT = "left out"  # by --l1: the weight is exactly 0
MOST_FEATURES, FEWEST_FEATURES = 30, 10  # of the table; one that is longer than two screens is not read
NEGLIGIBLE_EFFECT = 0.02  # of the largest effect of a feature on predictions: of many, smaller ones are not shown
LISTED_FEATURES = 20  # in the first line
LONGEST_FEATURE_NAME = 60  # characters


# First what was understood, then how good the model is, then what it says and how it got there: who reads no further
# than the first lines has read what decides whether the rest is worth reading.
def training_summary(model: Model, width: int) -> Iterator[Any]:
    """What was learned from what, the scores, the weights, the loss curve, and how far from the optimum it ended."""
    rows = model.training.rows
    roles = [
        f"{n:,} {verb}" for n, verb in ((rows.train, "train"), (rows.validation, "validate"), (rows.test, "test")) if n
    ]
    names = [shortened(feature.name) for feature in model.features]
    more = f", … and {len(names) - LISTED_FEATURES:,} more" if len(names) > LISTED_FEATURES else ""
    yield plain(f"{shortened(model.target.name)} from {', '.join(names[:LISTED_FEATURES])}{more}")
    counting = f"; each counts as often as its {model.data.weights} says" if model.data.weights else ""
    first, *others = model.data.files
    of = f"{first.name} and {count(len(others), 'more file')}" if others else first.name
    yield plain(f"{count(model.data.rows, 'row')} of {of}: {', '.join(roles)}{counting}")
    yield score_table(model)
    yield weight_table(model)
    if len(model.history.epoch) > 1:
        loss = f"loss of {plain(model.learned_name)}" if model.target.log else "loss"
        yield coloured_plot(loss_caption(model.history, loss, model.start))
        yield coloured_plot(loss_curve(model.history, model.start, width))
    yield recipe_in_words(model.training)
    if model.training.l1:
        yield left_out_in_words(model)
    yield optimality(model)


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST_FEATURE_NAME else name[: LONGEST_FEATURE_NAME - 1] + "…"


def weight_table(model: Model) -> Any:
    """Each weight per unit, and standardised: how many deviations of the target one deviation of the feature moves.

    The most important features come first.
    """
    log = model.target.log
    scale = log.std if log else model.target.std
    rows = [["average row", "", number(model.in_units(model.average)), ""], ["bias", "", bias_text(model), ""]]
    ordered = by_importance(model.features)
    shown = ordered[: features_that_matter(ordered)]
    for feature in shown:
        rows += weight_rows(feature, scale, model)
    if hidden := ordered[len(shown) :]:
        most = f"±{number(hidden[0].importance / scale, 4)} at most"
        rows.append([f"… {len(hidden):,} more", "in the model", "", most])
    verb = f"changes {model.multiplied_name} by" if log else f"adds to {model.target.name}"
    return text_table(None, ["feature", "", verb, "standardised"], rows, texts=2)


def features_that_matter(ordered: Sequence[Feature]) -> int:
    """How many of the features, the most important first, the table shows: all of few, of many those that matter."""
    if len(ordered) <= MOST_FEATURES:
        return len(ordered)
    strong = sum(feature.importance >= NEGLIGIBLE_EFFECT * ordered[0].importance for feature in ordered)
    return min(max(strong, FEWEST_FEATURES), MOST_FEATURES)


def weight_rows(feature: Feature, scale: float, model: Model) -> Iterator[list[str]]:
    """The weight of a number, or of each level; of many levels the highest, the lowest and between what others are."""
    effects = from_highest(effects_of(model, feature))
    hidden = effects[SHOWN_LEVELS // 2 : -(SHOWN_LEVELS // 2)] if len(effects) > SHOWN_LEVELS + 1 else []
    name = feature.name
    for index, effect in enumerate(effects):
        if hidden and index == SHOWN_LEVELS // 2:
            yield ["", f"… {len(hidden):,} between", weight_range(hidden, model), ""]
        if not hidden or not SHOWN_LEVELS // 2 <= index < len(effects) - SHOWN_LEVELS // 2:
            write = number if effect.level is None else signed
            cells = level_text(effect) or feature.per, weight_effect(model, effect.weight, write)
            if model.training.l1 and effect.weight == 0:
                cells = cells[0], LEFT_OUT
            yield [name, *cells, "" if cells[1] == LEFT_OUT else signed(effect.move / scale, 4)]
            name = ""


def level_text(effect: Effect) -> str:
    """A level, with how many rows say what its weight is where these are few; "" of a number."""
    few = effect.rows is not None and effect.rows < ENOUGH_ROWS
    return (effect.level or "") + (f" ({count(effect.rows or 0, 'row')})" if few else "")


def weight_range(effects: Sequence[Effect], model: Model) -> str:
    """Where the weights of several levels stand."""
    weights = [effect.weight for effect in effects]
    ends = max(weights), min(weights)
    highest, lowest = (weight_effect(model, weight, lambda value: signed(value, 4)) for weight in ends)
    return f"{highest} to {lowest}"


def score_table(model: Model) -> Any:
    """Errors on the rows of each role; the generalization error is validation's minus training's."""
    metrics, scale, columns = model.metrics, model.metrics.baseline.rmse, training_metrics(model.training)
    roles = {"training": metrics.train, "validation": metrics.validation, "test": metrics.test}
    rows = [[role, *score_cells(each, columns, scale)] for role, each in roles.items() if each]
    if metrics.mean:
        measured = [role for role, each in roles.items() if each][-1]
        rows.append([f"{measured}, means", *score_cells(metrics.mean, columns)])
    rows.append(["always the mean", *score_cells(metrics.baseline, columns)])
    if metrics.validation:
        rows.append(["generalization error", *difference_cells(metrics.validation, metrics.train, columns, scale)])
    return text_table(None, heads(columns), rows)
