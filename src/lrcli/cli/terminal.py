"""Where output goes: results to standard output, everything else to standard error."""

import codecs
import sys
from typing import Any, TextIO

from lrcli.report.text import plain

READABLE = {  # what stands for a character that the terminal's encoding lacks
    **dict.fromkeys(map(chr, range(0x2800, 0x2900)), "*"),
    **dict.fromkeys("┌┐└┘┤├┬┴┼", "+"), "│": "|", "─": "-", "•": "o", "▒": "-",
    **dict(zip("▁▂▃▄▅▆▇█", "_.:-=+*#", strict=True)),
    "²": "2", "−": "-", "–": "-", "±": "+-", "≥": ">=", "≈": "~", "→": "->", "×": "x", "…": "...", "λ": "lambda",
    "η": "eta", "β": "beta", "α": "alpha", "ρ": "rho", "ε": "epsilon", "γ": "gamma", "Σ": "sum", "₀": "0", "₁": "1",
    "₂": "2", "ᵖ": "^p", "ŷ": "y^", "ᵀ": "T", "ᵗ": "^t", "←": "<-", "√": "sqrt", "Δ": "Delta", "·": "*",
}  # fmt: skip


def make_readable(stream: TextIO) -> None:
    """Let a stream whose encoding lacks a character write what comes nearest instead of failing."""

    def nearest(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)
        lacking = error.object[error.start : error.end]
        return "".join(READABLE.get(char, "?") for char in lacking), error.end

    codecs.register_error("nearest", nearest)
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="nearest")


class Terminal:
    """One command's voice."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet

    def show(self, *renderables: Any, error: bool = False) -> None:
        """Tables and texts, as wide as the terminal, or wider where their numbers need it."""
        from rich.console import Console

        from lrcli.report.tables import narrowest

        console = Console(stderr=error, markup=False, highlight=False, emoji=False)
        width = console.width
        for renderable in renderables:
            console.width = max(width, narrowest(renderable))
            console.print(renderable, crop=False)

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
