"""How sure the interval of a weight is. Apart from inference.py, for the command line asks without NumPy."""

from lrcli.options import Declaration, Option, Range

USUAL_CONFIDENCE = 95.0
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
