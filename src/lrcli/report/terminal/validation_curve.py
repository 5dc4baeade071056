"""The error over one option that was given several times, and where the model over- and underfits."""

from collections.abc import Iterator, Sequence
from typing import Any

from lrcli.jobs.crossval import CrossValidation
from lrcli.report.terminal.error_curves import picture
from lrcli.report.words.validation_curve import settings, verdict
from lrcli.text import short


def validation_curve(result: CrossValidation, names: Sequence[str], width: int, *, pictures: bool) -> Iterator[Any]:
    """The picture and a sentence, where one number differs."""
    found = settings(result, names)
    if len(found) < 2:
        return
    if pictures:
        spoken = names[0].replace("_", " ")
        yield f"RMSE against {spoken} (evenly spaced), training ⠒ validation •"
        places = [float(k) for k in range(len(found))]
        train, validation = ([getattr(c, of).mean for _, c in found] for of in ("train", "validation"))
        yield picture(places, [short(float(value)) for value, _ in found], train, validation, width)
    yield verdict(result, names[0])
