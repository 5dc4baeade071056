"""The questions that `lrcli predict` asks on a terminal: one for each column, until the answer is a value."""

import sys
from collections.abc import Iterable
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


def ask(model: Model) -> dict[str, str]:
    """The text of each column's value."""
    return {column.name: _answer(model, column) for column in model.inputs}


def _answer(model: Model, column: Input) -> str:
    """The first answer that is a value. A text that training did not see has to be given twice."""
    question = plain(f"{column.name} ({column.span}): ")
    levels = [level for level in column.levels or () if level != OTHER]
    doubted = None
    while True:
        with completing(levels):
            text = _typed(question)
        try:
            value = read_value(model, column, text).value
        except OptionError as error:
            print(plain(str(error)), file=sys.stderr)
            continue
        if column.levels is None or value is None or value in levels or text == doubted:
            return text
        doubted = text
        like = nearest(str(value), levels)
        advice = f"did you mean {like!r}? Else answer so again" if like else "answer so again if it is meant"
        print(plain(f"{column.name} {text!r} was {column.unseen}; {advice}"), file=sys.stderr)


# The question goes through readline, which draws the line anew from its left edge when Tab changes what is typed, and
# must know what stands before it. It writes to standard output; where that is a file, the question must not go there.
def _typed(question: str) -> str:
    """What a person types after the question."""
    if not sys.stdout.isatty():
        answer: str = typer.prompt(question, prompt_suffix="", default="", show_default=False, err=True)
        return answer
    try:
        return input(question)
    except (KeyboardInterrupt, EOFError):
        print()  # so that what is said of it has a line of its own
        raise typer.Abort from None


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
