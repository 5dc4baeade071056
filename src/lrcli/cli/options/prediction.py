"""The options of `lrcli predict` beside the columns of a model."""

from lrcli.cli.options.common import MODEL_FILE, VOICE
from lrcli.cli.options.parameters import command_option
from lrcli.options import Range

COVERAGE_RANGE = Range(0, 100, includes_low=False)
COVERAGE = command_option(
    "interval",
    None,
    "Also count how often ranges for so many of 100 new cases, as 90, hold the truth, overall and by prediction",
    "PERCENT",
    limits=COVERAGE_RANGE,
)
INTERVAL = command_option(
    "interval",
    None,
    "Also a range that holds in so many of 100 new cases, as 90",
    "PERCENT",
    limits=COVERAGE_RANGE,
    common=True,
)
PREDICTION = [
    MODEL_FILE,
    command_option(
        "settings",
        None,
        "A feature by its column name, for any name",
        "NAME=VALUE",
        several=True,
        flags=("--set",),
        common=True,
    ),
    command_option(
        "output",
        None,
        "Where to write the rows; a name that ends with / is a new folder with a file of the same name for each of "
        "DATA, or several for a text of 64 MB or more",
        "FILE",
        default_text="standard output",
        flags=("-o", "--output"),
        common=True,
    ),
    INTERVAL,
    command_option(
        "mean",
        False,
        "Also the mean, where the target's logarithm was learned: the prediction is the median of such rows",
    ),
    command_option(
        "explain",
        False,
        "Also explain it: the average, and what each feature adds to it or multiplies it by",
        common=True,
    ),
    *VOICE,
]
