"""Bundles of rows, against the rows in a row."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.files.chunk import Block, Chunk
from lrcli.data.files.structure.dialect import Dialect
from lrcli.data.rows.bundles import bundles
from lrcli.data.rows.read import Cells


def cells(rows):
    """Rows that are told apart by their origins."""
    own = np.array(rows, dtype=np.intp)
    return Cells([own / 2], [own + 1], own * 3.0, own, Chunk("t.csv", None, Block(b"", 1), Dialect(",", '"', None)), {})


@given(st.lists(st.integers(0, 12), max_size=8), st.integers(1, 10))
def test_bundles_hold_all_rows_in_order_and_are_full_but_for_the_last_however_the_blocks_are_cut(lengths, size):
    edges = np.cumsum([0, *lengths])
    blocks = [cells(range(start, end)) for start, end in pairwise(edges)]
    several = list(bundles(blocks, size))
    rows = [origin for bundle in several for origin in bundle.origins.tolist()]
    assert rows == list(range(edges[-1]))
    assert [len(bundle) for bundle in several[:-1]] == [size] * (len(several) - 1)
    for bundle in several:
        assert 0 < len(bundle) <= size
        assert (bundle.numeric[0] * 2 == bundle.origins).all()
        assert (bundle.codes[0] - 1 == bundle.origins).all()
