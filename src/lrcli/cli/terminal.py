"""Where output goes: results to standard output, everything else to standard error."""

import sys
from typing import Any

from lrcli.report.text import plain


class Terminal:
    """One command's voice."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet

    def show(self, *renderables: Any, error: bool = False) -> None:
        """Tables and texts, as wide as the terminal."""
        from rich.console import Console

        class Pipe(Console):
            def on_broken_pipe(self) -> None:
                raise BrokenPipeError  # rich would end the process with status 1

        console = Pipe(stderr=error, markup=False, highlight=False, emoji=False)
        for renderable in renderables:
            console.print(renderable)

    def width(self) -> int:
        from rich.console import Console

        return Console().width

    def json(self, value: Any) -> None:
        import msgspec

        from lrcli.model import to_json

        print(to_json(msgspec.to_builtins(value)))

    def say(self, *lines: str) -> None:
        """Remarks, on standard error, unless quiet."""
        if not self.quiet:
            for line in lines:
                print(plain(line), file=sys.stderr)
