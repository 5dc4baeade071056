"""Tables that nobody would write, each the smallest of its kind that once ended in a traceback."""

import os
from pathlib import Path

import pytest

from lrcli.data.files.stream import Stream


def refused(done, words):
    assert (done.status, done.out) == (1, "")
    assert [line for line in done.err.splitlines() if line.startswith("lrcli: ")] == [done.err.splitlines()[-1]]
    assert words in done.err


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_split_that_leaves_no_row_to_train_on_is_refused(lrcli, write, rows):
    path = write("x,y\n" + "".join(f"{k},{k * k}\n" for k in range(rows)))
    refused(lrcli("train", path, "--split", "1/1/98"), "at least 2 are needed")


def test_numbers_too_large_to_be_added_have_no_correlation_and_no_warning(lrcli, write):
    path = write("a,b,y\n" + "".join(f"1e308,{k},{k % 3}\n" for k in range(9)))
    done = lrcli("stats", path, "--correlations", "--json")
    assert done.status == 0
    assert "Warning" not in done.err
    names, r = done.json["correlations"]["names"], done.json["correlations"]["r"]
    assert r[names.index("a")][names.index("b")] is None
    assert r[names.index("b")][names.index("y")] is not None


def test_columns_with_equally_many_wrong_cells_are_told_in_one_order_whatever_the_blocks(lrcli, write, within):
    rows = [[str(k % 7), str(k % 5), str(k)] for k in range(60)]
    rows[5][1] = rows[50][0] = "wrong"  # b's is the first of the file, and a's the first column
    path = write("a,b,y\n" + "".join(",".join(row) + "\n" for row in rows))
    usual = lrcli("stats", path)
    within(block_bytes=64)
    assert lrcli("stats", path).err == usual.err
    assert usual.err.index("a: 1 cell not understood") < usual.err.index("b: 1 cell not understood")


def while_it_is_read(monkeypatch, path, change):
    """Let a file change after its first bytes are read."""
    read, calls = Stream._read, []

    def and_change(stream):
        data = read(stream)
        if not calls and stream.name == path:
            change(Path(path))
        calls.append(len(data))
        return data

    monkeypatch.setattr(Stream, "_read", and_change)


def cut(path):
    os.truncate(path, 2000)


def grow(path):
    with path.open("a") as file:
        file.write("7,")


def replace(path):
    path.write_text("another,table\n" + "1,2\n" * 2000)


@pytest.mark.parametrize("change", [cut, grow, replace])
@pytest.mark.parametrize("command", ["train", "stats", "evaluate", "predict"])
def test_a_file_that_changes_while_it_is_read_is_named(lrcli, write, within, monkeypatch, command, change):
    path = write("x,y\n" + "".join(f"{k % 9},{k % 7 + k % 9}\n" for k in range(1000)))
    lrcli("train", path, "-q", "--epochs", "2")
    within(block_bytes=500, head_bytes=500, first_bytes=500)
    while_it_is_read(monkeypatch, path, change)
    done = lrcli(command, path)
    assert done.status in (0, 1)
    assert "Traceback" not in done.err
    assert done.status or f"{path} changed while it was read" in done.err.replace("\n", " ")


def test_a_file_that_does_not_change_is_not_said_to(lrcli, cars):
    assert "changed while" not in lrcli("stats", cars).err


@pytest.mark.parametrize("delimiter", [" ", "\t"])
def test_a_record_of_blanks_between_blanks_is_looked_through_at_once(lrcli, write, delimiter):
    """Each of its blanks may be a delimiter or a part of a cell; to try all combinations would take years."""
    rows = "".join(f"{k}{delimiter}{k % 7}{delimiter}{k * k % 11}\n" for k in range(40))
    path = write(f"a{delimiter}b{delimiter}y\n{rows}{delimiter * 60}x\n")
    assert lrcli("stats", path, "--delimiter", delimiter).status == 0


@pytest.mark.parametrize("command", ["stats", "train"])
def test_a_quote_that_never_closes_is_told_before_the_whole_file_is_in_memory(lrcli, write, within, command):
    within(record_bytes=2000, block_bytes=500, head_bytes=500, first_bytes=500)
    rows = "".join(f"{k},{k * k % 7}\n" for k in range(1000))
    path = write(f'x,y\n1,2\n"3,4\n{rows}')
    refused(lrcli(command, path), f"{path}, line 3: the record that begins there is longer than 2,000 bytes; a quote")


def test_a_first_row_longer_than_the_first_rows_together_is_a_row(lrcli, write, within):
    """It is no reason to read all others first."""
    within(record_bytes=2000, block_bytes=100, head_bytes=100, first_bytes=100)
    path = write('x,y\n"' + "a" * 700 + '",2\n' + "".join(f"b,{k}\n" for k in range(1000)))
    done = lrcli("stats", path, "--json")
    assert done.json["rows"] == 1001


def test_a_record_of_nothing_but_a_delimiter_in_a_table_of_one_column_is_no_row(lrcli, write):
    """Without the delimiter it would be a blank line, which is no record, and the records below would be miscounted."""
    done = lrcli("stats", write("x\n1\n,\n3,4\n5\n,\n6\n7\n8\n9\n1\n2\n3\n4\n"), "--skip-lines", "0", "--json")
    assert done.status == 0
    assert done.json["rows"] == 10


def test_the_character_around_cells_is_never_taken_for_the_one_between_them(lrcli, write):
    """The comma, which would be recognised as the delimiter of this table if --quote did not name it."""
    path = write("a;y\n,1;5,;2\n,3;4,;6\n7;8\n9;10\n11;13\n")
    done = lrcli("stats", path, "--quote", ",", "--json")
    assert [column["name"] for column in done.json["columns"]] == ["a", "y"]
    assert done.json["columns"][1]["numbers"]["max"] == 13
    assert lrcli("stats", write("2,\n7,,\nO"), "--quote", ",").status in (0, 1)
