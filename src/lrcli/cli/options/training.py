"""The options of a training, of one or, where they are given several times, of a grid."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from lrcli.cli.options.parameters import parameters, value_of, values_of
from lrcli.fitting.recipe import Recipe, all_options, usable

_TRAINING = all_options()
_GRID = {name: each for name, each in _TRAINING.items() if name != "split"}  # folds are dealt instead
TRAINING = parameters(_TRAINING)
GRID = parameters(_GRID, several=True)


def recipe(options: Mapping[str, Any]) -> Recipe:
    """The values of TRAINING."""
    return Recipe.of(**values_of(_TRAINING, options))


def grid(options: Mapping[str, Any]) -> list[Recipe]:
    """Every combination of the values of GRID.

    An option that only some combinations can use (--beta of --optimizer momentum and sgd) is left out of the others.
    """
    axes: dict[str, list[Any]] = {}
    for name, each in _GRID.items():
        typed = options[name] if isinstance(options[name], list) else [options[name]]
        axes[name] = [value_of(each, one) for one in typed or [None]]
    recipes = []
    for values in product(*axes.values()):
        chosen = dict(zip(axes, values, strict=True))
        idle = usable(axes) - usable({name: [value] for name, value in chosen.items()})
        recipes.append(Recipe.of(**{name: value for name, value in chosen.items() if name not in idle}))
    return list(dict.fromkeys(recipes))
