"""A figure of matplotlib that looks and is written as every picture of lrcli. Importing this imports matplotlib."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matplotlib import style
from matplotlib.figure import Figure

# What matplotlib writes into each format beside the picture. Without a date the same picture is the same bytes.
METADATA: dict[str, dict[str, Any]] = {"png": {}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
STYLE: dict[str, Any] = {
    "text.parse_math": False,  # a $ in a column's name is a $
    "svg.hashsalt": "lrcli",
    "svg.fonttype": "none",  # text that can be searched, and in any script
    "savefig.dpi": 150,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.titlesize": "medium",
    "grid.color": "0.9",
    "legend.frameon": False,
}


@contextmanager
def in_style() -> Iterator[None]:
    """Draw and write in the style of lrcli, whatever else a program has asked matplotlib for."""
    with style.context(["default", STYLE]), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # a box stands for the character then
        yield


class Picture(Figure):
    """A figure to change and to write as any other; a notebook shows it by itself, without pyplot."""

    def savefig(self, fname: Any, **options: Any) -> None:
        """As matplotlib's, but in the style that the figure was drawn in: the same bytes as --figure."""
        ending = options.get("format") or (Path(fname).suffix[1:] if isinstance(fname, str | Path) else "png")
        with in_style():
            super().savefig(fname, **{"metadata": METADATA.get(ending.lower()), **options})

    def _repr_svg_(self) -> str:
        text = io.StringIO()
        self.savefig(text, format="svg")
        return text.getvalue()
