"""A web page: one of its tables. A cell that spans columns or rows is repeated in each of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import zip_longest

from lrcli.data.files.charset import Decoder
from lrcli.data.files.readers import csv_text
from lrcli.data.files.readers.container import Container
from lrcli.text import count

CHARSET = re.compile(rb"<meta[^>]{,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
LARGEST_PAGE_BYTES = 1 << 28  # of a page, whose tables are in memory as a whole
INVISIBLE_TAGS = {"script", "style", "template"}
LARGEST_SPAN = 1000  # columns or rows of a cell, as browsers take at most


def table(container: Container) -> Iterator[bytes]:
    """The table whose number --table gives, or the only one with two rows and two columns at least."""
    data = container.file.read(LARGEST_PAGE_BYTES)
    if len(data) == LARGEST_PAGE_BYTES:
        raise container.error("a page of 256 MB and more is not read; save its table as CSV")
    charset = CHARSET.search(data[:4096])
    encoding = container.layout.encoding or (charset[1].decode() if charset else None)
    page = _Page()
    page.feed(Decoder(container.name, encoding).decode(data, final=True).decode("utf-8", "replace"))
    page.close()
    tables = {str(number): one.with_one_header() for number, one in enumerate(page.tables, 1)}
    sizes = {number: f"{count(len(rows), 'row')}: {_start(rows)}" for number, rows in tables.items()}
    fit = [number for number, rows in tables.items() if len(rows) > 1 and max(map(len, rows)) > 1]
    yield from csv_text.from_rows(tables[container.choose("table", sizes, fit)])


def _start(rows: list[list[str]]) -> str:
    return ", ".join(rows[0][:3]) if rows else ""


@dataclass(eq=False)
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    # For each column how many rows a cell above still spans, and its text.
    below: dict[int, tuple[int, str]] = field(default_factory=dict)
    cell: list[str] | None = None  # the text of the cell that is open
    span: tuple[int, int] = (1, 1)  # its columns and rows
    of_values: set[int] = field(default_factory=set)  # the rows that have a cell which is no heading

    def with_one_header(self) -> list[list[str]]:
        """The rows, those of headings alone at the top joined to one: "Population 2010" below "Population"."""
        heading = next((row for row in range(len(self.rows)) if row in self.of_values), 0)
        if heading < 2:
            return self.rows
        above = [row for row in self.rows[:heading] if len(set(row)) > 1]  # the others are titles
        names = [" ".join(dict.fromkeys(filter(None, column))) for column in zip_longest(*above, fillvalue="")]
        return [names, *self.rows[heading:]]

    def begin_row(self) -> None:
        self.end_cell()
        self.rows.append([])
        self._fill()

    def begin_cell(self, columns: int, rows: int, *, is_heading: bool) -> None:
        self.end_cell()
        if not self.rows:
            self.begin_row()
        if not is_heading:
            self.of_values.add(len(self.rows) - 1)
        self.cell, self.span = [], (columns, rows)

    def end_cell(self) -> None:
        if self.cell is None:
            return
        text, row = " ".join("".join(self.cell).split()), self.rows[-1]
        columns, rows = self.span
        for _ in range(columns):
            if rows > 1:
                self.below[len(row)] = (rows - 1, text)
            row.append(text)
        self.cell = None
        self._fill()

    def _fill(self) -> None:
        """Repeat the cells above that span this row."""
        row = self.rows[-1]
        while (span := self.below.pop(len(row), None)) is not None:
            rows, text = span
            if rows > 1:
                self.below[len(row)] = (rows - 1, text)
            row.append(text)


class _Page(HTMLParser):
    """Finds the tables of a page, but for those around other tables, which only arrange the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.invisible = 0  # how many scripts and the like are open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in INVISIBLE_TAGS:
            self.invisible += 1
        elif tag == "table":
            if self.open and self.open[-1] in self.tables:
                self.tables.remove(self.open[-1])
            self.open.append(_Table())
            self.tables.append(self.open[-1])
        elif self.open and tag == "tr":
            self.open[-1].begin_row()
        elif self.open and tag in ("td", "th"):
            spans = dict(attrs)
            columns, rows = _span(spans.get("colspan")), _span(spans.get("rowspan"))
            self.open[-1].begin_cell(columns, rows, is_heading=tag == "th")
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in INVISIBLE_TAGS:
            self.invisible = max(0, self.invisible - 1)
        elif self.open and tag in ("td", "th", "tr"):
            self.open[-1].end_cell()
        elif self.open and tag == "table":
            self.open.pop().end_cell()

    def handle_data(self, data: str) -> None:
        if self.open and not self.invisible and (cell := self.open[-1].cell) is not None:
            cell.append(data)

    def close(self) -> None:
        super().close()
        for one in self.open:
            one.end_cell()


def _span(text: str | None) -> int:
    return min(max(1, int(text)), LARGEST_SPAN) if text and text.isdecimal() else 1
