"""Tables made by hand or by chance, and their rows in pieces, for tests of what becomes of many rows."""

from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from lrcli.data.columns.schema import Columns
from lrcli.data.files.dataset import File
from lrcli.data.rows.dropped_rows import DroppedRows
from lrcli.data.rows.read import Cells
from lrcli.data.rows.rows import Rows
from lrcli.data.tables.encoding import Encoding, statistics
from lrcli.data.tables.split import Split, by_folds, by_split
from lrcli.data.tables.windows import Windows
from lrcli.fitting.storage.rows import RowStorage

NAN = float("nan")
ALL = by_split(Split(1, 0, 0), 0)
dealers = st.one_of(
    st.builds(by_split, st.builds(Split, st.integers(1, 4), st.integers(0, 2), st.integers(0, 2)), st.integers(0, 9)),
    st.builds(by_folds, st.integers(2, 4), st.integers(0, 9)),
)


def table(numeric=(), texts=(), y=()):
    """A table of columns of numbers, and of columns of texts in which None is missing."""
    levels = [tuple(dict.fromkeys(text for text in column if text is not None)) for column in texts]
    codes = [[(None, *seen).index(text) for text in column] for column, seen in zip(texts, levels, strict=True)]
    return RowStorage(
        files=(File("cars.csv", 0, ""),),
        columns=Columns("y", tuple(f"x{k}" for k in range(len(numeric))), tuple(f"t{k}" for k in range(len(texts)))),
        levels=tuple(levels),
        left_out=DroppedRows(),
        rows=Rows(
            np.array(numeric, dtype=float).reshape(len(numeric), len(y)).T,
            np.array(codes, dtype=np.intp).reshape(len(texts), len(y)).T,
            np.array(y, dtype=float),
            np.arange(2, 2 + len(y)),
        ),
    )


def fit_encoding(data, rows, **options):
    """What is learned of some rows of a table."""
    return Encoding.of(statistics(data.rows, rows, data.codes), **options)


def cells(data, rows):
    some = data.rows[rows]
    return Cells(list(some.numeric.T), list(some.codes.T), some.y, some.origins, None, {})


numbers = st.integers(-(10**6), 10**6).map(lambda value: value / 1000)
texts = st.sampled_from([None, "gas", "diesel", "electric"])


@st.composite
def tables(draw):
    """8 to 40 rows; each column of numbers has one in the first row, for the provisional centre."""
    n, d, c = draw(st.integers(8, 40)), draw(st.integers(0, 3)), draw(st.integers(0, 2))
    cell = st.one_of(numbers, st.just(NAN))
    numeric = [[draw(numbers), *draw(st.lists(cell, min_size=n - 1, max_size=n - 1))] for _ in range(d)]
    columns = [draw(st.lists(texts, min_size=n, max_size=n)) for _ in range(c)]
    return table(numeric, columns, draw(st.lists(numbers, min_size=n, max_size=n)))


def windows(data, dealer, size, cuts=()):
    """The windows of a table whose rows come in pieces."""
    edges = sorted({0, *(cut for cut in cuts if cut < len(data)), len(data)})
    return Windows((cells(data, slice(*edge)) for edge in pairwise(edges)), size, dealer)
