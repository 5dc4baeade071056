"""The report: one HTML file that holds all it needs and fetches nothing."""

import hashlib
from base64 import b64encode
from importlib.resources import files

from lrcli.fitting.inference import Inference
from lrcli.fitting.influence import Influence
from lrcli.jobs.diagnostics import Diagnostics
from lrcli.jobs.judgement.verdict import Verdict
from lrcli.model.linear import Model
from lrcli.report.page.calculator import calculation
from lrcli.report.page.errors import error_section, fit_section
from lrcli.report.page.inference import inference_section
from lrcli.report.page.influence import influence_section
from lrcli.report.page.markup import Markup, join, script_json, tag
from lrcli.report.page.sections import (
    calculator_section,
    data_section,
    footer_section,
    header_section,
    score_section,
    training_section,
    verdict_section,
)
from lrcli.report.page.weights import weight_section


def report_page(
    model: Model,
    diagnostics: Diagnostics,
    verdict: Verdict,
    inference: Inference | None = None,
    influence: Influence | None = None,
) -> str:
    """All that is known of a model, the verdict first."""
    return _page(
        model,
        header_section(model, diagnostics),
        verdict_section(verdict),
        score_section(model, diagnostics),
        calculator_section(model, diagnostics.columns),
        weight_section(model),
        inference_section(inference) if inference else None,
        fit_section(model, diagnostics),
        influence_section(influence) if influence else None,
        error_section(model, diagnostics),
        training_section(model),
        data_section(model, diagnostics),
        footer_section(model),
    )


def calculator_page(model: Model) -> str:
    """A page of the calculator, the weights and the training: what a model tells of itself."""
    heading = tag(
        "header",
        tag("p", "A linear model", class_="eyebrow"),
        tag("h1", model.target.name),
        tag("p", f"learned from {model.metrics.train.rows_in_words} rows", class_="lead"),
    )
    sections = calculator_section(model, ()), weight_section(model), training_section(model), footer_section(model)
    return _page(model, heading, *sections)


def _page(model: Model, *sections: Markup | None) -> str:
    """The whole file: the sections, the model as JSON, and the script of the calculator."""
    # A hash for the one style and the one script, so that nothing that a table might smuggle in could ever run or load.
    style, script = (_asset(name) for name in ("style.css", "calculator.js"))
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=f"{policy}; form-action 'none'"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{model.target.name}: a linear model"),
        tag("style", style),
    )
    main = tag("main", *sections)
    data = tag("script", script_json(calculation(model)), type="application/json", id="model")
    body = tag("body", main, data, tag("script", script))
    return join(Markup("<!doctype html>\n"), tag("html", head, body, lang="en")) + "\n"


def _asset(name: str) -> Markup:
    return Markup(files("lrcli.report.page").joinpath("assets", name).read_text(encoding="utf-8"))


def _hash(content: str) -> str:
    """The name of a style or script in a content security policy that allows no other."""
    return f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
