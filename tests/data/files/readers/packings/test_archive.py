"""The table in a zip or tar archive is the file that was put there."""

import gzip
import io
import tarfile
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from containers import text_and_remarks, text_of

from lrcli.errors import DataError, OptionError
from lrcli.limits import Limits

TEXT = "km,price\n1,2\n"


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(mode="w", **members):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, content in members.items():
            content = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


PACKERS = {
    "zip": zipped, "tar": tarred, "tgz": lambda **members: tarred("w:gz", **members),
    "txz": lambda **members: tarred("w:xz", **members), "gz of zip": lambda **m: gzip.compress(zipped(**m)),
}  # fmt: skip


@pytest.mark.parametrize("kind", PACKERS)
def test_the_only_file_is_read(write, kind):
    assert text_and_remarks(write(PACKERS[kind](**{"a/cars.csv": TEXT}), "housing")) == (TEXT, [])


@pytest.mark.parametrize("kind", PACKERS)
def test_the_only_one_called_like_a_table_is_read_and_named(write, kind):
    members = {"README.txt": "about", "cars.csv": TEXT, "__MACOSX/._cars.csv": "x", "plot.png": "x"}
    assert text_and_remarks(write(PACKERS[kind](**members), "t")) == (TEXT, ["member 'cars.csv' of 3"])


@pytest.mark.parametrize("kind", PACKERS)
def test_of_several_one_is_named(write, kind):
    path = write(PACKERS[kind](**{"a.csv": TEXT, "b.csv": "x,y\n3,4\n"}), "t")
    with pytest.raises(DataError, match=r"'a.csv' \(13 bytes\), 'b.csv' \(8 bytes\); name one with --member"):
        text_of(path)
    assert text_of(path, member="b.csv") == "x,y\n3,4\n"
    with pytest.raises(DataError, match=r"has no member 'c.csv'; it has 'a.csv'"):
        text_of(path, member="c.csv")


@pytest.mark.parametrize("kind", PACKERS)
def test_a_file_in_it_may_be_packed_or_no_text(write, kind):
    table = io.BytesIO()
    pq.write_table(pa.table({"km": [1], "price": [2]}), table)
    assert text_of(write(PACKERS[kind](a=gzip.compress(table.getvalue())), "t")) == TEXT


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_cut_off_archive_is_an_error(write, kind):
    packed = PACKERS[kind](a=TEXT * 1000)
    with pytest.raises(DataError, match=f"cannot read .* as a {kind} "):
        text_of(write(packed[: len(packed) // 2], "t"))


def test_a_member_with_a_wrong_checksum_is_an_error(write):
    packed = bytearray(zipped(a=bytes(range(256)) * 50))
    packed[60] ^= 255
    with pytest.raises(DataError, match=r"cannot read .* as a zip archive"):
        text_of(write(bytes(packed), "t"))


@pytest.mark.parametrize(
    "pack", [lambda bomb: zipped(a=bomb), gzip.compress, lambda bomb: gzip.compress(gzip.compress(bomb))]
)
def test_a_bomb_ends_in_a_line(write, pack):
    with pytest.raises(DataError, match="unpacks to more than 400 times what it is packed, as no table does"):
        text_of(write(pack(b"0" * 20_000_000), "t"), Limits(unpacked_bytes=1 << 20))


def test_what_is_packed_too_often_is_refused(write):
    content = TEXT.encode()
    for _ in range(9):
        content = gzip.compress(content)
    with pytest.raises(DataError, match="is packed more than 4 times"):
        text_of(write(content, "t"))


def test_a_member_of_no_archive_is_refused(write):
    with pytest.raises(OptionError, match=r"member is for a zip archive or a tar archive; .* is text"):
        text_of(write(TEXT), member="a")
