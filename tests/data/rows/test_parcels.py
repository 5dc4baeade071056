"""Packing is no part of a result: every bit comes back, in fewer bytes where numbers are alike."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from lrcli.data.rows.parcels import FEWEST_BYTES, pack, unpack

TYPES = st.sampled_from([np.float64, np.int64, np.int32, np.uint64, np.bool_, np.uint8])


def same(one, other):
    return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())


@given(TYPES.flatmap(lambda dtype: arrays(dtype, array_shapes(max_dims=3, max_side=4))), st.integers(1, 300))
def test_arrays_come_back_bit_by_bit(some, times):
    several = np.concatenate([some] * times)
    assert same(unpack(pack(several)), several)


def test_what_holds_arrays_comes_back_with_all_else():
    rows = np.zeros(500, dtype=[("numeric", np.float64, (3,)), ("codes", np.int32, (2,))])
    rows["numeric"], rows["codes"] = np.random.default_rng(0).normal(size=(500, 3)), 7
    turned = np.arange(4000.0).reshape(40, 100).T
    words = np.array([("a", 1), None] * 400, dtype=object)
    text, values = unpack(pack(("text", [rows, rows["codes"], turned, words])))
    assert text == "text"
    assert all(map(same, values[:3], [rows, rows["codes"], turned]))
    assert values[3].tolist() == words.tolist()


@pytest.mark.parametrize("change", [lambda A: A, lambda A: A.__setitem__((5, 1, 2), -0.0)])
def test_symmetric_matrices_take_half_the_bytes_unless_a_bit_differs(change):
    Z = np.random.default_rng(0).normal(size=(200, 12, 30))
    A = Z @ Z.transpose(0, 2, 1)
    A[5, 1, 2] = A[5, 2, 1] = 0.0
    change(A)
    assert same(unpack(pack(A)), A)
    assert (len(pack(A)) < 0.6 * A.nbytes) == (not np.signbit(A[5, 1, 2]))


def test_whole_numbers_and_lines_take_a_few_of_their_bytes():
    random = np.random.default_rng(0)
    ages, lines = random.integers(0, 100, 10_000).astype(np.float64), 5 * np.arange(10_000) + (1 << 40)
    assert len(pack(ages)) < 0.3 * ages.nbytes
    assert len(pack(lines)) < 0.1 * lines.nbytes
    small = np.zeros(FEWEST_BYTES // 8 - 1)
    assert len(pack(small)) == len(pickle.dumps(small, pickle.HIGHEST_PROTOCOL))
