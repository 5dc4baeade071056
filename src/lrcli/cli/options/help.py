"""The help pages: `--help` has every option under its heading, `-h` the dozen that matter.

They are written here and not by typer: it would import rich's Markdown, which takes longer than everything else, and it
gives the flags of a group one column, as wide as the longest.
"""

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lrcli.report.terminal.colours import coloured
from lrcli.text import plain

WIDEST = 100  # columns of the terminal: longer lines are tiring to read
FLAGS_WIDTH = 26  # columns; longer flags have a line of their own


@dataclass(frozen=True)
class HelpEntry:
    """An option, an argument or a command, and its help."""

    flags: str
    help: str


Group = tuple[str, Sequence[HelpEntry]]  # a heading and what stands under it


@dataclass(frozen=True)
class HelpText:
    """What the help of a command says, before it is laid out."""

    arguments: str  # what follows the name of the command: [OPTIONS] DATA...
    about: str
    groups: Sequence[Group]
    examples: Sequence[str]


def help_page(name: str, text: HelpText, closing: str = "") -> str:
    """One page, as wide as the terminal. name: of the program and its command."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    return "\n".join(lines(name, text, closing, width)) + "\n"


def lines(name: str, text: HelpText, closing: str, width: int) -> Iterator[str]:
    yield f"{heading('Usage:')} {name} {text.arguments}"
    for paragraph in filter(None, text.about.split("\n\n")):
        yield ""
        yield from wrapped(paragraph, width)
    for title, entries in text.groups:
        if entries:
            yield ""
            yield from (heading(line) for line in wrapped(f"{title}:", width))
            for entry in entries:
                yield from entry_lines(entry, width)
    if text.examples:
        yield ""
        yield heading("Examples:" if len(text.examples) > 1 else "Example:")
        yield from (f"  {example}" for example in text.examples)
    if closing:
        yield ""
        yield from wrapped(closing, width)


def entry_lines(entry: HelpEntry, width: int) -> Iterator[str]:
    """The flags, and the help beside them, or below them where they are long."""
    texts = wrapped(plain(entry.help), width - FLAGS_WIDTH - 2) or [""]
    flags = plain(entry.flags)
    beside = len(flags) < FLAGS_WIDTH
    if not beside:
        yield f"  {coloured_flags(flags)}"
    for k, text in enumerate(texts):
        margin = coloured_flags(flags) + " " * (FLAGS_WIDTH - len(flags)) if beside and not k else " " * FLAGS_WIDTH
        yield f"  {margin}{text}".rstrip()


def wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), max(width, 20), break_on_hyphens=False)


def heading(text: str) -> str:
    return coloured(text, "heading", sys.stdout)


def coloured_flags(text: str) -> str:
    return coloured(text, "flag", sys.stdout)
