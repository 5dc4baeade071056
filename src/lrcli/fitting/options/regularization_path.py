"""The options of a regularization path."""

from lrcli.errors import OptionError
from lrcli.options import Declaration, Option, Range

L1_RATIO = Declaration(
    "l1_ratio",
    None,
    Option(
        "With --path: the share of the penalty that is l1; the rest is weight decay",
        "SHARE",
        Range(0, 1, includes_low=False, includes_high=True),
        default_text="1",
    ),
)


def ratio_of(path: bool, l1_ratio: float | None, *, candidates: int, trains: bool) -> float | None:
    """The share of the penalty that is l1; None where no path is asked for.

    candidates: of the grid. trains: whether something is asked for that needs a training. Raise OptionError where an
    option asks for more than a path is.
    """
    if not path:
        if l1_ratio is not None:
            raise OptionError("l1_ratio", "has an effect with --path alone")
        return None
    if candidates > 1 or trains:
        raise OptionError("path", "trains nothing; leave the grid, the final model and what is told of trainings out")
    L1_RATIO.check(l1_ratio)
    return 1.0 if l1_ratio is None else float(l1_ratio)
