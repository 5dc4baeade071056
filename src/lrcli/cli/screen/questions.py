"""The questions that `lrcli predict` asks on a terminal: one for each column, until the answer is a value."""

import sys
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from lrcli.errors import OptionError
from lrcli.jobs.case import read_value
from lrcli.model.features import OTHER, Input
from lrcli.model.linear import Model
from lrcli.notation.entry import folded, nearest
from lrcli.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator


def ask(model: Model, spelling: Callable[[str], str]) -> dict[str, str]:
    """The text of each column's value. spelling: how a message names a column."""
    return {column.name: _answer(model, column, spelling) for column in model.inputs}


def _answer(model: Model, column: Input, spelling: Callable[[str], str]) -> str:
    """The first answer that is a value. A level that is nearly one of the training's has to be given twice."""
    question = plain(f"{column.name} ({column.span})")
    levels = [level for level in column.levels or () if level != OTHER]
    doubted = None
    while True:
        with completing(levels):
            text: str = typer.prompt(question, default="", show_default=False, err=True)
        try:
            value = read_value(model, column, text, spelling).value
        except OptionError as error:
            print(plain(str(error)), file=sys.stderr)
            continue
        like = nearest(str(value), levels) if levels and value is not None and value not in levels else None
        if like is None or text == doubted:
            return text
        doubted = text
        print(plain(f"{text!r} was not seen in training; did you mean {like!r}?"), file=sys.stderr)


@contextmanager
def completing(words: Iterable[str]) -> "Iterator[None]":
    """Let Tab complete what is typed to one of the words, in any case, where the system can."""
    try:
        import readline
    except ImportError:  # as on Windows
        yield
        return
    words = list(words)

    def complete(start: str, state: int) -> str | None:
        matches = [word for word in words if folded(word).startswith(folded(start))]
        return matches[state] if state < len(matches) else None

    before, delimiters = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(complete)
    readline.set_completer_delims("")  # a level may have blanks, so the whole line is completed
    editline = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if editline else "tab: complete")
    try:
        yield
    finally:
        readline.set_completer(before)
        readline.set_completer_delims(delimiters)
