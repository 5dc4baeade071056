"""`--inference` of lrcli train: how sure the weights are."""

from collections.abc import Mapping
from typing import Any

from lrcli.cli.options.parameters import command_option
from lrcli.fitting.options.confidence import CONFIDENCE, confidence_of

INFERENCE = [
    command_option(
        "inference",
        False,
        "Show how sure the weights are: standard errors, t, p, intervals, R², F, AIC and BIC of the analytic solution",
        group="Training",
    ),
    CONFIDENCE,
]


def confidence(options: Mapping[str, Any]) -> float | None:
    """In how many of 100 samples an interval holds, None where none is asked for."""
    return confidence_of(options["inference"], options["confidence"])
