"""A result as HTML for a notebook: sections of the report, in a style that reaches nothing else on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from lrcli.jobs.judgement.verdict import Verdict
from lrcli.model.linear import Model
from lrcli.report.page.blocks import html_table
from lrcli.report.page.errors import html_score_table
from lrcli.report.page.markup import Markup, join, tag
from lrcli.report.page.sections import training_section, verdict_section
from lrcli.report.page.weights import weight_section
from lrcli.text import short

if TYPE_CHECKING:
    from pandas import DataFrame

CSS_CLASS = "lrcli"
WITHIN = 3 * f".{CSS_CLASS}"  # three times, to count for more than a notebook's rules for all tables
SELECTORS = re.compile(r"(?<=[{};])([^{};@]+)(?=\{)")
NOT_WITHIN = re.compile(r"/\*.*?\*/|@page\s*\{[^}]*\}", re.DOTALL)
WHOLE_PAGE = {":root", "body"}  # selectors that become the output itself


def training_output(model: Model, verdict: Verdict, remarks: Sequence[str]) -> str:
    """The verdict, the weights, the errors, the loss curve."""
    metrics = model.metrics
    scores = {"training": metrics.train, "validation": metrics.validation, "test": metrics.test}
    present = {name: each for name, each in scores.items() if each} | {"always the mean": metrics.baseline}
    return _output(
        verdict_section(verdict),
        remark_list(remarks),
        weight_section(model),
        html_score_table(model, present),
        training_section(model),
    )


def frame_output(verdict: Verdict | None, remarks: Sequence[str], frames: Mapping[str, DataFrame]) -> str:
    """The verdict, and frames under their titles."""
    tables = [frame_table(title, frame) for title, frame in frames.items() if len(frame)]
    return _output(verdict_section(verdict) if verdict else None, remark_list(remarks), *tables)


def frame_table(title: str, frame: DataFrame) -> Markup:
    """A frame as the tables of the report are."""
    texts = {0, *(1 + k for k, kind in enumerate(frame.dtypes) if kind.kind not in "iuf")}
    rows = [[_cell(index), *map(_cell, row)] for index, row in zip(frame.index, frame.to_numpy(object), strict=True)]
    return html_table(title, ["", *map(str, frame.columns)], rows, texts=texts)


def _cell(value: Any) -> str:
    """A value as the report writes it; a dash for none."""
    if value is None or value != value:
        return "–"
    if isinstance(value, Mapping):
        return ", ".join(f"{text} {_cell(n)}" for text, n in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(_cell, value))
    if isinstance(value, bool | str):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else short(value) if isinstance(value, float) else str(value)


def remark_list(remarks: Sequence[str]) -> Markup | None:
    return tag("ul", *(tag("li", remark) for remark in remarks), class_="quiet") if remarks else None


def _output(*sections: Markup | None) -> str:
    """One element with the style of the report. A notebook may hold several, so no part of it has an identifier."""
    inside = re.sub(r' (id|aria-labelledby)="[^"]*"', "", join(*sections))
    return tag("div", tag("style", Markup(style())), Markup(inside), class_=CSS_CLASS)


def style() -> str:
    """The report's style, each rule for what is within the output; how paper is printed is for the notebook to say."""
    assets = files("lrcli.report.page").joinpath("assets")
    css = "".join(assets.joinpath(name).read_text(encoding="utf-8") for name in ("style.css", "notebook.css"))
    css = NOT_WITHIN.sub("", css)
    return SELECTORS.sub(_within, f";{css}").removeprefix(";")


def _within(selectors: re.Match[str]) -> str:
    """ "h1, body" → ".lrcli h1, .lrcli", the class three times in each."""
    each = (selector.strip() for selector in selectors[1].split(","))
    return ", ".join(WITHIN if selector in WHOLE_PAGE else f"{WITHIN} {selector}" for selector in each) + " "
