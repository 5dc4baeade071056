"""A model's features as options of `lrcli predict`."""

import re

from lrcli.model import Categorical, Feature, Model, Numeric
from lrcli.report.text import short, typed

RESERVED = {
    "--model-file", "--set", "--output", "--json", "--quiet", "--help", "--delimiter", "--quote", "--no-header",
    "--skip-lines", "--comment", "--encoding", "--missing-values", "--decimal", "--thousands", "--day-first",
    "--month-first",
}  # fmt: skip
SHOWN_LEVELS = 6


def flags(model: Model) -> dict[str, list[str]]:
    """Each feature's options: its name, and its words in small letters with dashes; none where another has them."""
    names: dict[str, list[str]] = {}
    taken = set(RESERVED)
    for feature in model.features:
        words = re.sub(r"(?<=[a-z\d])(?=[A-Z])", "-", feature.name)
        dashed = "--" + re.sub(r"[\W_]+", "-", words).strip("-").lower()
        exact = ["--" + feature.name] if re.fullmatch(r"\w[\w.-]*", feature.name) else []
        own = [flag for flag in dict.fromkeys([*exact, dashed]) if flag not in taken and flag != "--"]
        taken.update(own)
        names[feature.name] = own
    return names


def spelled(model: Model, name: str) -> str:
    """How a feature is given on the command line."""
    own = flags(model)[name]
    return own[-1] if own else f"--set {typed(name)}=…"


def listed(model: Model) -> str:
    """All features as they are given, for a message."""
    return ", ".join(spelled(model, feature.name) for feature in model.features) or "none"


def span(feature: Feature) -> str:
    """The values seen in training."""
    if isinstance(feature, Numeric):
        return f"{short(feature.min)} to {short(feature.max)}"
    levels = list(feature.weights)
    more = f", … ({len(levels):,} in all)" if len(levels) > SHOWN_LEVELS else ""
    return ", ".join(levels[:SHOWN_LEVELS]) + more


def example(model: Model, path: str) -> str:
    """The prediction of an average case, as one would type it."""
    words = ["lrcli predict"] + (["-m", typed(path)] if path != "model.json" else [])
    if len(model.features) > 4:
        return " ".join([*words, "DATA"])
    for feature in model.features:
        own = flags(model)[feature.name]
        value = typed(_average(feature))
        words.append(f"{own[-1]} {value}" if own else f"--set {typed(f'{feature.name}={_average(feature)}')}")
    return " ".join(words)


def _average(feature: Feature) -> str:
    """Two digits of the mean, or the first category."""
    if isinstance(feature, Categorical):
        return next(iter(feature.weights), "")
    return f"{float(f'{feature.mean:.2g}'):g}"
