"""A grid: every combination of the values of several options, each a recipe."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from lrcli.fitting.recipe import Recipe, usable


def recipes_of(axes: Mapping[str, Sequence[Any]]) -> list[Recipe]:
    """A recipe for every combination of the options' values, without repetition.

    An option that only some combinations can use is left out of the others: beta, of optimizer momentum and sgd.
    """
    recipes = []
    for values in product(*axes.values()):
        setting = dict(zip(axes, values, strict=True))
        idle = usable(axes) - usable({name: [value] for name, value in setting.items()})
        recipes.append(Recipe.of(**{name: value for name, value in setting.items() if name not in idle}))
    return list(dict.fromkeys(recipes))
