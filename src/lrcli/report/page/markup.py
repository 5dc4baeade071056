"""HTML and SVG as nested calls: `tag("p", text)`. Every text is escaped, so that no file can add a tag of its own.

Control characters and marks of writing direction are written out in texts. Attributes stay as they are: no file's words
are in them, or a script compares them.
"""

import html
import json
from typing import Any

from lrcli.text import minus, plain

SCRIPT_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
VOID_ELEMENTS = {"input", "meta", "br", "wbr"}


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Inside = str | Markup | None


def tag(element: str, /, *inside: Inside, **attributes: str | float | bool | None) -> Markup:
    """An element. Attributes as in HTML: class_ is class, aria_label is aria-label; None and False are left out."""
    attribute_text = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{html.escape(_text(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if element in VOID_ELEMENTS:
        return Markup(f"<{element}{attribute_text}>")
    return Markup(f"<{element}{attribute_text}>{join(*inside)}</{element}>")


def join(*pieces: Inside) -> Markup:
    """Texts and elements one after the other."""
    return Markup("".join(piece if isinstance(piece, Markup) else html.escape(plain(piece or "")) for piece in pieces))


def with_minus(inside: Inside) -> Inside:
    """A number's text with a minus sign that is as wide as a plus; markup as it is."""
    return inside if inside is None or isinstance(inside, Markup) else minus(inside)


def script_json(value: Any) -> Markup:
    """JSON that can stand in a <script>: nothing in it ends the element or begins a comment."""
    return Markup(json.dumps(value, ensure_ascii=False, allow_nan=False).translate(SCRIPT_ESCAPES))


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"
