"""A result in ten lines of plain text, for a prompt of Python."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from lrcli.jobs.judgement.verdict import Verdict
from lrcli.learning.metrics import METRICS
from lrcli.model.linear import Model
from lrcli.model.record import Scores
from lrcli.report.words.training import bias_text, effects_of, optimality, recipe_in_words, weight_effect
from lrcli.text import count, plain

MOST_LISTED_WEIGHTS = 4  # so that all fits into ten lines
BRIEF_METRICS = [metric for metric in METRICS if metric.name in ("rmse", "mae", "r2")]


def training_lines(model: Model, verdict: Verdict, remarks: Sequence[str]) -> Iterator[str]:
    """A model, its first weights, its errors, how it was learned, and the verdict."""
    rows, target = model.training.rows, plain(model.target.name)
    roles = {"train": rows.train, "validate": rows.validation, "test": rows.test}
    split = ", ".join(f"{n:,} {role}" for role, n in roles.items() if n)
    yield f"{target} by a linear model, learned from {count(model.data.rows, 'row')} ({split})"
    effects = [
        (feature.name if effect.level is None else f"{feature.name} {effect.level}", effect.weight)
        for feature in model.features
        for effect in effects_of(model, feature)
    ]
    lines = [(plain(name), weight_effect(model, weight)) for name, weight in islice(effects, MOST_LISTED_WEIGHTS)]
    lines.insert(0, ("bias", bias_text(model)))
    width, digits = (max(len(row[column]) for row in lines) for column in (0, 1))
    yield from (f"  {name:<{width}}  {effect:>{digits}}" for name, effect in lines)
    if len(effects) > MOST_LISTED_WEIGHTS:
        yield f"  … and {count(len(effects) - MOST_LISTED_WEIGHTS, 'more weight')}, in .weights"
    held_out = model.metrics.test or model.metrics.validation
    yield score_line({"training": model.metrics.train, "held out": held_out})
    yield f"{recipe_in_words(model.training)}; {optimality(model)}"
    yield from judgement_lines(verdict, remarks)


def score_line(scores: Mapping[str, Scores | None]) -> str:
    """ "RMSE training 1167.31, held out 987.689; R² training 0.9534, held out 0.9749"."""
    present = {name: each for name, each in scores.items() if each is not None}
    values = {
        metric.symbol: ", ".join(f"{name} {metric.text(each.value(metric.name))}" for name, each in present.items())
        for metric in BRIEF_METRICS
    }
    return "; ".join(f"{symbol} {texts}" for symbol, texts in values.items())


def judgement_lines(verdict: Verdict, remarks: Sequence[str]) -> Iterator[str]:
    """How many remarks there are, and at the end the verdict with what would mend it."""
    if remarks:
        yield f"{count(len(remarks), 'remark')} on the data and the training, in .remarks"
    remedy = verdict.reasons[0].remedy if verdict.reasons else {}
    options = ", ".join(f"{name}={value!r}" for name, value in remedy.items())
    yield plain(verdict.text) + (f": {options}" if options else "" if verdict.text.endswith(".") else ".")
