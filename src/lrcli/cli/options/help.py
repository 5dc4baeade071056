"""The help pages: `--help` has every option under its heading, `-h` the dozen that matter.

They are written here and not by typer: it would import rich's Markdown, which takes longer than everything else, and it
gives the flags of a group one column, as wide as the longest.
"""

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lrcli.report.terminal.colours import coloured
from lrcli.text import plain

WIDEST = 100  # columns, beyond which lines are tiring
FLAGS_WIDTH = 26  # columns; longer flags have a line of their own


@dataclass(frozen=True)
class Entry:
    """An option, an argument or a command, and its help."""

    flags: str
    help: str


Group = tuple[str, Sequence[Entry]]  # a heading and what stands under it


def help_page(usage: str, about: str, groups: Iterable[Group], examples: Sequence[str], closing: str = "") -> str:
    """One page, as wide as the terminal."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    return "\n".join(lines(usage, about, groups, examples, closing, width)) + "\n"


def lines(
    usage: str, about: str, groups: Iterable[Group], examples: Sequence[str], closing: str, width: int
) -> Iterator[str]:
    yield f"{heading('Usage:')} {usage}"
    for paragraph in filter(None, [*about.split("\n\n")]):
        yield ""
        yield from wrapped(paragraph, width)
    for title, entries in groups:
        if entries:
            yield ""
            yield from (heading(line) for line in wrapped(f"{title}:", width))
            for entry in entries:
                yield from entry_lines(entry, width)
    if examples:
        yield ""
        yield heading("Examples:" if len(examples) > 1 else "Example:")
        yield from (f"  {example}" for example in examples)
    if closing:
        yield ""
        yield from wrapped(closing, width)


def entry_lines(entry: Entry, width: int) -> Iterator[str]:
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
