"""`--path` of lrcli crossval: a hundred penalties instead of trainings."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lrcli.cli.options.parameters import command_option
from lrcli.errors import OptionError
from lrcli.options import Range

if TYPE_CHECKING:
    from lrcli.fitting.recipe import Recipe

PATH = [
    command_option(
        "path",
        False,
        "Solve a hundred values of --l1 instead of training, and choose by the one-standard-error rule",
    ),
    command_option(
        "l1_ratio",
        None,
        "With --path: the part of the penalty that is l1; the rest is weight decay",
        "PART",
        limits=Range(0, 1, includes_low=False, includes_high=True),
        default_text="1",
    ),
]


def check_path(options: Mapping[str, Any], recipes: Sequence["Recipe"], *, trains: bool) -> None:
    """Raise OptionError where an option asks for more than a path is. trains: whether one needs a training."""
    if options["l1_ratio"] is not None and not options["path"]:
        raise OptionError("l1_ratio", "has an effect with --path alone")
    if options["path"] and (len(recipes) > 1 or trains):
        raise OptionError(
            "path", "trains nothing, so that it takes no grid, -o, --predictions or --learning-curve; leave them out"
        )
