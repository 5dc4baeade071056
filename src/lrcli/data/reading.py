"""The cells of the columns that are needed, as numbers and codes, some rows at a time, in the files' order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats, Ints
from lrcli.data.columns import Columns, Levels
from lrcli.data.converting import to_values
from lrcli.data.files import Files
from lrcli.data.leftout import EXAMPLES, Found, LeftOut, places
from lrcli.data.parallel import Workers
from lrcli.data.source import CATEGORY, Block, Chunk, Source
from lrcli.errors import DataError

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Cells:
    """Rows (n,), column by column; nothing is scaled or filled in yet."""

    numeric: list[Floats]  # NaN where missing or unreadable
    codes: list[Ints]  # 0 where missing, else the level's place
    y: Floats  # zeros where there is no target
    chunk: Chunk
    unreadable: dict[str, Mask]  # by column, of those that have some (n,)
    kept: Mask | None = None  # which of the chunk's rows these are, None for all

    def lines(self) -> Ints:
        """The line of the file that each row begins in, (n,)."""
        lines = self.chunk.lines()
        return lines if self.kept is None else lines[self.kept]

    def readable(self, column: str) -> Mask:
        """Which cells of a column are values or missing, (n,)."""
        wrong = self.unreadable.get(column)
        return np.ones(len(self), dtype=np.bool_) if wrong is None else ~wrong

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, rows: slice | Mask) -> "Cells":
        numeric, codes = [x[rows] for x in self.numeric], [c[rows] for c in self.codes]
        return Cells(numeric, codes, self.y[rows], self.chunk, {})


@dataclass(frozen=True)
class Parsed:
    """What a thread makes of a block."""

    chunk: Chunk
    numeric: list[Floats]
    y: Floats
    unreadable: dict[str, Mask]
    found: dict[str, Found]
    ragged: Found


class Reading:
    """Reads files once: their blocks are parsed on several threads and come in order."""

    def __init__(self, files: Files, columns: Columns, *, strict: bool = False, keep_all: bool = False) -> None:
        """strict: a row that cannot be used is an error. keep_all: no row is left out, whatever is in it."""
        self.files, self.columns, self.strict, self.keep_all = files, columns, strict, keep_all
        self.levels = [Levels(name) for name in columns.categorical]
        self.left_out = LeftOut()

    def cells(self, workers: Workers, *, keep_bytes: bool = True) -> Iterator[Cells]:
        """All rows, some at a time; without their bytes they need less memory, and know no lines."""
        for parsed in workers.in_order(partial(self._parse, keep_bytes), self.files.blocks()):
            if self.strict:
                self._refuse(parsed)
            self.left_out.add(parsed.found, parsed.ragged)
            codes = [levels.encode(parsed.chunk.table[levels.name]) for levels in self.levels]
            chunk = replace(parsed.chunk, table=None)
            cells = Cells(parsed.numeric, codes, parsed.y, chunk, parsed.unreadable)
            yield cells if self.keep_all else self._usable(cells)

    def _parse(self, keep_bytes: bool, part: tuple[Source, Block]) -> Parsed:
        source, block = part
        target, forms = self.columns.target, self.columns.forms
        wanted = [*self.columns.numeric, *([target] if target else [])]
        plain, formed = [c for c in wanted if c not in forms], [c for c in wanted if c in forms]
        chunk = source.parse(block, plain, [*formed, *self.columns.categorical], CATEGORY)
        values: list[Floats] = []
        unreadable, found = {}, {}
        for name in wanted:
            numbers, wrong = to_values(chunk.table[name], forms.get(name), source.missing)
            values.append(numbers)
            if wrong.any():
                unreadable[name] = wrong
                found[name] = self._first(chunk, name, wrong)
        y = values.pop() if target else np.zeros(len(chunk))
        ragged = self._ragged(chunk)
        texts = chunk.table.select(self.columns.categorical)
        block = chunk.block if keep_bytes else replace(chunk.block, data=b"")
        return Parsed(replace(chunk, table=texts, block=block), values, y, unreadable, found, ragged)

    def _first(self, chunk: Chunk, name: str, wrong: Mask) -> Found:
        """How many cells are unreadable, and the first of them."""
        rows = np.flatnonzero(wrong)
        texts = [repr(str(chunk.table[name][row])) for row in rows[:EXAMPLES].tolist()]
        return Found(len(rows), places(self._called(chunk), chunk.lines()[rows[:EXAMPLES]].tolist(), texts))

    def _ragged(self, chunk: Chunk) -> Found:
        if not chunk.ragged:
            return Found()
        first = chunk.ragged[:EXAMPLES]
        lines = [int(chunk.records.lines[place]) + chunk.block.line for place, _ in first]
        texts = [f"{count} of {len(self.files.header)}" for _, count in first]
        return Found(len(chunk.ragged), places(self._called(chunk), lines, texts))

    def _called(self, chunk: Chunk) -> str | None:
        """The file's name, where there are several."""
        return chunk.name if len(self.files.paths) > 1 else None

    def _refuse(self, parsed: Parsed) -> None:
        """Raise DataError for the first cell or record that cannot be used."""
        for name, found in parsed.found.items():
            raise DataError(
                f"{parsed.chunk.name}, {found.first[0][0]}, column {name!r}: {found.first[0][1]} is no number"
            )
        if parsed.ragged.count:
            place, cells = parsed.ragged.first[0]
            raise DataError(f"{parsed.chunk.name}, {place}: {cells} cells")

    def _usable(self, cells: Cells) -> Cells:
        """The rows that can be learned from."""
        kept = np.ones(len(cells), dtype=np.bool_)
        for name in cells.unreadable:
            kept &= cells.readable(name)
        if self.columns.target:
            lacking = np.isnan(cells.y) & cells.readable(self.columns.target)
            self.left_out.without_target += int(lacking.sum())
            kept &= ~lacking
        if kept.all():
            return cells
        self.left_out.rows += int(len(kept) - kept.sum())
        return replace(cells[kept], kept=kept)
