"""Where output goes: results to standard output, everything else to standard error."""

import codecs
import os
import shutil
import sys
import textwrap
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO

from lrcli.report.terminal.character_fallback import replacement_of
from lrcli.report.terminal.colours import coloured
from lrcli.text import plain

if TYPE_CHECKING:
    from lrcli.jobs.judgement.verdict import Verdict

USUAL_COLUMNS = 80  # where the output is no terminal
NARROWEST_SCREEN = 30  # columns of a terminal that pictures are drawn for


def make_readable(stream: TextIO, encoding: str | None = None) -> None:
    """Let a stream write the nearest replacement of a character that its encoding lacks. encoding: a new one for it."""

    def replaced(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)
        return replacement_of(error.object[error.start : error.end]), error.end

    codecs.register_error("nearest", replaced)
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding=encoding, errors="nearest")


def escaped(text: str) -> str:
    """JSON with all that is not ASCII as \\u escapes, which every encoding has."""
    import json
    import re

    return re.sub(r"[^\x00-\x7f]", lambda char: json.dumps(char[0])[1:-1], text)


def escape_steering(text: str) -> str:
    """JSON with the characters that steer a terminal, or turn the direction of writing, as \\u escapes.

    JSON itself escapes only those below the blank.
    """
    if text.isascii() and "\x7f" not in text:
        return text
    import re

    steering = "[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]"
    return re.sub(steering, lambda char: f"\\u{ord(char[0]):04x}", text)


class Terminal:
    """Where one command writes. ascii: everything, results too, is plain ASCII."""

    def __init__(self, *, quiet: bool = False, ascii: bool = False) -> None:
        self.quiet = quiet
        for stream in (sys.stdout, sys.stderr) if ascii else ():
            make_readable(stream, "ascii")

    def show(self, *renderables: Any, error: bool = False) -> None:
        """Tables and texts, as wide as the terminal, or wider where their numbers need it."""
        if not renderables:
            return  # and rich, which takes long to import, is not needed
        from rich.console import Console

        from lrcli.report.terminal.tables import ORDINARY_WIDTH, least_width, narrowest

        console = Console(stderr=error, markup=False, highlight=False, emoji=False)
        width = console.width
        needed = least_width if width < ORDINARY_WIDTH else narrowest
        for renderable in renderables:
            console.width = max(width, needed(renderable))
            console.print(renderable, crop=False)

    def width(self) -> int:
        return max(NARROWEST_SCREEN, columns())

    def json(self, value: Any) -> None:
        import msgspec

        from lrcli.model.file import to_json

        self.document(to_json(msgspec.to_builtins(value)) + "\n")

    def document(self, text: str, *, flush: bool = False) -> None:
        """JSON on standard output, from which a program must be able to read every name.

        flush: whether a reader waits for it.
        """
        encoding = (sys.stdout.encoding or "utf-8").lower()
        print(escape_steering(text) if encoding.startswith("utf") else escaped(text), end="", flush=flush)

    def judge(
        self, verdict: "Verdict", words: Sequence[str] = (), where: str | None = None, *, error: bool = False
    ) -> None:
        """The last lines: the verdict and, in one line for the clipboard, the command that mends what is wrong.

        Of a quiet command a model that cannot be used has to say so, on standard error: its status is 0, and a script
        would go on with it. words: the command line of this run.
        """
        from lrcli.jobs.judgement.remedy import mended_command

        if self.quiet and verdict.usable:
            return
        error = error or self.quiet
        command = mended_command(verdict, list(words), where) if words else None
        text = plain(verdict.text) + (":" if command else "" if verdict.text.endswith(".") else ".")
        stream = sys.stderr if error else sys.stdout
        lines = wrapped_lines(text, self.width())
        meaning = "good" if verdict.usable else "bad"
        for line in lines:
            print(coloured(line, meaning, stream), file=stream)
        if command:
            print(command, file=stream)

    def say(self, *lines: str, command: str | None = None) -> None:
        """Remarks, on standard error, unless quiet. command: one to be pasted, which follows the last remark."""
        if self.quiet:
            return
        # Only a terminal gets lines that are broken at words. In a file a remark is one line, to be found by grep; and
        # a command is one line everywhere, to be pasted.
        width = shutil.get_terminal_size().columns if sys.stderr.isatty() else sys.maxsize
        texts = [plain(line) for line in lines]
        if command and len(f"{texts[-1]} {command}") <= width:
            texts[-1], command = f"{texts[-1]} {plain(command)}", None
        for text in texts:
            print("\n".join(wrapped_lines(text, width)), file=sys.stderr)
        if command:
            print(plain(command), file=sys.stderr)


# rich tells the same, so that what it draws and what is wrapped here end at one column; but to import it for a number
# takes longer than a small table takes in all.
def columns() -> int:
    """The width of the terminal that one of the standard streams is, or what COLUMNS says; 80 where neither tells."""
    if sys.stdout.isatty() and os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        return USUAL_COLUMNS
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isdigit():
        return int(wanted)
    for stream in range(3):
        with suppress(AttributeError, ValueError, OSError):  # it is no terminal
            return os.get_terminal_size(stream).columns or USUAL_COLUMNS
    return USUAL_COLUMNS


def wrapped_lines(text: str, width: int) -> list[str]:
    """Lines broken between words, and nowhere else."""
    if len(text) <= width:
        return [text]
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
