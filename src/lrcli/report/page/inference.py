"""The section of a report on how sure the weights are."""

from itertools import groupby

from lrcli.fitting.inference import Inference, WeightEstimate
from lrcli.report.page.blocks import html_section, html_table
from lrcli.report.page.markup import Inside, Markup, join, tag
from lrcli.report.page.sections import EDGE_LEVELS
from lrcli.report.words import inference as words


def inference_section(found: Inference) -> Markup:
    """Errors and intervals of the weights, the fit as a whole, the categories."""
    rows = [row for _, weights in groupby(found.weights, lambda each: each.feature) for row in _rows(list(weights))]
    made = [
        html_table("The weights and their errors", ["feature", *words.heads(found)], rows),
        html_table("The fit as a whole", words.FIT_HEADS, [words.fit_cells(found)], texts=()),
    ]
    if found.categories:
        tests = [words.category_cells(test) for test in found.categories]
        made.append(html_table("The model with each category against the one without", words.CATEGORY_HEADS, tests))
    told = tag("ul", *(tag("li", f"{line[0].upper()}{line[1:]}.") for line in words.notes(found)))
    lead = "What another sample of as many rows might have taught instead."
    return html_section("How sure the weights are", *made, told, name="inference", lead=lead)


def _rows(weights: list[WeightEstimate]) -> list[list[Inside]]:
    ordered = words.from_highest(weights)
    hidden = len(ordered) - 2 * EDGE_LEVELS
    rows: list[list[Inside]] = []
    for place, weight in enumerate(ordered):
        if hidden > 1 and EDGE_LEVELS <= place < EDGE_LEVELS + hidden:
            continue
        more = hidden > 1 and place == EDGE_LEVELS - 1
        between = tag("small", f" … {hidden:,} levels between", class_="quiet") if more else None
        named = tag("span", f"{weight.feature} ", class_="quiet") if weight.level else weight.feature
        rows.append([join(named, weight.level, between), *words.cells(weight)])
    return rows
