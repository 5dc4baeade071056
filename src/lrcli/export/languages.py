"""The languages that a model can be exported to."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import PurePath
from typing import NamedTuple

from lrcli.errors import OptionError
from lrcli.export.dialects import DIALECTS
from lrcli.export.formula import Formula, formula_of
from lrcli.model.linear import Model


class Destination(NamedTuple):
    """One language. module: has the function `source`, and is imported only where the language is asked for."""

    module: str
    reads_texts: bool  # whether what a cell may hold can be given as it is, or numbers and days have to be numbers
    is_binary: bool = False
    finds_spellings: bool = True  # whether a level is found in another case and with other blanks


LANGUAGES: Mapping[str, Destination] = {
    "python": Destination("python", reads_texts=True),
    "javascript": Destination("javascript", reads_texts=True),
    "c": Destination("c", reads_texts=False),
    "sql": Destination("sql", reads_texts=True),
    "excel": Destination("workbook", reads_texts=True, is_binary=True),
    "onnx": Destination("onnx_graph", reads_texts=False, is_binary=True, finds_spellings=False),
    "pytorch": Destination("pytorch", reads_texts=True),
}


class Export(NamedTuple):
    """What is written, and what a person should know of it."""

    content: bytes
    is_binary: bool
    remarks: list[str]


def export(
    model: Model,
    to: str,
    *,
    target: str | None = None,
    dialect: str | None = None,
    table: str | None = None,
    interval: float | None = None,
) -> Export:
    """A model as a program, a query or a workbook.

    target: the one to predict, of a model with several. dialect: of SQL; table: that the query reads, by default what
    the training's file is called; interval: of 100 new cases, how many the range holds that is computed as well.
    Raises OptionError where an option has no meaning, ModelError where the model's residuals are too few for the range.
    """
    if to not in LANGUAGES:
        raise OptionError("to", f"{to!r} is none of {', '.join(LANGUAGES)}")
    for name, value in (("dialect", dialect), ("table", table)):
        if value is not None and to != "sql":
            raise OptionError(name, f"is for SQL alone, and the language is {to}; leave it out")
    if target is not None:
        model = model.of_target(target)
    elif model.others:
        names = ", ".join(model.target_names)
        raise OptionError("target", f"is missing: an export predicts one target, and those of this model are {names}")
    formula = formula_of(model, interval)
    language = LANGUAGES[to]
    write: Callable[..., str | bytes] = import_module(f"lrcli.export.{language.module}").source
    if to == "sql":
        spoken = DIALECTS.get(dialect or "postgres")
        if spoken is None:
            raise OptionError("dialect", f"{dialect!r} is none of {', '.join(DIALECTS)}")
        content = write(formula, spoken, table or _usual_table(model))
        reads_texts = spoken.expressions is not None
    else:
        content = write(formula)
        reads_texts = language.reads_texts
    remarks = [] if reads_texts else _numbers_wanted(formula)
    if not language.finds_spellings and (texts := [cell.name for cell in formula.cells if cell.is_text]):
        remarks.append(f"finds a level only as the training spelled it: {', '.join(texts)}")
    return Export(content if isinstance(content, bytes) else content.encode(), language.is_binary, remarks)


def _usual_table(model: Model) -> str:
    """The name of the training's first file without its endings."""
    return PurePath(model.data.files[0].name).name.partition(".")[0] if model.data.files else "data"


def _numbers_wanted(formula: Formula) -> list[str]:
    """What is said of columns whose cells a program of this language does not read."""
    columns = [f"{cell.name}, a {cell.meaning}" for cell in formula.cells if not cell.is_text and not cell.is_plain]
    return (
        [f"takes numbers where the table has them with units, marks or as dates: {'; '.join(columns)}"]
        if columns
        else []
    )
