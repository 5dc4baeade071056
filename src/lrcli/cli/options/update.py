"""`--keep-moments` and `--update` of lrcli train: models that learn from more rows later."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lrcli.cli.options.parameters import command_option
from lrcli.cli.options.reading import check_notation

if TYPE_CHECKING:
    from lrcli.model.linear import Model

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
    check_notation(options)
    from lrcli.model.linear import load

    return load(options["update"])
