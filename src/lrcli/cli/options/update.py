"""`--keep-moments` and `--update` of lrcli train: models that learn from more rows later."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lrcli.cli.options.parameters import command_option
from lrcli.errors import OptionError

if TYPE_CHECKING:
    from lrcli.model.linear import Model

NOTATION_OF_THE_MODEL = ("decimal", "thousands", "day_first")
UPDATE = [
    command_option(
        "keep_moments",
        False,
        "Keep in the model the sums over its rows, with which --update goes on",
        group="Training",
    ),
    command_option(
        "update",
        None,
        "Learn also from the rows of this model, which keeps their moments; the result replaces it unless --output "
        "names another file",
        "MODEL",
        group="Training",
    ),
]


def model_to_update(options: Mapping[str, Any]) -> "Model | None":
    """The model that --update names. Raise OptionError where an option contradicts it."""
    if options["update"] is None:
        return None
    for name in NOTATION_OF_THE_MODEL:
        if options[name] is not None and options["where"] is None:
            raise OptionError(name, "cannot be given with --update: the model knows how its columns are written")
    from lrcli.model.linear import load

    return load(options["update"])
