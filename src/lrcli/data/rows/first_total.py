"""Whether the first row of a large table holds the sums of all others, where it looks so.

A small table is looked at as a whole before it is read. The rows of a large one pass once, and the first of them is
learned from long before the last is added up. So a table whose first row looks like a total, which is rare, is read
twice. What cannot be, as what comes through a pipe or from a network, is copied while it is added up, and then read
from the copy. A pipe whose writer pauses for an answer gets one: there a total is an error at the end.
"""

import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby
from typing import IO

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.files.chunk import Block, records_of
from lrcli.data.files.dataset import Files, can_be_read_again
from lrcli.data.files.frames import Frame
from lrcli.data.files.source import Source
from lrcli.data.files.structure.totals import has_total_word
from lrcli.data.rows.parse import NumbersByColumn, Parsed
from lrcli.data.rows.totals import add_sums, are_sums
from lrcli.errors import DataError

SourceBlocks = Iterable[tuple[Source, Block]]
Parse = Callable[[tuple[Source, Block]], Parsed]


class FirstTotals:
    """The first rows of the files that look like totals, one file after the other."""

    def __init__(self, files: Files, parse: Parse) -> None:
        self.files, self.parse = files, parse
        self.doubt: _FirstRow | None = None  # of rows that were wanted before the last was there
        self.sums: NumbersByColumn = {}

    def named(self, blocks: SourceBlocks) -> Iterator[tuple[Source, Block]]:
        """The same blocks, once the source of the first of a file has its total among the summaries."""
        for _, of_source in groupby(blocks, key=lambda each: id(each[0])):
            yield from self._named(of_source)

    def _named(self, blocks: Iterator[tuple[Source, Block]]) -> Iterator[tuple[Source, Block]]:
        """The same for the blocks of one file."""
        source, block = next(blocks)
        blocks = chain([(source, block)], blocks)
        if source.begins_like_total and block.line == source.first_line:
            first = _FirstRow(source, block, self.parse)
            if not can_be_read_again(path := self._path(source)):
                blocks = self._copied(source, first, blocks)
            else:
                with Files([path], self.files.layout, None, self.files.limits, names=self.files.names) as again:
                    again.split(self.files.splits)
                    self._compare(source, first, again.blocks())
        yield from blocks

    def _path(self, source: Source) -> str | Frame:
        return next(path for path, each in zip(self.files.paths, self.files.sources, strict=False) if each is source)

    def _compare(self, source: Source, first: "_FirstRow", blocks: SourceBlocks) -> None:
        """Name the first row among the summaries if it holds the sums of all rows."""
        sums: NumbersByColumn = {}
        for each, block in blocks:
            if not (block.may_be_total and has_total_word(_first_cells(each, block))):
                add_sums(sums, self.parse((each, block)).sums)
        if self.doubt is not first and first.sums_up(sums):
            source.summaries = frozenset({first.line})

    def _copied(self, source: Source, first: "_FirstRow", blocks: SourceBlocks) -> Iterator[tuple[Source, Block]]:
        """The blocks of one file, from a copy that was made of them before."""
        with tempfile.SpooledTemporaryFile(self.files.limits.copy_bytes) as copy:
            self._compare(source, first, self._copying(first, blocks, copy))
            end = copy.tell()
            copy.seek(0)
            while copy.tell() < end:
                yield source, pickle.load(copy)  # what this process has written just before
        yield from blocks  # those behind a pause

    def _copying(self, first: "_FirstRow", blocks: SourceBlocks, copy: IO[bytes]) -> Iterator[tuple[Source, Block]]:
        """The blocks up to a pause, each once it is copied."""
        for source, block in blocks:
            pickle.dump(block, copy)
            if self.files.paused:
                self.doubt, self.sums = first, {}
                return
            yield source, block

    def add(self, parsed: Parsed) -> None:
        if self.doubt and parsed.chunk.name == self.doubt.name:
            add_sums(self.sums, parsed.sums)

    def check(self) -> None:
        """Raise DataError where rows were answered the first of which was a total."""
        if self.doubt and self.doubt.sums_up(self.sums):
            raise DataError(
                f"{self.doubt.name}, {self.doubt.place}: this row holds the sums of all rows below it, which was not "
                "known when the first rows were answered; leave it out, or read the table from a file"
            )


class _FirstRow:
    """The first row of a file."""

    def __init__(self, source: Source, block: Block, parse: Parse) -> None:
        end = int(records_of(block.data, source.dialect).ends[0])
        parsed = parse((source, Block(block.data[:end] + b"\n", block.line)))
        self.name, self.line = source.name, block.line
        self.place = parsed.chunk.place(self.line)
        self.sums = parsed.sums
        self.has_word = has_total_word(_first_cells(source, block))

    def sums_up(self, all_rows: NumbersByColumn) -> bool:
        """Whether this row has the sums of the others. all_rows: the sums of the whole file, this row among them."""
        others: dict[str, Floats] = {}
        with np.errstate(invalid="ignore"):
            for name, sums in all_rows.items():
                others[name] = sums - self.sums.get(name, np.zeros(3))
        return are_sums(self.sums, others, surely=self.has_word)


def _first_cells(source: Source, block: Block) -> list[str]:
    records = records_of(block.data, source.dialect)
    return source.dialect.row(block.data[records.starts[0] : records.ends[0]].decode(errors="replace"))
