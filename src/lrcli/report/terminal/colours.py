"""The colours of everything that is written to a terminal: one colour for one meaning."""

# Colours of the terminal's own sixteen, so that they fit its background, dark or light. Cyan and yellow are told apart
# also by who sees no red or no green; no colour is the only sign of anything.

import os
import re
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.text import Text

CODES = {"heading": "1", "flag": "36", "training": "36", "validation": "33", "good": "1;32", "bad": "1;31"}
RICH_STYLES = {"training": "cyan", "validation": "yellow"}
PLOT_STYLES = (  # the marks of a plot and the words that name them
    (re.compile(r"[\u2800-\u28ff]+|\btraining\b"), "training"),
    (re.compile(r"•+|\bvalidation\b"), "validation"),
)


def has_colours(stream: TextIO) -> bool:
    """Whether colours may be written there: to a terminal that has not been asked for none."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty() or bool(os.environ.get("FORCE_COLOR"))


def coloured(text: str, meaning: str, stream: TextIO) -> str:
    """The text in the colour of its meaning, or as it is where the stream has none."""
    return f"\x1b[{CODES[meaning]}m{text}\x1b[0m" if text and has_colours(stream) else text


def coloured_plot(text: str) -> "Text":
    """A plot or its caption with training and validation in their colours."""
    from rich.text import Text

    plot = Text(text, no_wrap="\n" in text, overflow="ignore" if "\n" in text else None)
    for pattern, meaning in PLOT_STYLES:
        plot.highlight_regex(pattern, RICH_STYLES[meaning])
    return plot
