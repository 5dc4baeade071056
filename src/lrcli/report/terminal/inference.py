"""How sure a training is of its weights, in the terminal."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from lrcli.fitting.inference import Inference, WeightEstimate
from lrcli.report.terminal.tables import UNBROKEN_TEXT, text_table
from lrcli.report.terminal.training import SHOWN_LEVELS
from lrcli.report.words import inference as words
from lrcli.text import plain


def inference_tables(inference: Inference) -> Iterator[Any]:
    """The weights with their errors, the fit as a whole, the categories; then what they are and what they are not."""
    rows = [row for _, group in groupby(inference.weights, lambda each: each.feature) for row in _rows(list(group))]
    yield text_table("how sure the weights are", ["feature", "", *words.estimate_heads(inference)], rows, texts=2)
    yield text_table(None, words.FIT_HEADS, [words.fit_cells(inference)], texts=0)
    if inference.categories:
        tests = [words.category_cells(test) for test in inference.categories]
        yield text_table("the model with each category against the one without", words.CATEGORY_HEADS, tests)
    yield from map(plain, words.notes(inference))


def _rows(weights: list[WeightEstimate]) -> Iterator[list[str]]:
    """The rows of one feature; the highest and the lowest levels where there are many."""
    ordered = words.estimates_from_highest(weights)
    hidden = len(ordered) - SHOWN_LEVELS if len(ordered) > SHOWN_LEVELS + 1 else 0
    half = SHOWN_LEVELS // 2
    ends = [*ordered[:half], None, *ordered[-half:]] if hidden else ordered
    for index, weight in enumerate(ends):
        name = _short(weights[0].feature) if index == 0 else ""
        if weight is None:
            yield [name, f"… {hidden:,} between", *[""] * len(words.estimate_cells(weights[0]))]
        else:
            yield [name, _short(weight.level or ""), *words.estimate_cells(weight)]


def _short(name: str) -> str:
    """A text that fits beside so many numbers."""
    return name if len(name) <= UNBROKEN_TEXT else f"{name[: UNBROKEN_TEXT - 1]}…"
