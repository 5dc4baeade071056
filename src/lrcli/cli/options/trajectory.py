"""`--trajectory` of lrcli train: two features, and the other trainings whose ways are compared."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args

from lrcli.cli.options.common import TRAINING, names, option, recipe
from lrcli.cli.options.values import NUMBERS
from lrcli.errors import OptionError

if TYPE_CHECKING:
    from lrcli.fitting.recipe import Recipe
    from lrcli.fitting.trajectory import Wish

_PANEL = "Pictures"
TRAJECTORY = [
    option("trajectory", str, "--trajectory", metavar="A,B", rich_help_panel=_PANEL,
           help="Draw the loss over the weights of two features, all other weights at their best, and the way across; "
           "--figure draws it too."),
    option("trajectory_with", str, "--trajectory-with", metavar="SETTING,…", rich_help_panel=_PANEL,
           help="Compare with other ways: sgd,momentum, or weight-decay=0.1, or sgd+batch-size=1."),
]  # fmt: skip
MOST = 7  # other ways that can be told apart
FIXED = {"solver", "standardize", "min_count"}  # what all ways must share to cross the same loss


def wish(options: Mapping[str, Any]) -> "Wish | None":
    """What is to be drawn, from the values of TRAJECTORY and TRAINING."""
    if options["trajectory"] is None:
        if options["trajectory_with"] is not None:
            raise OptionError("trajectory_with", "needs --trajectory A,B, the two features")
        return None
    from lrcli.fitting.trajectory import Wish

    pair = names(options["trajectory"], "trajectory")
    if len(pair) != 2:
        raise OptionError("trajectory", f"{options['trajectory']!r} is not two features, like mileage,age")
    settings = names(options["trajectory_with"], "trajectory_with")
    if len(settings) > MOST:
        raise OptionError("trajectory_with", f"{len(settings)} settings: more than {MOST} ways hide one another")
    others = tuple((spoken(setting), changed(options, setting)) for setting in settings)
    return Wish((pair[0], pair[1]), others, options["optimizer"] or "adam")


def spoken(setting: str) -> str:
    """ "sgd+batch-size=1" → "sgd, batch size 1"."""
    return re.sub(r"\+(?=[a-z])", ", ", setting).replace("-", " ").replace("=", " ")


def changed(options: Mapping[str, Any], setting: str) -> "Recipe":
    """The training's recipe but for what a setting says; a parameter that the new rule has no use for is left out."""
    from lrcli.fitting.recipe import usable

    given = dict(pair(word) for word in re.split(r"\+(?=[a-z])", setting))
    now = {parameter.name: options[parameter.name] for parameter in TRAINING}
    new = now | given
    idle = usable({name: [value] for name, value in now.items()}) - usable({name: [v] for name, v in new.items()})
    return recipe({**options, **new, **dict.fromkeys(idle - given.keys())})


def pair(word: str) -> tuple[str, Any]:
    """ "momentum" → optimizer, "weight-decay=0.1" → a number."""
    if "=" not in word:
        return "optimizer", word
    name, _, text = word.partition("=")
    kinds = {parameter.name: kind_of(parameter.annotation) for parameter in TRAINING if parameter.name not in FIXED}
    kind = kinds.get(name.replace("-", "_"))
    if kind is None:
        flags = ", ".join(known.replace("_", "-") for known in kinds)
        raise OptionError("trajectory_with", f"{word!r}: {name} is none of {flags}")
    try:
        return name.replace("-", "_"), kind(text)
    except ValueError:
        raise OptionError("trajectory_with", f"{word!r}: {text!r} is not {NUMBERS[kind]}") from None


def kind_of(annotation: Any) -> Any:
    """int of `int | None`, and of int."""
    whole = annotation.__origin__
    return next((part for part in get_args(whole) if part is not type(None)), whole)
