"""The columns that a model needs, as options of `lrcli predict`."""

import re
from collections import Counter

from lrcli.cli.options.cluster import CLUSTER
from lrcli.cli.options.parameters import flags_of
from lrcli.cli.options.prediction import PREDICTION
from lrcli.cli.options.reading import LAYOUT, NOTATION
from lrcli.model.features import Input
from lrcli.model.linear import Model
from lrcli.text import shell_word


def reserved() -> set[str]:
    """The flags that mean something else: of predict, and of how numbers are written."""
    options = (*PREDICTION, CLUSTER, *LAYOUT, *NOTATION)
    return {"--help", *(word for option in options for flags in flags_of(option) for word in flags.split("/"))}


def column_flags(model: Model) -> dict[str, list[str]]:
    """Each column's flags: its name, and its words in small letters with dashes; none where these have another meaning.

    All names come before any other spelling: of the columns Year and year, --year is year, and Year has --Year alone.
    Next are columns whose name is no option. A spelling that two columns share belongs to neither.
    """
    in_use = reserved()
    names = {column.name: [word] if (word := exact_flag(column.name)) not in in_use else [] for column in model.inputs}
    in_use |= {word for words in names.values() for word in words}
    for nameless in (True, False):
        sharing = Counter(dashed_flag(name) for name, words in names.items() if nameless is not bool(words))
        for name, words in names.items():
            word = dashed_flag(name)
            if nameless is not bool(words) and word not in in_use and sharing[word] == 1:
                words.append(word)
        in_use |= {word for words in names.values() for word in words}
    return names


def exact_flag(name: str) -> str:
    """The name as it stands in the table, where a shell takes it as one word; else --help, which is no column."""
    return f"--{name}" if re.fullmatch(r"\w[\w.-]*", name) else "--help"


def dashed_flag(name: str) -> str:
    """The name's words in small letters with dashes, engineSize → --engine-size; --help of a name without words."""
    words = re.sub(r"(?<=[a-z\d])(?=[A-Z])", "-", name)
    word = re.sub(r"[\W_]+", "-", words).strip("-").lower()
    return f"--{word}" if word else "--help"


def column_spelling(model: Model, name: str) -> str:
    """How the command line gives a column its value: --age, or --set 'a b'=…."""
    words = column_flags(model)[name]
    return words[-1] if words else f"--set {shell_word(name)}=…"


def feature_list(model: Model) -> str:
    """All columns as the command line spells them, for a message."""
    return ", ".join(column_spelling(model, column.name) for column in model.inputs) or "none"


def example(model: Model, path: str) -> str:
    """The command that predicts an average case."""
    line = [questions(path)]
    if len(model.inputs) > 4:
        return " ".join([*line, "DATA"])
    for column in model.inputs:
        words = column_flags(model)[column.name]
        value = _usual(column)
        setting = f"--set {shell_word(f'{column.name}={value}')}"
        line.append(f"{words[-1]} {shell_word(value)}" if words else setting)
    return " ".join(line)


def questions(path: str) -> str:
    """The command that asks for each feature."""
    return "lrcli predict" + (f" -m {shell_word(path)}" if path != "model.json" else "")


def _usual(column: Input) -> str:
    """Two digits of the mean, or the first category."""
    if column.levels is not None:
        return next(iter(column.levels), "")
    two_digits = float(f"{column.usual:.2g}")
    return column.text(two_digits if column.low <= two_digits <= column.high else column.usual)
