"""Rows that cannot be learned from: how many, why, and where the first of them are."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lrcli.data.files.irregular import IrregularKind
from lrcli.text import count

EXAMPLES = 3
NOT_UNDERSTOOD = "not understood"
WORDS: dict[IrregularKind, str] = {
    "long": "with too many or too few cells",
    "short": "with too few cells, the last taken as missing",
    "blank": "without a value, no rows",
    "repeated": "like the header, no rows",
    "total": "with the sums of those above, no row",
}


@dataclass
class Found:
    """Cells of one column, or records, that cannot be used."""

    count: int = 0
    first: list[tuple[str, str]] = field(default_factory=list)  # file and line, text
    why: str = NOT_UNDERSTOOD

    def add(self, other: "Found") -> None:
        self.count += other.count
        self.first = [*self.first, *other.first][:EXAMPLES]

    @property
    def examples(self) -> str:
        """ "line 3 'Ask', line 9 'Ask' …"."""
        more = " …" if self.count > len(self.first) else ""
        return ", ".join(f"{place} {text}".rstrip() for place, text in self.first) + more


@dataclass
class LeftOut:
    """All rows of a table that were left out."""

    rows: int = 0  # each counted once
    without_target: int = 0
    unreadable: dict[str, Found] = field(default_factory=dict)  # by column
    irregular: dict[IrregularKind, Found] = field(default_factory=dict)  # records without the cells of the table
    bytes: Sequence[str] = ()  # what was not in the files' encoding, in sentences
    condition: str | None = None  # which rows were asked for
    asked_for: int = 0
    not_asked_for: int = 0  # not among `rows`

    def add(self, unreadable: dict[str, Found], irregular: dict[IrregularKind, Found]) -> None:
        for name, found in unreadable.items():
            self.unreadable.setdefault(name, Found(why=found.why)).add(found)
        for kind, found in irregular.items():
            self.irregular.setdefault(kind, Found()).add(found)
        self.rows += irregular["long"].count if "long" in irregular else 0

    @property
    def ragged(self) -> Found:
        """Records with too many or too few cells to be rows."""
        return self.irregular.get("long", Found())

    def remarks_on_cells(self) -> list[str]:
        """One line for the condition, each column with cells that are not understood, and records that are no rows."""
        all_rows = self.asked_for + self.not_asked_for
        lines = [f"{self.asked_for:,} of {all_rows:,} rows are used: {self.condition}"] if self.condition else []
        for name, found in sorted(self.unreadable.items(), key=lambda item: -item[1].count):
            lines.append(f"{name}: {count(found.count, 'cell')} {found.why}: {found.examples}")
        for kind, what in WORDS.items():
            if kind in self.irregular:
                records = self.irregular[kind]
                lines.append(f"{count(records.count, 'line')} {what}: {records.examples}")
        return [*lines, *self.bytes]

    def remarks(self, target: str | None) -> list[str]:
        """One line for each reason, and, where there are several, how many rows in all."""
        lines, without = self.remarks_on_cells(), f"{count(self.without_target, 'row')} without {target}"
        if self.without_target == self.rows:
            return [*lines, f"{without} left out"] if self.rows else lines
        if self.without_target:
            lines.append(without)
        return [*lines, f"{count(self.rows, 'row')} left out for that"]


def places(name: str | None, lines: Sequence[int], texts: Sequence[str]) -> list[tuple[str, str]]:
    """The first of some cells: file, where there are several, and line; and what is written there."""
    before = f"{name}, " if name else ""
    return [(f"{before}line {line:,}", text) for line, text in zip(lines[:EXAMPLES], texts[:EXAMPLES], strict=True)]
