"""Words about single records: what is missing in them, unlike the training, or not understood."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lrcli.arrays import Ints
from lrcli.data.files.chunk import Chunk

Mask = NDArray[np.bool_]
RAGGED = "too many or too few cells"


@dataclass(frozen=True)
class Note:
    """A word for some records (n,): kind:feature, or kind:feature=text."""

    kind: str  # "missing", "outside", "unreadable", "unseen", "breaks" or RAGGED
    feature: str
    where: Mask
    codes: Ints | None = None  # (n,), the place of each record's text, the first has 1
    names: Sequence[str] = ()

    def text(self, record: int) -> str:
        return "" if self.codes is None else self.names[int(self.codes[record]) - 1]

    def words(self) -> pa.Array:
        """(n,), a blank before each; "" where the note does not apply."""
        word: pa.Scalar | pa.Array = pa.scalar(f" {self.kind}:{self.feature}" if self.feature else f" {self.kind}")
        if self.codes is not None:
            texts = pa.array(["", *self.names]).take(pa.array(self.codes))
            word = pc.binary_join_element_wise(word, texts, "=")
        return pc.if_else(pa.array(self.where), word, "")


@dataclass(frozen=True)
class Notes:
    """All notes on records (n,)."""

    n: int
    notes: list[Note]  # each true of some record

    def __len__(self) -> int:
        return len(self.notes)

    def __iter__(self) -> Iterator[Note]:
        return iter(self.notes)

    @classmethod
    def on(cls, chunk: Chunk, notes: Sequence[Note]) -> "Notes":
        """Notes on the rows of a chunk as notes on its records, of which some may be no rows."""
        true_of_some = [note for note in notes if note.where.any()]
        n = len(chunk.records.starts)
        if len(chunk.rows) < n:
            true_of_some = [_spread(note, chunk.rows, n) for note in true_of_some]
        if chunk.ragged:
            ragged = np.zeros(n, dtype=np.bool_)
            ragged[[place for place, _ in chunk.ragged]] = True
            true_of_some.append(Note(RAGGED, "", ragged))
        return cls(n, true_of_some)

    def texts(self) -> pa.Array:
        """One text a record, its words apart by blanks; empty where there is nothing to say."""
        if not self.notes:
            return pa.repeat("", self.n)
        words = [note.words() for note in self.notes]  # not null, for Arrow's join forgets records of nulls alone
        return pc.utf8_slice_codeunits(pc.binary_join_element_wise(*words, ""), 1)


def _spread(note: Note, rows: Ints, n: int) -> Note:
    where, codes = np.zeros(n, dtype=np.bool_), None
    where[rows] = note.where
    if note.codes is not None:
        codes = np.zeros(n, dtype=np.intp)
        codes[rows] = note.codes
    return replace(note, where=where, codes=codes)
