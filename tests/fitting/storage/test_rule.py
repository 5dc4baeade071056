"""How the rows of a table are kept, and that they tell the same in every way."""

import bz2
import csv
import gzip
import hashlib
import io
import sys
from dataclasses import fields, is_dataclass
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from parts import by_windows
from reading import read_table
from tables import fit_encoding

from lrcli.data.columns.schema import Columns
from lrcli.data.files.dataset import Files
from lrcli.data.tables.encoding import Encoding
from lrcli.data.tables.gather import Gatherer, Plan, Sample
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.split import Split, by_folds, by_split
from lrcli.data.tables.windows import Window
from lrcli.fitting.storage.moments import MomentStorage
from lrcli.fitting.storage.rows import RowStorage
from lrcli.fitting.storage.rule import gather
from lrcli.fitting.storage.shuffled import ShuffledStorage
from lrcli.learning.linear import Block, second_moments
from lrcli.limits import Limits

COLUMNS = Columns("y", ("a", "b"), ("kind",))
ROWS = 2_345
SPLIT = by_split(Split(8, 1, 1), 5)
FOLDS = by_folds(3, 5)


def choose(first):
    return COLUMNS


@cache
def content(mean=10.0, start=0):
    """Two numbers, one missing only late, a text whose last level comes late, and a target that is missing at times.

    start: the first row; from 1,345 on they are a thousand, and the level comes late all the same.
    """
    rng = np.random.default_rng(3)
    lines = ["a,b,kind,y"]
    for k in range(start, ROWS):
        a, b, y = repr(float(rng.normal(mean))), repr(float(rng.normal())), repr(float(rng.normal(100, 20)))
        kind = "late" if k > 2000 else ["x", "z", ""][k % 3]
        lines.append(f"{a},{'' if k > 1500 and k % 7 == 0 else b},{kind},{'' if k % 100 == 9 else y}")
    return "\n".join(lines) + "\n"


NO_ROWS = ("files", "places", "limits", "surveys")  # fields of a storage beside its rows; a survey has its own tests
SMALL = {"window_rows": 250, "block_bytes": 4096, "first_bytes": 2048}


def gathered(path, dealer=SPLIT, size=16, *, columns=COLUMNS, scratch=None, **limits):
    """Windows of 250 rows; from 500 rows on there is no table any more."""
    with Files([path], limits=Limits(**{**SMALL, "moments": True, **limits})) as files:
        return gather(files, lambda first: columns, Plan(dealer, size), scratch or Scratch())


def counted(text):
    """How many cells of each column are empty, in the rows that have a target."""
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["y"]]
    counts = {name: sum(not row[name] for row in rows) for name in ("a", "b", "kind")}
    return {name: count for name, count in counts.items() if count}


def arrays(record):
    """All arrays and numbers of a record but those of the NO_ROWS, flat."""
    if is_dataclass(record):
        record = [getattr(record, field.name) for field in fields(record) if field.name not in NO_ROWS]
    if isinstance(record, dict):
        record = [*record.items()]
    return [leaf for part in record for leaf in arrays(part)] if isinstance(record, list | tuple) else [record]


def same(a, b):
    """Whether all arrays are the same to the last bit."""
    return all(
        np.array_equal(x, y, equal_nan=isinstance(x, np.ndarray)) for x, y in zip(arrays(a), arrays(b), strict=True)
    )


def assert_rows(rows, table, chosen):
    """These rows, each of which has a target of its own, are the chosen ones of a table, in any order."""
    place = {y: k for k, y in enumerate(table.rows.y.tolist())}
    theirs = np.array([place[y] for y in rows.y.tolist()], dtype=int)
    assert sorted(theirs.tolist()) == np.arange(len(table))[chosen].tolist()
    np.testing.assert_array_equal(rows.numeric, table.rows.numeric[theirs])
    np.testing.assert_array_equal(rows.codes, table.rows.codes[theirs])


# Few rows and many


@pytest.mark.parametrize("size", [700, 4096, 10**6])
@pytest.mark.parametrize(("rows", "kind"), [(499, RowStorage), (500, MomentStorage)])
def test_from_twice_a_window_on_rows_are_not_kept_and_those_without_a_target_do_not_count(write, rows, kind, size):
    lines = content().splitlines(keepends=True)
    has_target = [not line.endswith(",\n") for line in lines]
    end = 1 + int(np.argmax(np.cumsum(has_target) > rows))
    found = gathered(write("".join(lines[:end]) + "1,2,x,\n" * 50), block_bytes=size)
    assert type(found) is kind
    assert len(found) == rows


def test_a_block_without_any_target_is_counted_and_ends_nothing(write):
    path = write("a,b,kind,y\n1,2,x,3\n" + "1,2,x,\n" * 100 + "4,5,z,6\n" * 600)
    found = gathered(path, block_bytes=64)
    assert isinstance(found, MomentStorage)
    assert (len(found), found.left_out.without_target) == (601, 100)


def test_few_rows_are_the_table(write):
    path = write(content())
    found, table = gathered(path, window_rows=ROWS), read_table(path, choose)
    assert same(found, table)
    assert found.files == table.files


def test_rows_are_kept_shuffled_where_moments_do_not_pay(write):
    path = write(content())
    found, table = gathered(path, moments=False), read_table(path, choose)
    assert isinstance(found, ShuffledStorage)
    assert (len(found), found.left_out.without_target, found.levels) == (
        len(table),
        table.left_out.without_target,
        table.levels,
    )
    assert (found.files, found.missing(), found.spilled) == (table.files, table.missing(), 0)
    for part in range(3):
        chosen = np.flatnonzero(by_windows(SPLIT, len(table), 250) == part)
        assert sorted(found.shuffled.rows([part])[:]["y"]) == sorted(table.rows.y[chosen])


def test_windows_of_many_columns_have_fewer_rows(write):
    """Else a window of a thousand columns would take half a gigabyte."""
    names = [f"x{k}" for k in range(640)]
    line = ",".join(["1"] * 640)
    path = write(",".join([*names, "y"]) + "\n" + "".join(f"{line},{k}\n" for k in range(60)))
    found = gathered(path, moments=False, columns=Columns("y", tuple(names), ()))
    assert [len(rows) for part, rows in found.shuffled.pieces if part == 0] == [20, 28]


@pytest.mark.parametrize("block", [700, 10**6])
@pytest.mark.parametrize(("size", "kind"), [(9, MomentStorage), (8, ShuffledStorage)])
def test_moments_are_kept_where_they_are_fewer_numbers_than_the_rows_of_a_minibatch(write, block, size, kind):
    """6 x 6 for 1, a, b, and kind's missing, x and z: the late one is not known yet. A row is 1, a, b and kind."""
    found = gathered(write(content()), size=size, moments=None, block_bytes=block)
    assert type(found) is kind


# What moments tell


@pytest.mark.parametrize("mean", [10.0, 1e9])
@pytest.mark.parametrize("dealer", [SPLIT, FOLDS])
def test_moments_tell_what_the_kept_rows_tell(write, mean, dealer):
    path = write(content(mean))
    moments, table = gathered(path, dealer), read_table(path, choose)
    roles = by_windows(dealer, len(table), 250)
    assert len(moments) == len(table)
    assert moments.left_out.without_target == table.left_out.without_target
    assert moments.missing() == table.missing() == counted(content(mean))
    assert (moments.files, moments.columns, moments.levels) == (table.files, table.columns, table.levels)
    for parts in ([0], [1, 2]):
        rows = np.flatnonzero(np.isin(roles, parts))
        kept, found = fit_encoding(table, rows, standardize=True).statistics, moments.moments.statistics(parts)
        np.testing.assert_allclose(found.mean, kept.mean, rtol=1e-15, atol=1e-15)
        np.testing.assert_allclose(found.std, kept.std, rtol=1e-13)
        assert [found.y_mean, found.y_std] == pytest.approx([kept.y_mean, kept.y_std], rel=1e-13)
        assert np.array_equal(found.lowest, kept.lowest)
        assert np.array_equal(found.highest, kept.highest)
        assert np.array_equal(found.missing, kept.missing)
        np.testing.assert_allclose(found.shares[0], kept.shares[0], atol=1e-15)


@pytest.mark.parametrize("mean", [10.0, 1e9])
@pytest.mark.parametrize("standardize", [True, False])
@pytest.mark.parametrize("dealer", [SPLIT, FOLDS])
def test_moments_moved_to_an_encoding_are_those_of_the_encoded_rows(write, mean, standardize, dealer):
    path = write(content(mean))
    moments, table = gathered(path, dealer), read_table(path, choose)
    roles = by_windows(dealer, len(table), 250)
    encoding = Encoding.of(moments.moments.statistics([0]), standardize=standardize)
    T = moments.moments.map_to(encoding)
    for part in range(3):
        rows = np.flatnonzero(roles == part)
        block = Block(*encoding.encode(table.rows[rows]))
        expected = second_moments(block, encoding.p)
        found = T.T @ moments.moments.total(moments.moments.of_roles([part])) @ T
        unit = np.sqrt(np.maximum(np.diag(expected), 1))
        np.testing.assert_allclose(found / np.outer(unit, unit), expected / np.outer(unit, unit), atol=1e-13)


@pytest.mark.parametrize("dealer", [SPLIT, FOLDS])
def test_every_window_is_dealt_by_itself(write, dealer):
    path = write(content())
    moments, table = gathered(path, dealer), read_table(path, choose)
    parts = by_windows(dealer, len(table), 250)
    for part in range(3):
        assert moments.moments.sizes[moments.moments.roles == part].sum() == np.count_nonzero(parts == part)
        assert_rows(moments.samples[part], table, parts == part)


def test_a_level_that_only_a_row_without_a_target_has_gets_the_share_zero(write):
    text = content() + "1,2,never,\n"
    moments, table = gathered(write(text)), read_table(write(text), choose)
    assert moments.levels == (("x", "z", "late", "never"),) == table.levels
    found = moments.moments.statistics([0])
    assert found.shares[0].shape == (5,)
    assert found.shares[0][-1] == 0
    assert Encoding.of(found, standardize=True).p == 1 + 2 + 1 + 5


@pytest.mark.parametrize("columns", [Columns("y", (), ("kind",)), Columns("y", ("a", "b"), ()), Columns("y", (), ())])
def test_there_may_be_no_numbers_or_no_texts(write, columns):
    path = write(content())
    moments = gathered(path, columns=columns)
    table = read_table(path, lambda first: columns)
    encoding = Encoding.of(moments.moments.statistics([0]), standardize=True)
    trains = by_windows(SPLIT, len(table), 250) == 0
    block = Block(*encoding.encode(table.rows[trains]))
    T = moments.moments.map_to(encoding)
    found = T.T @ moments.moments.total(moments.moments.of_roles([0])) @ T
    np.testing.assert_allclose(found, second_moments(block, encoding.p), atol=1e-13)


# Minibatches


def counts_of_windows(sizes, rows):
    """How many minibatches each window of so many rows was cut into; every window must end where a minibatch does."""
    ends = np.cumsum(sizes)
    places = 1 + np.searchsorted(ends, np.arange(rows, ends[-1] - rows + 1, rows))
    assert np.array_equal(ends[places - 1] % rows, np.zeros(len(places)))
    return np.diff([0, *places])


def test_minibatches_of_a_window_differ_in_size_by_one_row_and_hold_every_row_once(write):
    """2,321 rows have a target: 8 windows of 250, of which 200, 25 and 25 rows are of a part, and one of 321."""
    moments = gathered(write(content()), size=16).moments
    assert moments.sizes.sum() == len(moments) == 2321
    for part, rows, count in ((0, 200, 12), (1, 25, 2), (2, 25, 2)):
        sizes = moments.sizes[moments.roles == part]
        assert counts_of_windows(sizes, rows).tolist() == [count] * 8
        windows = [*sizes[: 8 * count].reshape(8, count), sizes[8 * count :]]
        assert all(np.ptp(window) <= 1 for window in windows)
        assert [window.sum() for window in windows[:8]] == [rows] * 8


def test_halving_keeps_every_total(write):
    path = write(content())
    found = gathered(path)
    merged = gathered(path, stack_bytes=found.moments.A.nbytes // 4)
    whole, halved = found.moments, merged.moments
    assert halved.A.nbytes < whole.A.nbytes // 3
    for part in range(3):
        a, b = (found.total(found.of_roles([part])) for found in (whole, halved))
        np.testing.assert_allclose(a, b, rtol=1e-13, atol=1e-13)
        assert whole.sizes[whole.roles == part].sum() == halved.sizes[halved.roles == part].sum()
    assert same(found.samples, merged.samples)
    assert same(whole.ranges, halved.ranges)


@pytest.mark.parametrize("parts", [2, 4, 8])
def test_after_halving_every_window_still_has_as_many_minibatches_as_any_other(write, parts):
    """Else an epoch sees late rows more often than early ones, and learns from them something else."""
    path = write(content())
    moments = gathered(path, stack_bytes=gathered(path).moments.A.nbytes // parts).moments
    assert len(set(counts_of_windows(moments.sizes[moments.roles == 0], 200).tolist())) == 1


def test_windows_of_one_minibatch_each_are_merged_no_more(write, monkeypatch):
    """Else each further window of a billion rows would cost as much as all before it together."""
    halvings = []
    halve = Gatherer.halve
    monkeypatch.setattr(Gatherer, "halve", lambda gatherer: halvings.append(gatherer.most) or halve(gatherer))
    moments = gathered(write(content()), size=16, stack_bytes=1).moments
    assert counts_of_windows(moments.sizes[moments.roles == 0], 200).tolist() == [1] * 8
    assert halvings == [12] * 4  # 200 / 16 minibatches; those of the last window, 16, are merged as often


# The same result from the same bytes


@pytest.mark.parametrize("threads", ["1", "2", "5"])
@pytest.mark.parametrize("dealer", [SPLIT, FOLDS])
def test_threads_and_block_sizes_and_pipes_change_nothing(monkeypatch, write, threads, dealer):
    text = content(start=1_345)
    expected = gathered(write(text), dealer)
    monkeypatch.setenv("LRCLI_THREADS", threads)
    assert same(gathered(write(text), dealer), expected)
    assert same(gathered(write(gzip.compress(text.encode()), "t.csv.gz"), dealer), expected)
    assert same(gathered(write(bz2.compress(text.encode()), "t.csv.bz2"), dealer), expected)
    for size in (700, 5000, 10**6):
        assert same(gathered(write(text), dealer, block_bytes=size), expected)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert same(gathered("-", dealer, block_bytes=size), expected)


cell = st.sampled_from(["1", "2.5", "-3e3", " 7 ", "", "NA"])
row = st.tuples(cell, cell, st.sampled_from(["x", '"x\ny"', '"a,b"', "z", "", " ? "]), st.sampled_from(["1", "4", ""]))


@given(
    st.lists(row, min_size=12, max_size=60), st.sampled_from(["1", "2", "5"]), st.integers(11, 300), st.integers(1, 5)
)
def test_the_result_depends_on_the_rows_alone(rows, threads, block, size):
    text = "a,b,kind,y\n1,1,x,1\n" + "".join(f"{','.join(row)}\n" for row in rows)

    def run(threads, block):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LRCLI_THREADS", threads)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
            limits = {"window_rows": 4, "sample_rows": 8, "block_bytes": block}
            return gathered("-", by_split(Split(2, 1, 0), 0), size, **limits)

    assert same(run(threads, block), run("1", 1 << 20))


@pytest.mark.parametrize("threads", ["1", "2", "5"])
@pytest.mark.parametrize("dealer", [SPLIT, FOLDS])
def test_kept_rows_are_the_same_however_they_come_and_wherever_they_are_kept(monkeypatch, write, threads, dealer):
    """In memory, the first of them in memory, all in the temporary file."""
    text = content(start=1_345)

    def rows(memory, block):
        with Scratch(memory) as scratch:
            found = gathered(write(text), dealer, moments=False, scratch=scratch, block_bytes=block)
            return (
                [(part, piece[:].tobytes()) for part, piece in found.shuffled.pieces],
                arrays(found.shuffled.tallies),
                found.spilled,
            )

    *expected, spilled = rows(None, 1 << 20)
    assert spilled == 0
    monkeypatch.setenv("LRCLI_THREADS", threads)
    for memory, block in ((0, 700), (20_000, 5000), (10**6, 10**6)):
        *found, spilled = rows(memory, block)
        assert found[0] == expected[0]
        assert same(found[1], expected[1])
        assert (spilled > 0) is (memory < 10**6)


def test_the_file_is_known_by_name_size_and_digest(write):
    text = content().encode()
    (file,) = gathered(write(gzip.compress(text), "cars.csv.gz")).files
    assert (file.name, file.bytes, file.sha256) == ("cars.csv.gz", len(text), hashlib.sha256(text).hexdigest())


# Samples


def test_a_sample_of_many_rows_is_of_rows_of_its_part_and_every_row_of_a_small_part(write):
    path = write(content())
    moments, table = gathered(path, sample_rows=300), read_table(path, choose)
    parts = by_windows(SPLIT, len(table), 250)
    for part in (1, 2):
        assert_rows(moments.samples[part], table, parts == part)
    sample = moments.samples[0].y.tolist()
    assert 150 < len(sample) <= 300
    assert set(sample) < set(table.rows.y[parts == 0].tolist())


def test_a_sample_holds_the_rows_that_were_drawn_in_their_order():
    sample, seen = Sample(Columns("y", ("x",), ("t",)), 40, [0, 2, 1]), 0
    for n in (30, 0, 30, 60):
        y = seen + np.arange(float(n))
        sample.add(Window([y + 0.5], [y.astype(int)], y, y.astype(int), {1: np.flatnonzero(y % 2 == 1)}), 1)
        seen += n
    rows = sample.rows()
    assert 0 < len(rows.y) <= 40
    assert all(y % 2 == 1 for y in rows.y)
    assert rows.y.tolist() == sorted(rows.y.tolist())
    assert rows.numeric.tolist() == [[y + 0.5] for y in rows.y]
    assert rows.codes.tolist() == [[y] for y in rows.y]
