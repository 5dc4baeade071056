"""`--trajectory` of lrcli train: two features, and the settings whose paths are compared."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lrcli.cli.options.parameters import command_option, subset
from lrcli.errors import OptionError
from lrcli.fitting.recipe import DEFAULT_OPTIMIZER, Recipe, all_options, usable

if TYPE_CHECKING:
    from lrcli.fitting.trajectory import Wish

_GROUP = "Pictures"
TRAJECTORY = [
    command_option(
        "trajectory",
        (),
        "Draw the loss over the weights of two features, all other weights at their best, and the path across; "
        "--figure draws it too",
        "A,B",
        group=_GROUP,
    ),
    command_option(
        "trajectory_with",
        (),
        "Compare with the paths of other settings: sgd,momentum, or weight-decay=0.1, or sgd+batch-size=1",
        "SETTING,…",
        group=_GROUP,
    ),
]
MOST_SETTINGS = 7  # whose paths can be told apart in one picture
SHARED_OPTIONS = {
    "solver",
    "loss",
    "standardize",
    "min_count",
    "split",
}  # of all paths, which cross one surface of the loss


def trajectory_wish(options: Mapping[str, Any]) -> "Wish | None":
    """The trajectory to draw, from the values of TRAJECTORY and TRAINING; None where there is none."""
    features, settings = options["trajectory"], options["trajectory_with"]
    if not features:
        if settings:
            raise OptionError("trajectory_with", "needs --trajectory A,B, the two features")
        return None
    from lrcli.fitting.trajectory import Wish

    if len(features) != 2:
        raise OptionError("trajectory", f"{','.join(features)!r} is not two features, like mileage,age")
    if len(settings) > MOST_SETTINGS:
        raise OptionError(
            "trajectory_with", f"{len(settings)} settings: more than {MOST_SETTINGS} paths hide one another"
        )
    others = tuple((label_of(setting), recipe_with(options, setting)) for setting in settings)
    return Wish((features[0], features[1]), others, options["optimizer"] or DEFAULT_OPTIMIZER)


def label_of(setting: str) -> str:
    """ "sgd+batch-size=1" → "sgd, batch size 1"."""
    return re.sub(r"\+(?=[a-z])", ", ", setting).replace("-", " ").replace("=", " ")


def recipe_with(options: Mapping[str, Any], setting: str) -> Recipe:
    """The recipe of the training with a setting changed, without parameters that the new optimizer does not have."""
    changes = dict(parse_word(word) for word in re.split(r"\+(?=[a-z])", setting))
    now = subset(all_options(), options)
    new = now | changes
    idle = usable({name: [value] for name, value in now.items()}) - usable({name: [v] for name, v in new.items()})
    return Recipe.of(**{name: value for name, value in new.items() if name not in idle - changes.keys()})


def parse_word(word: str) -> tuple[str, Any]:
    """ "momentum" → the optimizer of that name, "weight-decay=0.1" → the option and its value."""
    if "=" not in word:
        return "optimizer", word
    name, _, text = word.partition("=")
    allowed = {option: declaration for option, declaration in all_options().items() if option not in SHARED_OPTIONS}
    declaration = allowed.get(name.replace("-", "_"))
    if declaration is None:
        names = ", ".join(option.replace("_", "-") for option in allowed)
        raise OptionError("trajectory_with", f"{word!r}: {name} is none of {names}")
    try:
        return declaration.name, declaration.read(text)
    except OptionError as error:
        raise OptionError("trajectory_with", f"{word!r}: {error.problem}") from None
