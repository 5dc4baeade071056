"""The options of a training, or of a grid of trainings where they are given several times."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lrcli.cli.options.parameters import subset
from lrcli.fitting.grid import recipes_of
from lrcli.fitting.recipe import Recipe, all_options
from lrcli.options import Declaration

_TRAINING = all_options()
_GRID = [name for name in _TRAINING if name != "split"]  # folds are dealt instead
TRAINING = list(_TRAINING.values())
GRID = [replace(_TRAINING[name], several=not _TRAINING[name].is_switch) for name in _GRID]


def recipe(options: Mapping[str, Any]) -> Recipe:
    """The values of TRAINING."""
    return Recipe.of(**subset(_TRAINING, options))


def recipes_of_grid(options: Mapping[str, Any]) -> list[Recipe]:
    """The recipe of every combination of the values of GRID."""
    return recipes_of({option.name: _axis(option, options[option.name]) for option in GRID})


def _axis(option: Declaration, value: Any) -> list[Any]:
    """The values of an option in the grid."""
    if not option.several:
        return [value]
    return value or [option.default]
