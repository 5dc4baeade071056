"""The report: one HTML file that holds all it needs and fetches nothing."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from lrcli.fitting.inference import Inference
from lrcli.fitting.influence import Influence
from lrcli.fitting.replay import MOST_NUMBERS, MOST_WEIGHTS, Replay
from lrcli.jobs.judgement.verdict import Verdict
from lrcli.jobs.measurement.diagnostics import Diagnostics
from lrcli.model.linear import Model
from lrcli.report.page.blocks import html_section
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
from lrcli.report.page.watch import replay_data, watch_block
from lrcli.report.page.weights import weight_section

WATCH_SCRIPTS = ("replay.js", "watch.js")
SAME_STEPS = "It takes the steps that lrcli took, on the same minibatches in the same order. Change them and see."


def report_page(
    model: Model,
    diagnostics: Diagnostics,
    verdict: Verdict,
    inference: Inference | None = None,
    influence: Influence | None = None,
    replay: Replay | None = None,
) -> str:
    """All that is known of a model, the verdict first; and where a page can, its training to be done again."""
    sections = (
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
        html_section("Watch it learn", watch_block(replay), name="watch-it", lead=SAME_STEPS) if replay else None,
        data_section(model, diagnostics),
        footer_section(model),
    )
    return _page(model, sections, replay)


def calculator_page(model: Model) -> str:
    """A page of the calculator, the weights and the training: what a model tells of itself."""
    heading = tag(
        "header",
        tag("p", "A linear model", class_="eyebrow"),
        tag("h1", model.target.name),
        tag("p", f"learned from {model.metrics.train.rows_in_words} rows", class_="lead"),
    )
    sections = calculator_section(model, ()), weight_section(model), training_section(model), footer_section(model)
    return _page(model, (heading, *sections))


def watch_page(model: Model, replay: Replay | None) -> str:
    """A page that does the training again in the browser; where that would take too many weights, its curves alone."""
    lead = SAME_STEPS
    if replay is None:
        lead = (
            "This training has too many weights or minibatches for a page to do it again: at most "
            f"{MOST_WEIGHTS} weights, and {MOST_NUMBERS:,} numbers in all. Fewer columns, by --features, make it so. "
            "These are its curves."
        )
    heading = tag(
        "header",
        tag("p", "Watch it learn", class_="eyebrow"),
        tag("h1", model.learned_name if model.target.log else model.target.name),
        tag("p", lead, class_="lead"),
    )
    if replay is None:
        return _file(model, (heading, training_section(model), footer_section(model)), {}, ())
    sections = heading, tag("section", watch_block(replay), aria_label="The training"), footer_section(model)
    return _file(model, sections, {"replay": replay_data(replay)}, WATCH_SCRIPTS)


def _page(model: Model, sections: Sequence[Markup | None], replay: Replay | None = None) -> str:
    """The sections, with the model and the training to be done again as JSON, and the scripts that read them."""
    data = {"model": calculation(model)} | ({"replay": replay_data(replay)} if replay else {})
    return _file(model, sections, data, ("calculator.js", *(WATCH_SCRIPTS if replay else ())))


def _file(model: Model, sections: Sequence[Markup | None], data: Mapping[str, Any], script_names: Sequence[str]) -> str:
    """The whole file. data: JSON by the id of its element."""
    # A hash for the one style and the one script, so that nothing that a table might smuggle in could ever run or load.
    style_names = ("style.css", "watch.css") if "replay" in data else ("style.css",)
    style, script = (Markup("\n".join(map(_asset, names))) for names in (style_names, script_names))
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
    documents = [tag("script", script_json(each), type="application/json", id=name) for name, each in data.items()]
    body = tag("body", tag("main", *sections), *documents, tag("script", script) if script else None)
    return join(Markup("<!doctype html>\n"), tag("html", head, body, lang="en")) + "\n"


def _asset(name: str) -> Markup:
    return Markup(files("lrcli.report.page").joinpath("assets", name).read_text(encoding="utf-8"))


def _hash(content: str) -> str:
    """The name of a style or script in a content security policy that allows no other."""
    return f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
