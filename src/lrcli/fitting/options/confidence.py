"""The confidence of the intervals of weights, as --inference and --confidence ask for it."""

from lrcli.errors import OptionError
from lrcli.options import Declaration, Option, Range

USUAL_CONFIDENCE = 95.0  # percent, as in most publications
CONFIDENCE = Declaration(
    "confidence",
    None,
    Option(
        "In how many of 100 samples an interval of --inference holds the weight",
        "PERCENT",
        Range(0, 100, includes_low=False),
        default_text=f"{USUAL_CONFIDENCE:g}",
        group="Training",
    ),
)


def confidence_of(inference: bool, confidence: float | None) -> float | None:
    """In how many of 100 samples an interval holds, None where none is asked for. Raise OptionError where it cannot."""
    if not inference:
        if confidence is not None:
            raise OptionError("confidence", "needs --inference, whose intervals it is for")
        return None
    CONFIDENCE.check(confidence)
    return USUAL_CONFIDENCE if confidence is None else float(confidence)
