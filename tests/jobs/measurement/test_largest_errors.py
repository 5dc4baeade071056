"""The largest errors of rows that come some at a time, against sorting all of them."""

from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.files.chunk import Block, Chunk
from lrcli.data.files.structure.dialect import Dialect
from lrcli.data.rows.read import Cells
from lrcli.jobs.measurement.largest_errors import LargestErrors
from lrcli.jobs.measurement.prediction_diagnostics import WORST

CHUNK = Chunk("t.csv", None, Block(b"", 1), Dialect(",", '"', None))
MODEL = SimpleNamespace(inputs=[], numeric=[], target=SimpleNamespace(name="y", form=None, mean=0.0, std=1.0))


@given(st.lists(st.integers(-6, 6), min_size=1, max_size=60), st.lists(st.integers(1, 59)))
def test_they_are_the_largest_of_all_and_of_equal_ones_the_first_however_the_rows_arrive(errors, cuts):
    largest, all_errors = LargestErrors(MODEL), np.array(errors, dtype=float)
    for rows in np.split(np.arange(len(errors)), sorted({cut for cut in cuts if cut < len(errors)})):
        y = np.full(len(rows), 100.0)
        largest.add(Cells([], [], y, rows, CHUNK, {}), y + all_errors[rows])
    first = sorted(range(len(errors)), key=lambda k: (-abs(errors[k]), k))[:WORST]
    assert [(row.origin, row.predicted) for row in largest.rows] == [(k, 100.0 + errors[k]) for k in first]
