"""The columns that a model needs, as options of `lrcli predict`."""

import re
from collections import Counter

from lrcli.cli.options.parameters import flags_of
from lrcli.cli.options.prediction import PREDICTION
from lrcli.cli.options.reading import LAYOUT, NOTATION
from lrcli.model.features import Input
from lrcli.model.linear import Model
from lrcli.text import shell_word


def reserved() -> set[str]:
    """The flags that mean something else: those of predict, and of how numbers are written."""
    known = (*PREDICTION, *LAYOUT, *NOTATION)
    return {"--help", *(word for each in known for flags in flags_of(each) for word in flags.split("/"))}


def flags(model: Model) -> dict[str, list[str]]:
    """Each column's options: its name, and its words in small letters with dashes; none where another has them.

    All names come before any other spelling: of the columns Year and year, --year is year, and Year has --Year alone.
    Next are columns whose name is no option. A spelling that two of them share is neither's, rather than the first's.
    """
    taken = reserved()
    names = {column.name: [word] if (word := exact(column.name)) not in taken else [] for column in model.inputs}
    taken |= {word for own in names.values() for word in own}
    for nameless in (True, False):
        spelled_so = Counter(dashed(name) for name, own in names.items() if nameless is not bool(own))
        for name, own in names.items():
            word = dashed(name)
            if nameless is not bool(own) and word not in taken and spelled_so[word] == 1:
                own.append(word)
        taken |= {word for own in names.values() for word in own}
    return names


def exact(name: str) -> str:
    """The name as it stands in the table, where a shell takes it as one word; else --help, which is taken."""
    return f"--{name}" if re.fullmatch(r"\w[\w.-]*", name) else "--help"


def dashed(name: str) -> str:
    """The name's words in small letters with dashes, engineSize → --engine-size; --help of a name without words."""
    words = re.sub(r"(?<=[a-z\d])(?=[A-Z])", "-", name)
    word = re.sub(r"[\W_]+", "-", words).strip("-").lower()
    return f"--{word}" if word else "--help"


def spelled(model: Model, name: str) -> str:
    """How a column is given on the command line."""
    own = flags(model)[name]
    return own[-1] if own else f"--set {shell_word(name)}=…"


def listed(model: Model) -> str:
    """All columns as they are given, for a message."""
    return ", ".join(spelled(model, column.name) for column in model.inputs) or "none"


def example(model: Model, path: str) -> str:
    """The prediction of an average case, as one would type it."""
    words = ["lrcli predict"] + (["-m", shell_word(path)] if path != "model.json" else [])
    if len(model.inputs) > 4:
        return " ".join([*words, "DATA"])
    for column in model.inputs:
        own = flags(model)[column.name]
        words.append(
            f"{own[-1]} {shell_word(_usual(column))}"
            if own
            else f"--set {shell_word(f'{column.name}={_usual(column)}')}"
        )
    return " ".join(words)


def _usual(column: Input) -> str:
    """Two digits of the mean, or the first category."""
    if column.levels is not None:
        return next(iter(column.levels), "")
    two_digits = float(f"{column.usual:.2g}")
    return column.text(two_digits if column.low <= two_digits <= column.high else column.usual)
