"""The tables of stats: as wide as the terminal, names whole, dates as dates, texts that end between two of them."""

import re
from itertools import pairwise

import pytest
from rich.cells import cell_len

NAMES = ["normalized-losses", "compression-ratio", "price_of_the_cheapest", "price_of_the_dearest", "km"]


@pytest.fixture
def table(write):
    rows = [
        [k % 7 + 65, 7 + k % 4, 5118 + 9 * k, 45_400 + 10_000_000 * k, 123_456 + k, f"2020-0{k % 9 + 1}-17",
         ("a remark that is much longer than thirty columns of a terminal", "short", "Ford & Sons", "x", "y")[k % 5]]
        for k in range(60)
    ]  # fmt: skip
    lines = [",".join([*NAMES, "sold", "remark"]), *(",".join(map(str, row)) for row in rows)]
    return write("\n".join(lines) + "\n")


def widest(out):
    return max(map(cell_len, out.splitlines()))


@pytest.mark.parametrize("width", [80, 100, 200])
def test_no_line_is_wider_than_the_terminal_and_no_name_is_cut(lrcli, table, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    out = lrcli("stats", table).out
    assert widest(out) <= width
    for name in NAMES:
        assert re.search(rf"^ {re.escape(name)} ", out, re.MULTILINE)


def test_tables_are_joined_where_there_is_room(lrcli, table, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert lrcli("stats", table).out.count(" number ") > 2
    monkeypatch.setenv("COLUMNS", "200")
    assert lrcli("stats", table).out.count(" number ") == 1


def test_the_lowest_and_the_highest_value_stand_in_one_table(lrcli, table, monkeypatch):
    monkeypatch.setenv("COLUMNS", "95")
    heads = [line for line in lrcli("stats", table).out.splitlines() if line.startswith(" number ")]
    assert [head for head in heads if "min" in head] == [head for head in heads if "max" in head]
    assert len(heads) > 2


def test_dates_are_dates_and_their_deviation_is_days(lrcli, table, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    row = next(line for line in lrcli("stats", table).out.splitlines() if line.startswith(" sold "))
    assert "2020-01-17" in row
    assert "2020-09-17" in row
    assert re.search(r"2020-05-\d\d +[\d.]+ days", row)  # the mean of nine months, evenly


def test_texts_are_cut_and_lines_end_between_two_of_them(lrcli, table, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    out = lrcli("stats", table).out
    lines = out[out.index(" text ") :].splitlines()[2:]
    assert re.search("a remark that is much lo[a-z ]*… 12,", lines[0])
    for line in filter(str.strip, lines):
        assert line.rstrip().endswith((",", "…", "12"))


@pytest.mark.parametrize("letter", ["x", "車"])
def test_long_texts_beside_long_names_and_counts_keep_to_the_terminal(lrcli, write, monkeypatch, letter):
    monkeypatch.setenv("COLUMNS", "80")
    rows = "".join(f"{letter * 40}{k % 3},{k}\n" for k in range(3000))
    out = lrcli("stats", write("what_the_seller_says_about_it,y\n" + rows)).out
    assert re.search(rf"{letter}… 1,000, …$", out.rstrip())
    assert max(cell_len(line.rstrip()) for line in out.splitlines()) <= 80


def test_a_name_longer_than_half_the_terminal_keeps_both_ends(lrcli, write, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    long = "turnover_in_the_first_quarter_of_the_year_before_last"
    rows = "".join(f"{k},{2 * k}\n" for k in range(20))
    out = lrcli("stats", write(f"{long},y\n" + rows)).out
    assert re.search("^ turnover_in_[a-z_]*…[a-z_]*before_last ", out, re.MULTILINE)
    assert widest(out) <= 80


@pytest.mark.parametrize("command", [("stats",), ("train", "--epochs", "3"), ("crossval", "--epochs", "3")])
def test_ascii_keeps_the_columns_of_a_table_in_line(lrcli, cars, command):
    name, *options = command
    out = lrcli(name, cars, *options, "--ascii").out
    assert out.isascii()
    rows = [line for line in out.splitlines() if line.startswith("|") and line.endswith("|")]
    assert rows
    for before, after in pairwise(rows):
        if before.count("|") == after.count("|") and "-+-" not in before + after:
            assert [m.start() for m in re.finditer(r"\|", before)] == [m.start() for m in re.finditer(r"\|", after)]


def test_a_plot_of_dates_has_dates_at_its_bars_and_below(lrcli, write):
    rows = "".join(f"{2010 + k // 12}-{k % 12 + 1:02d}-15,{k}\n" for k in range(144))
    out = lrcli("stats", write("day,y\n" + rows), "--plot", "day").out
    assert "2010-01-15 to 20" in out
    assert re.search(r"2012-01-01 +2015-01-01 +2018-01-01 +2021-01-01$|2013-01-01 .*2019-01-01", out, re.MULTILINE)
