"""The section of a report on what the model learned: its weights."""

from collections.abc import Iterator

from lrcli.model.features import Effect, Feature, by_importance, from_highest
from lrcli.model.linear import Model
from lrcli.report.page.blocks import html_section, html_table, in_target_units, with_sign
from lrcli.report.page.charts import (
    bar_cell,
)
from lrcli.report.page.markup import Markup, join, tag
from lrcli.report.page.network import network
from lrcli.report.words.training import bias_text, effects_of, weight_effect
from lrcli.text import count, minus, number

EDGE_LEVELS = 5  # of a feature of many levels, that many of the highest and of the lowest are listed


def weight_section(model: Model) -> Markup:
    """The weights as a table with bars, and as a network."""
    lines = list(weight_lines(model))
    longest = max((abs(moves) for _, moves in lines), default=0.0)
    verb = f"changes {model.multiplied_name} by" if model.target.log else f"adds to {model.target.name}"
    rows = [[name, bar_cell(moves, longest), move_text(model, moves)] for name, moves in lines]
    bias = bias_text(model).replace("-", "−")
    average = minus(number(model.in_units(model.average)))
    caption = f"The average row is {average}, the bias {bias}. One standard deviation of a number, or a level, {verb}:"
    columns = ["feature", tag("span", "bar", class_="unseen"), verb]
    the_target = model.multiplied_name if model.shift else f"the {model.target.name}"
    as_power = f" as a power of e, so that each part multiplies {the_target}"
    lead = (
        f"One weight for each number and each level; the prediction is their sum{as_power if model.target.log else ''}."
    )
    pair = tag("div", html_table(caption, columns, rows), tag("figure", network(model)), class_="pair")
    return html_section("What it learned", pair, name="learned", lead=lead)


def move_text(model: Model, moves: float) -> str:
    """How far the prediction moves."""
    return weight_effect(model, moves) if model.target.log else with_sign(in_target_units(moves, model))


def weight_lines(model: Model) -> Iterator[tuple[Markup, float]]:
    """A name and how far the sum moves, by one deviation of a number or by a level; the most important first."""
    for feature in by_importance(model.features):
        effects = from_highest(effects_of(model, feature))
        hidden = len(effects) - 2 * EDGE_LEVELS
        for index, each in enumerate(effects):
            if hidden > 1 and EDGE_LEVELS <= index < EDGE_LEVELS + hidden:
                continue
            more = hidden > 1 and index == EDGE_LEVELS - 1
            between = tag("small", f" … {hidden:,} levels between", class_="quiet") if more else None
            yield join(_effect_name(model, feature, each), between), each.move


def _effect_name(model: Model, feature: Feature, effect: Effect) -> Markup:
    """The name of a numeric feature with its weight, or of a categorical one with the level."""
    if effect.level is not None:
        rows = None if effect.rows is None else tag("small", f" {count(effect.rows, 'row')}", class_="quiet")
        return join(tag("span", f"{feature.name} ", class_="quiet"), effect.level, rows)
    per_unit = minus(weight_effect(model, effect.weight))
    return join(feature.name, " ", tag("small", f"{per_unit} {feature.per}", class_="quiet"))
