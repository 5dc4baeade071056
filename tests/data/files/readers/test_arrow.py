"""Arrow's own files, streams and Feather are the tables that they were written from; so is ORC."""

import io
import struct
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.feather
import pyarrow.orc
import pytest
from containers import cells_of, text_and_remarks, text_of

from lrcli.errors import DataError
from lrcli.limits import Limits

TABLE = pa.table({"km": [1, 2, 3], "price": [2.5, None, 4.25], "fuel": ["gas", "a,b", None]})
CELLS = [["km", "price", "fuel"], ["1", "2.5", "gas"], ["2", "", "a,b"], ["3", "4.25", ""]]


def _stream(table, path):
    with pa.ipc.new_stream(path, table.schema) as writer:
        writer.write_table(table, 2)


WRITERS = {
    "feather": pa.feather.write_feather,
    "uncompressed": lambda table, path: pa.feather.write_feather(table, path, compression="uncompressed"),
    "stream": _stream,
    "orc": pa.orc.write_table,
}


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("rows", [1, 2, 1 << 16])
def test_it_is_read_as_csv(tmp_path, form, rows):
    WRITERS[form](TABLE, str(tmp_path / "t.csv"))
    assert cells_of(tmp_path / "t.csv", Limits(container_rows=rows)) == CELLS


def test_a_text_that_points_outside_the_file_is_an_error_and_no_crash(write):
    """In a process of its own, which the system would end."""
    sink = io.BytesIO()
    pa.feather.write_feather(TABLE, sink, compression="uncompressed")
    ends = struct.pack("<4i", 0, 3, 6, 6)  # of the texts gas, a,b and none
    far = struct.pack("<4i", 0, 0x7FFFFFF0, 6, 6)
    path = write(sink.getvalue().replace(ends, far), "t.feather")
    assert far in Path(path).read_bytes()
    argv = [sys.executable, "-m", "lrcli", "stats", path]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"lrcli: cannot read {path} as an Arrow file: ")


@pytest.mark.parametrize("form", ["feather", "orc"])
def test_a_column_of_lists_is_left_out_with_its_type(tmp_path, form):
    WRITERS[form](TABLE.append_column("tags", pa.array([["a"], [], None])), str(tmp_path / "t"))
    text, remarks = text_and_remarks(tmp_path / "t")
    assert text.splitlines()[0] == "km,price,fuel"
    assert [remark.partition(",")[0] for remark in remarks] == ["column 'tags' left out"]


@pytest.mark.parametrize("form", WRITERS)
def test_a_damaged_file_is_an_error(tmp_path, form):
    WRITERS[form](TABLE, str(tmp_path / "t"))
    content = (tmp_path / "t").read_bytes()
    (tmp_path / "t").write_bytes(content[:60])
    with pytest.raises(DataError, match=r"cannot read .* as an (Arrow|ORC) "):
        text_of(tmp_path / "t")


def test_an_orc_file_of_an_unknown_version_is_told_by_a_remark_and_by_no_library(tmp_path, capfd):
    pa.orc.write_table(pa.table({"x": [1, 2, 3], "y": [4, 5, 6]}), tmp_path / "t.orc")
    data = (tmp_path / "t.orc").read_bytes()
    version = bytes([0x22, 2, 0, 12])  # of the postscript: field 4, two numbers, 0.12
    assert data.count(version) == 1
    (tmp_path / "t.orc").write_bytes(data.replace(version, bytes([0x22, 2, 7, 12])))
    _, remarks = text_and_remarks(tmp_path / "t.orc")
    assert remarks == [f"{tmp_path / 't.orc'} was written in an unknown format version 7.12"]
    assert capfd.readouterr().err == ""
