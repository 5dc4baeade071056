"""The section of a report on how sure the weights are."""

from itertools import groupby

from lrcli.fitting.inference import Inference, WeightEstimate
from lrcli.report.page.blocks import html_section, html_table
from lrcli.report.page.markup import Inside, Markup, join, tag
from lrcli.report.page.weights import EDGE_LEVELS
from lrcli.report.words import inference as words


def inference_section(inference: Inference) -> Markup:
    """Errors and intervals of the weights, the fit as a whole, and the categories."""
    rows = [row for _, group in groupby(inference.weights, lambda each: each.feature) for row in _rows(list(group))]
    tables = [
        html_table("The weights and their errors", ["feature", *words.estimate_heads(inference)], rows),
        html_table("The fit as a whole", words.FIT_HEADS, [words.fit_cells(inference)], texts=()),
    ]
    if inference.categories:
        tests = [words.category_cells(test) for test in inference.categories]
        tables.append(html_table("The model with each category against the one without", words.CATEGORY_HEADS, tests))
    notes = tag("ul", *(tag("li", f"{line[0].upper()}{line[1:]}.") for line in words.notes(inference)))
    lead = "What another sample of as many rows might have taught instead."
    return html_section("How sure the weights are", *tables, notes, name="inference", lead=lead)


def _rows(weights: list[WeightEstimate]) -> list[list[Inside]]:
    """The rows of one feature; the highest and the lowest levels where there are many."""
    ordered = words.estimates_from_highest(weights)
    hidden = len(ordered) - 2 * EDGE_LEVELS
    rows: list[list[Inside]] = []
    for index, weight in enumerate(ordered):
        if hidden > 1 and EDGE_LEVELS <= index < EDGE_LEVELS + hidden:
            continue
        more = hidden > 1 and index == EDGE_LEVELS - 1
        between = tag("small", f" … {hidden:,} levels between", class_="quiet") if more else None
        name = tag("span", f"{weight.feature} ", class_="quiet") if weight.level else weight.feature
        rows.append([join(name, weight.level, between), *words.estimate_cells(weight)])
    return rows
