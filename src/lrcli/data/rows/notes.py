"""Notes on single records: what is missing, unlike the training rows, or not understood."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Ints, Mask
from lrcli.data.files.cells import text_value
from lrcli.data.files.chunk import Chunk

RAGGED = "too many or too few cells"


@dataclass(frozen=True)
class Note:
    """A note on some of the records (n,), written kind:feature or kind:feature=text."""

    kind: str  # "missing", "outside", "unreadable", "unseen", "breaks" or RAGGED
    feature: str
    mask: Mask  # the records that it is on
    codes: Ints | None = None  # (n,), 1 + the index of each record's text, 0 for none
    texts: Sequence[str] = ()

    def text(self, record: int) -> str:
        return "" if self.codes is None else self.texts[int(self.codes[record]) - 1]

    def word(self, record: int) -> str:
        text = self.text(record)
        return f"{self.kind}{':' * bool(self.feature)}{self.feature}{'=' * bool(text)}{text}"

    def words(self) -> pa.Array:
        """(n,), a blank before each; "" where the note does not apply."""
        word: pa.Scalar | pa.Array = text_value(f" {self.kind}:{self.feature}" if self.feature else f" {self.kind}")
        if self.codes is not None:
            texts = pa.array(["", *self.texts], pa.string()).take(pa.array(self.codes))
            word = pc.binary_join_element_wise(word, texts, text_value("="))
        return pc.if_else(pa.array(self.mask), word, text_value(""))


@dataclass(frozen=True)
class Notes:
    """All notes on records (n,)."""

    n: int
    notes: list[Note]  # each on some record

    def __len__(self) -> int:
        return len(self.notes)

    def __iter__(self) -> Iterator[Note]:
        return iter(self.notes)

    @classmethod
    def of_chunk(cls, chunk: Chunk, notes: Sequence[Note]) -> "Notes":
        """Notes on the rows of a chunk as notes on its records, of which some may be no rows."""
        applicable = [note for note in notes if note.mask.any()]
        n = len(chunk.records.starts)
        if len(chunk.rows) < n:
            applicable = [_over_records(note, chunk.rows, n) for note in applicable]
        if chunk.ragged:
            ragged = np.zeros(n, dtype=np.bool_)
            ragged[[index for index, _ in chunk.ragged]] = True
            applicable.append(Note(RAGGED, "", ragged))
        return cls(n, applicable)

    def of_record(self, record: int) -> list[str]:
        """The notes on one record."""
        return [note.word(record) for note in self.notes if note.mask[record]]

    def texts(self) -> pa.Array:
        """The notes on each record, separated by blanks; "" where there are none."""
        if not self.notes:
            return pa.repeat("", self.n)
        words = [note.words() for note in self.notes]  # not null, for Arrow's join forgets records of nulls alone
        return pc.utf8_slice_codeunits(pc.binary_join_element_wise(*words, text_value("")), 1)


def _over_records(note: Note, rows: Ints, n: int) -> Note:
    """A note on rows as a note on n records. rows: the index of each row among the records."""
    mask, codes = np.zeros(n, dtype=np.bool_), None
    mask[rows] = note.mask
    if note.codes is not None:
        codes = np.zeros(n, dtype=np.intp)
        codes[rows] = note.codes
    return replace(note, mask=mask, codes=codes)
