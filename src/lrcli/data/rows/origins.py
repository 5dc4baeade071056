"""Where rows come from: the index of a file and a line of it as one whole number, so that an array can hold them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Ints
from lrcli.data.files.chunk import row_of
from lrcli.data.files.source import Source

LINES_OF_A_FILE = 1 << 40  # more than any file has


def origins_of(file: int, lines: Ints) -> Ints:
    """The origins (n,) of rows that begin in these lines of a file."""
    return np.asarray(lines + file * LINES_OF_A_FILE)


def file_and_line(origin: int) -> tuple[int, int]:
    return divmod(origin, LINES_OF_A_FILE)


@dataclass(frozen=True)
class Places:
    """The files that origins are in, to tell a person where a row is."""

    files: tuple[str, ...] = ()  # their names
    in_memory: tuple[bool, ...] = ()  # whether each is a table in memory, whose rows have numbers and no lines

    @classmethod
    def of(cls, sources: Sequence[Source]) -> "Places":
        return cls(tuple(source.name for source in sources), tuple(source.stream.in_memory for source in sources))

    def place(self, origin: int) -> str | None:
        """ "line 502", or "cars.csv, line 502" of several files, or "row 500"; None where it is not known."""
        file, line = file_and_line(origin)
        if not line or file >= len(self.files):
            return None
        return self.place_with_file(origin) if len(self.files) > 1 else self.place_in_file(origin)

    def place_in_file(self, origin: int) -> str:
        """ "line 502", or "row 500"."""
        file, line = file_and_line(origin)
        return f"row {row_of(line):,}" if self.in_memory[file] else f"line {line:,}"

    def place_with_file(self, origin: int) -> str:
        return f"{self.files[file_and_line(origin)[0]]}, {self.place_in_file(origin)}"
