"""Building blocks of the page's sections: headings, tables, figures, and numbers that stand in columns."""

import math
import re
from collections.abc import Container, Iterable, Sequence

from lrcli.model.linear import Model
from lrcli.report.page.markup import Inside, Markup, join, tag, with_minus
from lrcli.text import number

LARGEST_PLAIN = 1e12  # a larger value is written with an exponent
DEVIATION_DIGITS = 4  # significant digits to which values are rounded, relative to the deviation of the target


def html_section(title: str, *inside: Inside, name: str, lead: str | None = None) -> Markup:
    """A section of the page under its heading."""
    heading = tag("h2", title, id=name)
    return tag("section", heading, tag("p", lead, class_="lead") if lead else None, *inside, aria_labelledby=name)


# Sections are written for a page of one target. Where a page has several, each stands in a part of its own, a level
# lower, and its elements have names that no other part has. No text of a table can look like such an attribute: in
# texts the quotes are written as entities.
def part_of_target(k: int, model: Model, sections: Iterable[Markup | None]) -> Markup:
    """The sections of one of several targets under its name. k: from 1 on."""
    inside = re.sub(r"<(/?)h2\b", r"<\1h3", join(*sections))
    inside = re.sub(
        r' (id|for|aria-labelledby|aria-describedby)="([^"]*)"',
        lambda found: f' {found[1]}="{" ".join(f"{name}-of-{k}" for name in found[2].split())}"',
        inside,
    )
    name = f"target-{k}"
    heading = tag("h2", model.target.name, id=name)
    return tag("section", heading, Markup(inside), aria_labelledby=name, class_="target")


def html_table(
    caption: str, columns: Sequence[Inside], rows: Iterable[Sequence[Inside]], *, texts: Container[int] = (0,)
) -> Markup:
    """A table whose first column names the row. texts: the columns of texts; those of numbers are flush right."""
    kinds = ["text" if index in texts else "number" for index in range(len(columns))]
    head = tag("tr", *(tag("th", name, scope="col", class_=kind) for name, kind in zip(columns, kinds, strict=True)))
    body = []
    for row in rows:
        first, *cells = (
            with_minus(inside) if kind == "number" else inside for inside, kind in zip(row, kinds, strict=True)
        )
        row_head = tag("th", first, scope="row", class_=kinds[0])
        body.append(
            tag("tr", row_head, *(tag("td", cell, class_=kind) for cell, kind in zip(cells, kinds[1:], strict=True)))
        )
    table = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *body))
    return tag("div", table, class_="scroll", role="region", aria_label=caption)


def figure(picture: Markup, *caption: Inside) -> Markup:
    return tag("figure", picture, tag("figcaption", *caption))


def in_target_units(value: float | None, model: Model, more: int = 0) -> str:
    """A value of the target, or an error, to four digits of the target's deviation; more: extra digits."""
    if value is None:
        return number(None)
    decimals = max(0, DEVIATION_DIGITS - 1 + more - math.floor(math.log10(model.target.std)))
    return f"{value:,.{decimals}f}" if abs(value) < LARGEST_PLAIN else f"{value:.6g}"


def with_sign(text: str) -> str:
    return text if text.startswith("-") or not text.strip("0.") else f"+{text}"


def key(text: str, kind: str = "") -> tuple[Markup, str]:
    """A dot in the colour of a kind of rows, and what the kind is called."""
    return tag("span", class_=f"key {kind}".strip()), f" {text}  "
