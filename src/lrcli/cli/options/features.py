"""The columns that a model needs, as options of `lrcli predict`."""

import re

from lrcli.model.features import Input
from lrcli.model.linear import Model
from lrcli.text import typed

RESERVED = {
    "--model-file", "--set", "--output", "--json", "--quiet", "--help", "--delimiter", "--quote", "--no-header",
    "--skip-lines", "--comment", "--encoding", "--missing-values", "--decimal", "--thousands", "--day-first",
    "--month-first", "--sheet", "--table", "--query", "--member", "--interval", "--explain", "--ascii",
}  # fmt: skip


def flags(model: Model) -> dict[str, list[str]]:
    """Each column's options: its name, and its words in small letters with dashes; none where another has them."""
    names: dict[str, list[str]] = {}
    taken = set(RESERVED)
    for column in model.inputs:
        words = re.sub(r"(?<=[a-z\d])(?=[A-Z])", "-", column.name)
        dashed = "--" + re.sub(r"[\W_]+", "-", words).strip("-").lower()
        exact = ["--" + column.name] if re.fullmatch(r"\w[\w.-]*", column.name) else []
        own = [flag for flag in dict.fromkeys([*exact, dashed]) if flag not in taken and flag != "--"]
        taken.update(own)
        names[column.name] = own
    return names


def spelled(model: Model, name: str) -> str:
    """How a column is given on the command line."""
    own = flags(model)[name]
    return own[-1] if own else f"--set {typed(name)}=…"


def listed(model: Model) -> str:
    """All columns as they are given, for a message."""
    return ", ".join(spelled(model, column.name) for column in model.inputs) or "none"


def example(model: Model, path: str) -> str:
    """The prediction of an average case, as one would type it."""
    words = ["lrcli predict"] + (["-m", typed(path)] if path != "model.json" else [])
    if len(model.inputs) > 4:
        return " ".join([*words, "DATA"])
    for column in model.inputs:
        own = flags(model)[column.name]
        words.append(
            f"{own[-1]} {typed(_usual(column))}" if own else f"--set {typed(f'{column.name}={_usual(column)}')}"
        )
    return " ".join(words)


def _usual(column: Input) -> str:
    """Two digits of the mean, or the first category."""
    if column.levels is not None:
        return next(iter(column.levels), "")
    two_digits = float(f"{column.usual:.2g}")
    return column.text(two_digits if column.low <= two_digits <= column.high else column.usual)
