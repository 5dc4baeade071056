"""The options of a training, of one or, where they are given several times, of a grid."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from lrcli.cli.options.parameters import chosen
from lrcli.fitting.recipe import Recipe, all_options, usable

_TRAINING = all_options()
_GRID = [name for name in _TRAINING if name != "split"]  # folds are dealt instead
TRAINING = list(_TRAINING.values())
GRID = [replace(_TRAINING[name], several=not _TRAINING[name].is_switch) for name in _GRID]


def recipe(options: Mapping[str, Any]) -> Recipe:
    """The values of TRAINING."""
    return Recipe.of(**chosen(_TRAINING, options))


def grid(options: Mapping[str, Any]) -> list[Recipe]:
    """Every combination of the values of GRID.

    An option that only some combinations can use (--beta of --optimizer momentum and sgd) is left out of the others.
    """
    axes = {each.name: options[each.name] or [each.default] if each.several else [options[each.name]] for each in GRID}
    recipes = []
    for values in product(*axes.values()):
        given = dict(zip(axes, values, strict=True))
        idle = usable(axes) - usable({name: [value] for name, value in given.items()})
        recipes.append(Recipe.of(**{name: value for name, value in given.items() if name not in idle}))
    return list(dict.fromkeys(recipes))
