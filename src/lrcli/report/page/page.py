"""The report: one HTML file that holds all it needs and fetches nothing."""

import hashlib
from base64 import b64encode
from importlib.resources import files

from lrcli.jobs.diagnostics import Diagnostics
from lrcli.jobs.verdict import Verdict
from lrcli.model.linear import Model
from lrcli.report.page.calculator import calculation
from lrcli.report.page.markup import Markup, join, script_json, tag
from lrcli.report.page.sections import (
    calculator,
    columns,
    fit,
    footer,
    furthest,
    header,
    judgement,
    key_figures,
    learned,
    training,
)


def page(model: Model, shown: Diagnostics, verdict: Verdict) -> str:
    """The whole file."""
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
    main = tag(
        "main",
        header(model, shown),
        judgement(verdict),
        key_figures(model, shown),
        calculator(model, shown),
        learned(model),
        fit(model, shown),
        furthest(model, shown),
        training(model),
        columns(model, shown),
        footer(model),
    )
    data = tag("script", script_json(calculation(model)), type="application/json", id="model")
    body = tag("body", main, data, tag("script", script))
    return join(Markup("<!doctype html>\n"), tag("html", head, body, lang="en")) + "\n"


def _asset(name: str) -> Markup:
    return Markup(files("lrcli.report.page").joinpath("assets", name).read_text(encoding="utf-8"))


def _hash(content: str) -> str:
    """What a policy calls the only style or script that it allows."""
    return f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
