"""`--trajectory` of lrcli train: two features, and the other trainings whose ways are compared."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lrcli.cli.options.parameters import chosen, own
from lrcli.errors import OptionError
from lrcli.fitting.recipe import DEFAULT_OPTIMIZER, Recipe, all_options, usable

if TYPE_CHECKING:
    from lrcli.fitting.trajectory import Wish

_GROUP = "Pictures"
TRAJECTORY = [
    own(
        "trajectory",
        (),
        "Draw the loss over the weights of two features, all other weights at their best, and the way across; "
        "--figure draws it too",
        "A,B",
        group=_GROUP,
    ),
    own(
        "trajectory_with",
        (),
        "Compare with other ways: sgd,momentum, or weight-decay=0.1, or sgd+batch-size=1",
        "SETTING,…",
        group=_GROUP,
    ),
]
MOST = 7  # other ways that can be told apart
FIXED = {"solver", "standardize", "min_count", "split"}  # what all ways must share to cross the same loss


def wish(options: Mapping[str, Any]) -> "Wish | None":
    """What is to be drawn, from the values of TRAJECTORY and TRAINING."""
    features, settings = options["trajectory"], options["trajectory_with"]
    if not features:
        if settings:
            raise OptionError("trajectory_with", "needs --trajectory A,B, the two features")
        return None
    from lrcli.fitting.trajectory import Wish

    if len(features) != 2:
        raise OptionError("trajectory", f"{','.join(features)!r} is not two features, like mileage,age")
    if len(settings) > MOST:
        raise OptionError("trajectory_with", f"{len(settings)} settings: more than {MOST} ways hide one another")
    others = tuple((spoken(setting), changed(options, setting)) for setting in settings)
    return Wish((features[0], features[1]), others, options["optimizer"] or DEFAULT_OPTIMIZER)


def spoken(setting: str) -> str:
    """ "sgd+batch-size=1" → "sgd, batch size 1"."""
    return re.sub(r"\+(?=[a-z])", ", ", setting).replace("-", " ").replace("=", " ")


def changed(options: Mapping[str, Any], setting: str) -> Recipe:
    """The training's recipe but for what a setting says; a parameter that the new rule has no use for is left out."""
    given = dict(pair(word) for word in re.split(r"\+(?=[a-z])", setting))
    now = chosen(all_options(), options)
    new = now | given
    idle = usable({name: [value] for name, value in now.items()}) - usable({name: [v] for name, v in new.items()})
    return Recipe.of(**{name: value for name, value in new.items() if name not in idle - given.keys()})


def pair(word: str) -> tuple[str, Any]:
    """ "momentum" → optimizer, "weight-decay=0.1" → a number."""
    if "=" not in word:
        return "optimizer", word
    name, _, text = word.partition("=")
    known = {option: each for option, each in all_options().items() if option not in FIXED}
    each = known.get(name.replace("-", "_"))
    if each is None:
        names = ", ".join(option.replace("_", "-") for option in known)
        raise OptionError("trajectory_with", f"{word!r}: {name} is none of {names}")
    try:
        return each.name, each.read(text)
    except OptionError as error:
        raise OptionError("trajectory_with", f"{word!r}: {error.problem}") from None
