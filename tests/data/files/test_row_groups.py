"""A Parquet file in ranges of row groups: together they have its text, and each knows the line it begins in."""

from dataclasses import replace

import pytest

from lrcli.data.files.layout import Layout
from lrcli.data.files.portions import ElsewhereError, Stamp
from lrcli.data.files.row_groups import cut_of
from lrcli.data.files.table_file import open_source
from lrcli.errors import DataError
from lrcli.limits import LIMITS

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

CELLS = 40  # of a portion at least, which are 20 rows of two columns
LIMITS_HERE = replace(LIMITS, portion_bytes=8 * CELLS, container_rows=16, block_bytes=64, head_bytes=64)


def write(path, columns, group):
    pq.write_table(pa.table(columns), path, row_group_size=group)
    return str(path)


def texts(n, *others):
    return [*others, *(f'row "{k}"\nof {n}, all\r\n' if k % 7 == 0 else f"row {k}" for k in range(n - len(others)))]


def cut(path):
    source = open_source(path, Layout(), limits=LIMITS_HERE)
    plan = cut_of(path, Stamp.of(path), source)
    source.close()
    return plan


def portions(path):
    plan = cut(path)
    return plan.portions([look(*given) for look, *given in plan.looks])


def text_of(portion):
    source = portion.open()
    text = b"".join(block.data for block in portion.blocks(source))
    source.close()
    return text


def whole(path):
    """The rows as one machine reads them."""
    source = open_source(path, Layout(), limits=LIMITS_HERE)
    return b"".join(block.data for block in source.blocks())


@pytest.mark.parametrize("group", [1, 7, 20, 33, 75])
def test_portions_have_the_text_of_the_file_in_order_and_know_their_lines(tmp_path, group):
    path = write(tmp_path / "table.parquet", {"a": range(100), "b": texts(100)}, group)
    several = portions(path)
    assert len(several) > 1
    before = ""
    for portion in several:
        assert portion.line == 2 + before.count("\n")
        before += text_of(portion).decode()
    assert before == whole(path).decode()
    assert sum(portion.size for portion in several) == (tmp_path / "table.parquet").stat().st_size


def test_only_texts_are_looked_at_for_their_lines(tmp_path):
    numbers = write(tmp_path / "numbers.parquet", {"a": range(100), "b": [k / 2 for k in range(100)]}, 20)
    assert not cut(numbers).looks
    assert [portion.line for portion in portions(numbers)] == [2, 22, 42, 62, 82]
    assert cut(write(tmp_path / "texts.parquet", {"a": range(100), "b": texts(100)}, 20)).looks


@pytest.mark.parametrize("odd", ["half\rof a line end", "zero\0byte"])
def test_a_file_that_is_not_read_as_it_stands_is_not_cut(tmp_path, odd):
    assert portions(write(tmp_path / "table.parquet", {"a": range(100), "b": texts(100, odd)}, 20)) is None


def test_small_files_and_files_of_one_group_are_not_cut(tmp_path):
    assert cut(write(tmp_path / "small.parquet", {"a": range(30), "b": range(30)}, 10)) is None
    assert cut(write(tmp_path / "one.parquet", {"a": range(100), "b": range(100)}, 100)) is None


def test_the_last_portion_has_the_rows_that_are_looked_at_for_totals_and_notes(tmp_path):
    path = write(tmp_path / "table.parquet", {"a": range(61), "b": range(61)}, 20)
    assert [text_of(portion).count(b"\n") for portion in portions(path)] == [20, 20, 21]


def test_a_file_that_changes_or_goes_is_an_error_that_names_it(tmp_path):
    path = tmp_path / "table.parquet"
    several = portions(write(path, {"a": range(100), "b": range(100)}, 20))
    remote = replace(several[0], groups=replace(several[0].groups, stamp=None))  # as of a file in a network
    write(path, {"a": range(100), "b": range(1, 101)}, 20)
    for portion in (several[0], remote):
        with pytest.raises(DataError, match=r"table\.parquet has changed"):
            portion.open()
    path.unlink()
    with pytest.raises(ElsewhereError, match=r"cannot read .*table\.parquet"):
        remote.open()


def test_what_the_file_is_hangs_on_its_text_as_on_one_machine(tmp_path):
    path = write(tmp_path / "table.parquet", {"a": range(100), "b": texts(100)}, 20)
    hashing, *given = cut(path).hashing
    assert hashing(*given) == _file(path)


def _file(path):
    from lrcli.data.files.dataset import Files

    with Files([path], limits=LIMITS_HERE) as files:
        for _ in files.blocks():
            pass
        return files.files()[0]
