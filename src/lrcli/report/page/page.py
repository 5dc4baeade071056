"""The report: one HTML file that holds all it needs and fetches nothing."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple

from lrcli.fitting.inference import Inference
from lrcli.fitting.influence import Influence
from lrcli.fitting.replay import MOST_NUMBERS, MOST_WEIGHTS, Replay
from lrcli.jobs.evaluator import Evaluation
from lrcli.jobs.judgement.lasting_reasons import verdict_of_doubts
from lrcli.jobs.judgement.verdict import Verdict
from lrcli.jobs.measurement.prediction_diagnostics import Diagnostics, DiagnosticsGatherer
from lrcli.jobs.train import TrainingResult
from lrcli.model.linear import Model
from lrcli.report.page.blocks import html_section, part_of_target
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


class TargetReport(NamedTuple):
    """What a report shows of one target."""

    model: Model
    diagnostics: Diagnostics
    verdict: Verdict
    inference: Inference | None = None
    influence: Influence | None = None
    replay: Replay | None = None


def report_of_training(trained: TrainingResult) -> str:
    """The report of a training for which diagnostics were asked for."""
    return report_page(
        [
            TargetReport(each.model, each.diagnostics, each.verdict, each.inference, replay=each.replay)
            for each in trained.each
            if each.diagnostics
        ]
    )


def report_of_evaluation(
    model: Model, evaluations: Mapping[str, Evaluation], gatherers: Mapping[str, DiagnosticsGatherer]
) -> str:
    """The report of an evaluation. evaluations, gatherers: by target."""
    reports = []
    for each in model.each:
        evaluation = evaluations[each.target.name]
        scores = {"model": evaluation.model, "always the mean": evaluation.baseline}
        diagnostics = gatherers[each.target.name].diagnostics(scores)
        reports.append(TargetReport(each, diagnostics, evaluation.verdict, influence=evaluation.influence))
    return report_page(reports)


def report_page(reports: Sequence[TargetReport]) -> str:
    """All that is known of a model, the verdict first; and where a page can, its training to be done again.

    Of several targets there is one calculator, and a part with the rest of each.
    """
    first, *others = reports
    model, several = first.model.with_others([other.model for other in others]), len(reports) > 1
    replays = {each.model.target.name: each.replay for each in reports if each.replay}
    parts = [
        part_of_target(k, each.model, (score_section(each.model, each.diagnostics), *_own_sections(each)))
        for k, each in enumerate(reports, 1)
    ]
    sections = (
        header_section(model, first.diagnostics),
        *(verdict_section(each.verdict, each.model.target.name if several else None) for each in reports),
        None if several else score_section(model, first.diagnostics),
        calculator_section(model, first.diagnostics.columns),
        *(parts if several else _own_sections(first)),
        html_section("Watch it learn", watch_block(replays), name="watch-it", lead=SAME_STEPS) if replays else None,
        data_section(model, [each.diagnostics for each in reports]),
        footer_section(model),
    )
    return _page(model, sections, [*replays.values()])


def _own_sections(report: TargetReport) -> tuple[Markup | None, ...]:
    """What is said of one target below the calculator."""
    model, diagnostics, _, inference, influence, _ = report
    return (
        weight_section(model),
        inference_section(inference) if inference else None,
        fit_section(model, diagnostics),
        influence_section(influence) if influence else None,
        error_section(model, diagnostics),
        training_section(model),
    )


def calculator_page(model: Model) -> str:
    """A page of the calculator, the weights and the training: what a model tells of itself."""
    heading = tag(
        "header",
        tag("p", "A linear model", class_="eyebrow"),
        tag("h1", " and ".join(model.target_names)),
        tag("p", f"learned from {model.metrics.train.rows_in_words} rows", class_="lead"),
    )
    own = [(weight_section(each), training_section(each)) for each in model.each]
    verdicts = {each.target.name: verdict_of_doubts(each) for each in model.each}
    doubts = [verdict_section(each, name if model.others else None) for name, each in verdicts.items() if each]
    parts = [part_of_target(k, *pair) for k, pair in enumerate(zip(model.each, own, strict=True), 1)]
    below = parts if model.others else own[0]
    return _page(model, (heading, *doubts, calculator_section(model, ()), *below, footer_section(model)))


def watch_page(model: Model, replays: Sequence[Replay | None]) -> str:
    """A page that does the training again in the browser; where that would take too many weights, its curves alone.

    replays: of each target of the model.
    """
    by_target = dict(zip(model.target_names, replays, strict=True))
    present = {name: replay for name, replay in by_target.items() if replay}
    lead = SAME_STEPS
    if not present:
        lead = (
            "This training has too many weights or minibatches for a page to do it again: at most "
            f"{MOST_WEIGHTS} weights, and {MOST_NUMBERS:,} numbers in all. Fewer columns, by --features, make it so. "
            "These are its curves."
        )
    names = (each.learned_name if each.target.log else each.target.name for each in model.each)
    heading = tag(
        "header",
        tag("p", "Watch it learn", class_="eyebrow"),
        tag("h1", " and ".join(names)),
        tag("p", lead, class_="lead"),
    )
    if not present:
        curves = [training_section(each) for each in model.each]
        parts = [
            part_of_target(k, each, (curve,)) for k, (each, curve) in enumerate(zip(model.each, curves, strict=True), 1)
        ]
        return _file(model, (heading, *(parts if model.others else curves), footer_section(model)), {}, ())
    sections = heading, tag("section", watch_block(present), aria_label="The training"), footer_section(model)
    return _file(model, sections, {"replay": [*map(replay_data, present.values())]}, WATCH_SCRIPTS)


def _page(model: Model, sections: Sequence[Markup | None], replays: Sequence[Replay] = ()) -> str:
    """The sections, with the model and the training to be done again as JSON, and the scripts that read them."""
    data = {"model": calculation(model)} | ({"replay": [*map(replay_data, replays)]} if replays else {})
    return _file(model, sections, data, ("calculator.js", *(WATCH_SCRIPTS if replays else ())))


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
        tag("title", f"{' and '.join(model.target_names)}: a linear model"),
        tag("style", style),
    )
    documents = [tag("script", script_json(each), type="application/json", id=name) for name, each in data.items()]
    body = tag("body", tag("main", *sections), *documents, tag("script", script) if script else None)
    return join(Markup("<!doctype html>\n"), tag("html", head, body, lang="en")) + "\n"


def _asset(name: str) -> Markup:
    return Markup(files("lrcli.report.page").joinpath("assets", name).read_text(encoding="utf-8"))


def _hash(content: str) -> str:
    """The hash by which a content security policy allows this style or script, and no other."""
    return f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
