"""Rows that do not fit are read back as they were, and their file is nowhere to be seen."""

import os
import tempfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.tables.scratch import Scratch, parse_size, size
from lrcli.data.tables.shuffled import Chain
from lrcli.errors import DataError, OptionError

KIND = np.dtype([("numeric", np.float64, (2,)), ("codes", np.int32, (0,)), ("y", np.float64)])


def rows(start, count):
    found = np.zeros(count, dtype=KIND)
    found["numeric"][:, 1] = found["y"] = np.arange(start, start + count)
    return found


@given(st.lists(st.integers(1, 20), min_size=1, max_size=8), st.integers(0, 3000), st.data())
def test_any_slice_of_kept_rows_is_that_of_the_rows(sizes, memory, data):
    starts = np.cumsum([0, *sizes]).tolist()
    with Scratch(memory) as scratch:
        chain = Chain([scratch.keep(rows(start, n)) for start, n in zip(starts, sizes, strict=False)])
        start = data.draw(st.integers(0, starts[-1] - 1))
        stop = data.draw(st.integers(start + 1, starts[-1]))
        assert len(chain) == starts[-1]
        assert np.array_equal(chain[start:stop], rows(start, stop - start))
        assert scratch.held <= memory
        assert scratch.held + scratch.written == KIND.itemsize * starts[-1]


def test_the_file_has_no_name(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Scratch(0) as scratch:
        kept = scratch.keep(rows(0, 1000))
        assert scratch.written == 1000 * KIND.itemsize
        assert list(tmp_path.iterdir()) == []
        assert kept[998:]["y"].tolist() == [998, 999]
        descriptor = scratch.file.fileno()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_an_error_that_says_what_to_do(monkeypatch):
    with open("/dev/full", "wb", buffering=0) as full:
        monkeypatch.setattr(tempfile, "TemporaryFile", lambda buffering, dir: full)
        with (
            Scratch(0) as scratch,
            pytest.raises(
                DataError, match=r"No space left on device; .* --memory, or name a folder with room by --scratch"
            ),
        ):
            scratch.keep(rows(0, 1))


def test_by_default_a_quarter_of_the_machine_is_used():
    with open("/proc/meminfo") as file:
        total = int(file.readline().split()[1]) * 1024
    assert Scratch().memory == pytest.approx(total / 4, rel=1e-3)


@pytest.mark.parametrize(
    ("text", "found"),
    [("512", 512), ("1K", 1024), ("500M", 500 << 20), ("2g", 2 << 30), ("1.5GB", 3 << 29), (" 1 TB", None), ("0", 0)],
)
def test_sizes_are_read(text, found):
    if found is None:
        with pytest.raises(OptionError, match=r"memory ' 1 TB' is not a size like 500M or 2G"):
            parse_size(text)
    else:
        assert parse_size(text) == found


@pytest.mark.parametrize("text", ["", "M", "-1", "nan", "inf", "1e9", "2 G B", "2X", "٣"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(OptionError, match="is not a size"):
        parse_size(text)


@pytest.mark.parametrize(("count", "text"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KB"), (6 << 30, "6 GB")])
def test_sizes_are_written_as_a_person_reads_them(count, text):
    assert size(count) == text
