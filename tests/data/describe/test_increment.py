"""What a block adds to its columns together, against each column by itself."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.describe.increment import Increment, increments_of

cells = st.floats(-1e200, 1e200) | st.sampled_from([0.0, -0.0, 1.0]) | st.just(float("nan"))
blocks = st.integers(1, 30).flatmap(
    lambda n: st.lists(st.lists(cells, min_size=n, max_size=n).map(np.array), min_size=1, max_size=5)
)


def same(a, b):
    return (a is None) == (b is None) and (a is None or np.array_equal(a, b, equal_nan=True))


def assert_the_same(together, alone):
    assert (together.missing, repr(together.alone), repr(together.paired)) == (
        alone.missing,
        repr(alone.alone),
        repr(alone.paired),
    )
    for name in ("present", "distinct", "low", "high", "origins", "weights"):
        assert same(getattr(together, name), getattr(alone, name)), name


@given(blocks, st.booleans(), st.booleans())
def test_columns_together_add_the_same_to_the_last_bit_as_one_by_one(columns, with_target, weighted):
    n = len(columns[0])
    target, weights = columns[-1] if with_target else None, np.arange(1.0, n + 1) if weighted else None
    counted = [k % 2 == 0 for k in range(len(columns))]
    together = increments_of(columns, target, counted, np.arange(n), weights)
    for x, count, increment in zip(columns, counted, together, strict=True):
        assert_the_same(increment, Increment.of(x, target, counted=count, origins=np.arange(n), weights=weights))


def test_blocks_as_long_as_are_taken_together_add_the_same_as_well():
    random = np.random.default_rng(0)
    for n in (999, 1000, 1001):
        columns = list(random.normal(5, 1000, size=(7, n)))
        together = increments_of(columns, columns[3], [True] * 7, np.arange(n), None)
        for x, increment in zip(columns, together, strict=True):
            assert_the_same(increment, Increment.of(x, columns[3], counted=True, origins=np.arange(n)))
