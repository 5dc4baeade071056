"""Rows that cannot be learned from: how many, reason, and where the first of them are."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lrcli.data.files.structure.irregular import IrregularKind
from lrcli.text import count

MOST_EXAMPLES = 3  # whose lines a remark names
NOT_UNDERSTOOD = "not understood"
WORDS_FOR_IRREGULAR: dict[IrregularKind, str] = {
    "long": "with too many or too few cells",
    "short": "with too few cells, the last taken as missing",
    "blank": "without a value, no rows",
    "repeated": "like the header, no rows",
    "below": "below the table, no rows",
    "total": "with sums or means of other rows, no rows",
}


@dataclass
class Unusable:
    """Cells of one column, or records, that cannot be used."""

    count: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)  # file and line, text
    reason: str = NOT_UNDERSTOOD

    def add(self, other: "Unusable") -> None:
        self.count += other.count
        self.examples = [*self.examples, *other.examples][:MOST_EXAMPLES]

    @property
    def listing(self) -> str:
        """ "line 3 'Ask', line 9 'Ask' …"."""
        more = " …" if self.count > len(self.examples) else ""
        return ", ".join(f"{location} {text}".rstrip() for location, text in self.examples) + more


@dataclass
class DroppedRows:
    """How many rows of a table were left out, for each reason."""

    rows: int = 0  # each counted once
    without_target: int = 0
    unreadable: dict[str, Unusable] = field(default_factory=dict)  # by column
    irregular: dict[IrregularKind, Unusable] = field(default_factory=dict)  # records without the cells of the table
    bytes: Sequence[str] = ()  # remarks on bytes that are not in the encoding of the file
    condition: str | None = None  # of --where
    readings: Sequence[str] = ()  # remarks on its values
    condition_met: int = 0
    condition_unmet: int = 0  # these are not among `rows`
    group: str | None = None  # the column of groups
    groupless: int = 0  # rows without one, which are used
    weightless: int = 0  # nor are these, of weight 0

    def add(self, unreadable: dict[str, Unusable], irregular: dict[IrregularKind, Unusable]) -> None:
        for name, cells in unreadable.items():
            self.unreadable.setdefault(name, Unusable(reason=cells.reason)).add(cells)
        for kind, cells in irregular.items():
            self.irregular.setdefault(kind, Unusable()).add(cells)
        self.rows += irregular["long"].count if "long" in irregular else 0

    def merge(self, later: "DroppedRows") -> None:
        """Add what was left out of rows that stand behind these."""
        rows = self.rows + later.rows  # `add` counts records that are too long, which are among these
        self.add(later.unreadable, later.irregular)
        self.rows = rows
        self.without_target += later.without_target
        self.condition_met += later.condition_met
        self.condition_unmet += later.condition_unmet
        self.weightless += later.weightless

    @property
    def ragged(self) -> Unusable:
        """Records with too many or too few cells to be rows."""
        return self.irregular.get("long", Unusable())

    def remarks_on_cells(self) -> list[str]:
        """Remarks on the condition, on the cells of each column that are not understood, and on irregular records."""
        all_rows = self.condition_met + self.condition_unmet
        lines = [f"{self.condition_met:,} of {all_rows:,} rows are used: {self.condition}"] if self.condition else []
        if self.weightless:
            lines.append(
                f"{count(self.weightless, 'row')} of weight 0 {'is' if self.weightless == 1 else 'are'} not used"
            )
        if self.groupless:
            lines.append(f"{self.group}: {count(self.groupless, 'row')} without one are dealt as one group")
        # Of equally many by name: which comes first among the rows of a block depends on where the blocks are cut.
        for name, cells in sorted(self.unreadable.items(), key=lambda item: (-item[1].count, item[0])):
            lines.append(f"{name}: {count(cells.count, 'cell')} {cells.reason}: {cells.listing}")
        for kind, words in WORDS_FOR_IRREGULAR.items():
            if kind in self.irregular:
                records = self.irregular[kind]
                lines.append(f"{count(records.count, 'line')} {words}: {records.listing}")
        return [*self.readings, *lines, *self.bytes]

    def remarks(self, target: str | None) -> list[str]:
        """One remark for each reason, and the number of all rows that were left out where there are several reasons."""
        lines, without = self.remarks_on_cells(), f"{count(self.without_target, 'row')} without {target}"
        if self.without_target == self.rows:
            return [*lines, f"{without} left out"] if self.rows else lines
        if self.without_target:
            lines.append(without)
        return [*lines, f"{count(self.rows, 'row')} left out for that"]


def examples_of(name: str | None, lines: Sequence[str], texts: Sequence[str]) -> list[tuple[str, str]]:
    """The lines of the first of some cells ("line 3"), and their texts. name: of the file, where there are several."""
    file = f"{name}, " if name else ""
    return [(f"{file}{line}", text) for line, text in zip(lines[:MOST_EXAMPLES], texts[:MOST_EXAMPLES], strict=True)]
