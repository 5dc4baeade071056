"""The options of a training, or of a grid of trainings where they are given several times."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from lrcli.cli.options.parameters import subset
from lrcli.fitting.recipe import Recipe, all_options, usable
from lrcli.options import Declaration

_TRAINING = all_options()
_GRID = [name for name in _TRAINING if name != "split"]  # folds are dealt instead
TRAINING = list(_TRAINING.values())
GRID = [replace(_TRAINING[name], several=not _TRAINING[name].is_switch) for name in _GRID]


def recipe(options: Mapping[str, Any]) -> Recipe:
    """The values of TRAINING."""
    return Recipe.of(**subset(_TRAINING, options))


def recipes_of_grid(options: Mapping[str, Any]) -> list[Recipe]:
    """Every combination of the values of GRID.

    An option that only some combinations can use (--beta of --optimizer momentum and sgd) is left out of the others.
    """
    axes = {option.name: _axis(option, options[option.name]) for option in GRID}
    recipes = []
    for values in product(*axes.values()):
        setting = dict(zip(axes, values, strict=True))
        idle = usable(axes) - usable({name: [value] for name, value in setting.items()})
        recipes.append(Recipe.of(**{name: value for name, value in setting.items() if name not in idle}))
    return list(dict.fromkeys(recipes))


def _axis(option: Declaration, value: Any) -> list[Any]:
    """The values of an option in the grid."""
    if not option.several:
        return [value]
    return value or [option.default]
