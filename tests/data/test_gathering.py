"""Tables too large to keep, against the same rows kept."""

import gzip
import io
import sys

import numpy as np
import pytest

from lrcli.data import gathering, source
from lrcli.data.columns import Columns
from lrcli.data.encoding import Encoding, fit_encoding
from lrcli.data.gathering import Plan, Sample, gather
from lrcli.data.moments import Moments, Window
from lrcli.data.split import Split, by_folds, by_split
from lrcli.data.table import read_table
from lrcli.learning.linear import Block, second_moments

COLUMNS = Columns("y", ("a", "b"), ("kind",))
ROWS, WINDOW = 2_345, 250
SPLIT = by_split(Split(8, 1, 1), 5)


def choose(source, first):
    return COLUMNS


def content(mean=10.0):
    """Two numbers, one missing only late, a text whose last level comes late, and a target that is missing at times."""
    rng = np.random.default_rng(3)
    lines = ["a,b,kind,y"]
    for k in range(ROWS):
        a, b, y = repr(float(rng.normal(mean))), repr(float(rng.normal())), repr(float(rng.normal(100, 20)))
        kind = "late" if k > 2000 else ["x", "z", ""][k % 3]
        lines.append(f"{a},{'' if k > 1500 and k % 7 == 0 else b},{kind},{'' if k % 100 == 9 else y}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def small(monkeypatch):
    """Windows of 250 rows; from 500 rows on only moments are kept."""
    monkeypatch.setattr(gathering, "WINDOW", WINDOW)
    monkeypatch.setattr(gathering, "KEPT", 2 * WINDOW)
    monkeypatch.setattr(source, "BLOCK_BYTES", 4096)
    monkeypatch.setattr(source, "PEEK_BYTES", 2048)
    return monkeypatch


def gathered(path, dealer=SPLIT, size=16, pays=True):
    return gather(path, choose, Plan(dealer, size, 5, lambda p, columns: pays))


def arrays(moments):
    return [moments.A, moments.sizes, moments.parts, *(x for part in moments.samples.values() for x in part)]


def same(a, b):
    """Whether all arrays are the same to the last bit."""
    pairs = zip(arrays(a), arrays(b), strict=True)
    return a.marks == b.marks and all(np.array_equal(x, y, equal_nan=x.dtype == float) for x, y in pairs)


def test_few_rows_are_kept_and_many_are_not(small, write):
    path = write(content())
    assert isinstance(gathered(path), Moments)
    small.setattr(gathering, "KEPT", ROWS)
    assert not isinstance(gathered(path), Moments)


def test_rows_are_kept_where_moments_do_not_pay(small, write):
    path = write(content())
    assert np.array_equal(gathered(path, pays=False).y, read_table(path, choose).y)


@pytest.mark.parametrize("mean", [10.0, 1e9])
@pytest.mark.parametrize("dealer", [SPLIT, by_folds(3, 5)])
def test_moments_tell_what_the_kept_rows_tell(small, write, mean, dealer):
    path = write(content(mean))
    moments, table = gathered(path, dealer), read_table(path, choose)
    roles = dealer.deal(0, len(table))
    assert len(moments) == len(table)
    assert moments.without_target == table.without_target
    assert moments.missing() == table.missing()
    for parts in ([0], [1, 2]):
        rows = np.flatnonzero(np.isin(roles, parts))
        kept, found = fit_encoding(table, rows, standardize=True).statistics, moments.statistics(parts)
        np.testing.assert_allclose(found.mean, kept.mean, rtol=1e-13)
        np.testing.assert_allclose(found.std, kept.std, rtol=1e-9)
        assert [found.y_mean, found.y_std] == pytest.approx([kept.y_mean, kept.y_std], rel=1e-12)
        assert np.array_equal(found.lowest, kept.lowest)
        assert np.array_equal(found.highest, kept.highest)
        assert np.array_equal(found.missing, kept.missing)
        np.testing.assert_allclose(found.shares[0], kept.shares[0], atol=1e-14)


@pytest.mark.parametrize("standardize", [True, False])
def test_moments_moved_to_an_encoding_are_those_of_the_encoded_rows(small, write, standardize):
    path = write(content())
    moments, table = gathered(path), read_table(path, choose)
    roles = SPLIT.deal(0, len(table))
    encoding = Encoding.of(moments.statistics([0]), standardize=standardize)
    T = moments.map_to(encoding)
    for part in range(3):
        rows = np.flatnonzero(roles == part)
        block = Block(*encoding.encode(table.numeric[rows], table.codes[rows], table.y[rows]))
        found = T.T @ moments.total(moments.of_parts([part])) @ T
        np.testing.assert_allclose(found, second_moments(block, encoding.p), rtol=1e-9, atol=1e-9)


def test_minibatches_of_a_window_differ_in_size_by_one_row_and_hold_every_row_once(small, write):
    moments = gathered(write(content()), size=16)
    assert moments.sizes.sum() == len(moments)
    full_windows = moments.sizes[moments.parts == 0][: 8 * (200 // 16)]
    assert set(full_windows) <= {16, 17}


@pytest.mark.parametrize("threads", ["1", "2", "5"])
def test_threads_and_block_sizes_and_pipes_change_nothing(small, write, threads):
    text = content()
    expected = gathered(write(text))
    small.setenv("LRCLI_THREADS", threads)
    assert same(gathered(write(text)), expected)
    assert same(gathered(write(gzip.compress(text.encode()), "t.csv.gz")), expected)
    for size in (700, 5000, 10**6):
        small.setattr(source, "BLOCK_BYTES", size)
        assert same(gathered(write(text)), expected)
        small.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert same(gathered("-"), expected)


def test_halving_keeps_every_total(small, write):
    path = write(content())
    whole = gathered(path)
    small.setattr(gathering, "STACK_BYTES", whole.A.nbytes // 4)
    halved = gathered(path)
    assert len(halved.sizes) < len(whole.sizes)
    for part in range(3):
        a, b = (found.total(found.of_parts([part])) for found in (whole, halved))
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


def test_a_sample_is_every_row_while_they_are_few_and_every_sth_of_many(monkeypatch):
    monkeypatch.setattr(gathering, "SAMPLE", 40)
    sample, seen = Sample(), 0
    for number in range(30):
        y = np.arange(seen, seen + 17.0)
        sample.add(Window(number, [y], [], y, np.arange(17) % 2), 1)
        seen += 17
        of_part = [k for k in range(seen) if (k % 17) % 2 == 1]
        found = sample.rows().y.tolist()
        assert found == of_part[:: sample.stride]
        assert len(found) <= 40
    assert sample.stride > 1


def test_a_block_without_any_target_is_counted_and_ends_nothing(small, write):
    small.setattr(source, "BLOCK_BYTES", 64)
    path = write("a,b,kind,y\n1,2,x,3\n" + "1,2,x,\n" * 100 + "4,5,z,6\n" * 600)
    found = gathered(path)
    assert isinstance(found, Moments)
    assert (len(found), found.without_target) == (601, 100)
