"""The error over one option that was given several times, and where the model over- and underfits."""

from collections.abc import Iterator, Sequence
from typing import Any

from lrcli.jobs.crossval import CrossValidation
from lrcli.report.terminal.colours import coloured_plot
from lrcli.report.terminal.pictures.error_curves import error_plot
from lrcli.report.words.validation_curve import settings, validation_verdict
from lrcli.text import short


def validation_curve(result: CrossValidation, names: Sequence[str], width: int, *, pictures: bool) -> Iterator[Any]:
    """The picture and a sentence, where the candidates differ in one number. names: the options that differ."""
    curve = settings(result, names)
    if len(curve) < 2:
        return
    if pictures:
        option = names[0].replace("_", " ")
        yield coloured_plot(f"RMSE against {option} (evenly spaced), training ⠒ validation •")
        positions = [float(k) for k in range(len(curve))]
        train = [candidate.train.mean for _, candidate in curve]
        validation = [candidate.validation.mean for _, candidate in curve]
        yield error_plot("", positions, [short(float(value)) for value, _ in curve], train, validation, width)
    yield validation_verdict(result, names[0])
