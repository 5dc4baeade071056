"""`--trajectory` of lrcli train: two features, and the settings whose paths are compared."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lrcli.cli.options.parameters import command_option, subset
from lrcli.fitting.options.trajectory import wish_of
from lrcli.fitting.recipe import all_options

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


def trajectory_wish(options: Mapping[str, Any]) -> "Wish | None":
    """The trajectory to draw, from the values of TRAJECTORY and TRAINING; None where there is none."""
    return wish_of(options["trajectory"], options["trajectory_with"], subset(all_options(), options))
