"""Words about single records, against joining them record by record."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.files.chunk import Block, Chunk
from lrcli.data.files.structure.dialect import Dialect
from lrcli.data.files.structure.irregular import Irregular
from lrcli.data.rows.notes import RAGGED, Note, Notes

COMMA = Dialect(",", '"', None)
NAMES = ["lpg", "öko gas", 'a "b"']


def chunk_of(n, ragged=()):
    """Records of which some are no rows."""
    lines = [b"1,2,3" if k in ragged else b"1,2" for k in range(n)]
    table = pa.table({"a": [1] * (n - len(ragged))})
    return Chunk(
        "t.csv", table, Block(b"\n".join(lines) + b"\n", 2), COMMA, tuple(Irregular("long", k, 3) for k in ragged)
    )


def mask(*values):
    return np.array(values, dtype=np.bool_)


@st.composite
def noted(draw):
    """Some records, which of them are ragged, and notes on the rows among them."""
    n = draw(st.integers(1, 6))
    ragged = sorted(draw(st.sets(st.integers(0, n - 1), max_size=n - 1)))
    rows = n - len(ragged)
    notes = []
    for k in range(draw(st.integers(0, 3))):
        where = np.array(draw(st.lists(st.booleans(), min_size=rows, max_size=rows)), dtype=np.bool_)
        codes = draw(st.none() | st.lists(st.integers(1, len(NAMES)), min_size=rows, max_size=rows))
        notes.append(Note("unseen", f"x{k}", where, None if codes is None else np.array(codes), NAMES))
    return n, ragged, notes


@given(noted())
def test_the_words_of_a_record_are_those_of_its_notes_in_order(case):
    n, ragged, notes = case
    rows = [k for k in range(n) if k not in ragged]
    expected = [RAGGED if k in ragged else "" for k in range(n)]
    for row, k in enumerate(rows):
        words = []
        for note in notes:
            text = "" if note.codes is None else f"={NAMES[note.codes[row] - 1]}"
            words += [f"unseen:{note.feature}{text}"] if note.mask[row] else []
        expected[k] = " ".join(words)
    assert Notes.of_chunk(chunk_of(n, ragged), notes).texts().to_pylist() == expected


def test_where_nothing_is_said_there_are_empty_texts_and_no_notes():
    notes = Notes.of_chunk(chunk_of(3), [Note("missing", "km", mask(False, False, False))])
    assert list(notes) == []
    assert notes.texts().to_pylist() == ["", "", ""]


def test_the_text_of_a_note_is_that_of_its_record():
    note = Note("unseen", "fuel", mask(True, True), np.array([2, 1]), NAMES)
    assert [note.text(0), note.text(1)] == ["öko gas", "lpg"]
    assert Note("missing", "km", mask(True)).text(0) == ""


def test_a_note_on_rows_is_one_on_their_records():
    """The first and the third of four records are no rows."""
    found = list(Notes.of_chunk(chunk_of(4, [0, 2]), [Note("missing", "km", mask(False, True))]))
    assert [note.mask.tolist() for note in found] == [[False, False, False, True], [True, False, True, False]]
