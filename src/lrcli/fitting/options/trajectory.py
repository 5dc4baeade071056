"""The two features whose weights a trajectory follows, and the settings to compare with, from the texts of options."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lrcli.errors import OptionError
from lrcli.fitting.recipe import DEFAULT_OPTIMIZER, Recipe, all_options, usable

if TYPE_CHECKING:
    from lrcli.fitting.trajectory import Wish

MOST_SETTINGS = 7  # whose paths can be told apart in one picture
SHARED_OPTIONS = {
    "solver",
    "loss",
    "standardize",
    "min_count",
    "split",
}  # of all paths, which cross one surface of the loss


def wish_of(features: Sequence[str], settings: Sequence[str], training: Mapping[str, Any]) -> "Wish | None":
    """The trajectory to draw; None where no features are given.

    settings: how other trainings differ, whose ways are compared: "sgd+batch-size=1". training: the values of the
    options of the training, by name. Raise OptionError where there is no such picture or setting.
    """
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
    others = tuple((label_of(setting), recipe_with(training, setting)) for setting in settings)
    return Wish((features[0], features[1]), others, training.get("optimizer") or DEFAULT_OPTIMIZER)


def label_of(setting: str) -> str:
    """ "sgd+batch-size=1" → "sgd, batch size 1"."""
    return re.sub(r"\+(?=[a-z])", ", ", setting).replace("-", " ").replace("=", " ")


def recipe_with(training: Mapping[str, Any], setting: str) -> Recipe:
    """The recipe of the training with a setting changed, without parameters that the new optimizer does not have."""
    changes = dict(parse_word(word) for word in re.split(r"\+(?=[a-z])", setting))
    new = {**training, **changes}
    idle = usable({name: [value] for name, value in training.items()}) - usable({name: [v] for name, v in new.items()})
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
