"""Hashes of rows, against sets of tuples of their cells."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.rows.hashes import HASHED_TOGETHER, hashes_of

NAN = float("nan")


def duplicate_rows(numeric, codes):
    return len(numeric) - len(set(hashes_of(list(numeric.T), list(codes.T)).tolist()))


def test_rows_that_are_hashed_together_with_others_have_the_same_hash():
    x = np.arange(2.0 * HASHED_TOGETHER + 5) % 1000
    codes, some = x.astype(np.intp) % 3, slice(HASHED_TOGETHER - 3, HASHED_TOGETHER + 9)
    x[x == 7] = NAN
    whole = hashes_of([x, -x], [codes])
    assert whole[some].tolist() == hashes_of([x[some], -x[some]], [codes[some]]).tolist()
    assert len(set(whole.tolist())) == 1000


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.5, -0.12345, None]), st.integers(0, 2)), min_size=1))
def test_repeated_rows_are_counted_and_missing_equals_only_missing(rows):
    numeric = np.array([[NAN if number is None else number] for number, _ in rows])
    codes = np.array([[code] for _, code in rows], dtype=np.intp)
    assert duplicate_rows(numeric, codes) == len(rows) - len(set(rows))


def test_zero_and_minus_zero_are_the_same_number():
    assert duplicate_rows(np.array([[0.0], [-0.0]]), np.zeros((2, 0), dtype=np.intp)) == 1


def test_the_real_repeated_rows_are_those_of_a_set(shared):
    lines = (shared / "diabetes.csv").read_text().split()[1:]
    numeric = np.array([[float(cell) for cell in line.split(",")] for line in [*lines, *lines[:7]]])
    assert duplicate_rows(numeric, np.zeros((len(numeric), 0), dtype=np.intp)) == len(numeric) - len(set(lines))
