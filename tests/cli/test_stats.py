"""lrcli stats, as a person runs it."""

import json
import re
import statistics

import pytest


def test_numbers_are_those_of_the_statistics_module(lrcli, write):
    xs = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]
    path = write("x,price\n" + "".join(f"{x},{10 - x}\n" for x in xs) + ",4\n")
    column = lrcli("stats", path, "--json").json["columns"][0]
    assert (column["count"], column["missing"], column["distinct"]) == (8, 1, len(set(xs)))
    numbers = column["numbers"]
    assert numbers["mean"] == pytest.approx(statistics.mean(xs))
    assert numbers["std"] == pytest.approx(statistics.stdev(xs))
    quartiles = statistics.quantiles(xs, n=4, method="inclusive")
    assert [numbers[q] for q in ("q1", "median", "q3")] == pytest.approx(quartiles)
    assert (numbers["min"], numbers["max"]) == (1.0, 9.0)
    assert sum(numbers["histogram"]) == 8
    assert column["correlation"] == pytest.approx(-1)


def test_texts_are_counted(lrcli, write):
    column = lrcli("stats", write("kind,y\nb,1\na,2\nb,3\n,4\n"), "--json").json["columns"][0]
    assert column["kind"] == "text"
    assert (column["count"], column["missing"], column["distinct"]) == (3, 1, 2)
    assert column["commonest"] == [["b", 2], ["a", 1]]


def test_what_is_odd_is_said(lrcli, write):
    header = "id,one,twin,number,mixed,half,usd,price\n"
    rows = [
        f"{k},7,{k % 3},{k % 3},{'x' if k == 5 else k},{'' if k % 3 else k},{k * k * 2},{k * k}\n" for k in range(1, 31)
    ]
    err = lrcli("stats", write(header + "".join(rows) + rows[0])).err
    for remark in (
        "one: constant (7)",
        "number is the same as twin in every row",
        "mixed: 1 cell not understood: line 6 'x'",
        "half: 68% missing",
        "usd gives price away",
        "1 row repeats an earlier one",
    ):
        assert remark in err


def test_a_text_target_is_no_obstacle(lrcli, write):
    done = lrcli("stats", write("x,y\n1,a\n2,b\n3,a\n"))
    assert done.status == 0
    assert "correlation with" not in done.out


def test_a_value_far_from_all_others_is_named_with_its_line(lrcli, write):
    rows = [f"{k},{20_000 + k % 97}" for k in range(300)]
    rows[123] = "123,3000000000"
    path = write("km,price\n" + "\n".join(rows) + "\n")
    remarks = " ".join(lrcli("stats", path).err.split())
    assert "line 125: price 3,000,000,000 is 150,000 times the median" in remarks
    (outlier,) = json.loads(lrcli("stats", path, "--json").out)["outliers"]
    assert outlier == {"column": "price", "value": 3e9, "median": 20047.0, "next": 20096.0, "place": "line 125"}


def test_rows_that_repeat_are_counted_in_a_table_of_many_rows(lrcli, write, within):
    """Three of each, so that two thirds repeat an earlier one."""
    within(window_rows=100, block_bytes=1_000)
    rows = [f"{k % 1000},{(k * k) % 1000}" for k in range(3_000)]
    remarks = " ".join(lrcli("stats", write("a,b\n" + "\n".join(rows) + "\n")).err.split())
    count = int(re.search(r"about ([\d,]+) rows repeat an earlier one", remarks)[1].replace(",", ""))
    assert abs(count - 2_000) < 500


def test_a_code_that_is_named_is_not_listed_row_by_row_again(lrcli, write):
    rows = "".join(f"{20 + k % 17},{k}.5,{3 * k % 101}\n" for k in range(200))
    path = write(f"T,a,b\n{rows}" + "-200,1,2\n" * 20)
    said = lrcli("stats", path).err
    assert "T: -200 occurs 20 times" in said
    assert "far from the median" not in said
    other = lrcli("stats", write(f"T,a,b\n{rows}" + "-200,1,2\n" * 20 + "9000,1,2\n")).err
    assert other.count("times the median") == 1
    assert "line 222: T 9,000 is 330 times the median" in " ".join(other.split())


def test_the_only_value_below_zero_is_named_with_its_line(lrcli, write):
    ages = [18 + k % 60 for k in range(300)]
    ages[17] = -5
    said = lrcli("stats", write("age,x\n" + "".join(f"{age},{k % 7}\n" for k, age in enumerate(ages)))).err
    assert "line 19: age -5 is the only one below 0 of 300 values" in " ".join(said.split())
    below = [-3 + k % 60 for k in range(300)]
    assert "below 0" not in lrcli("stats", write("t,x\n" + "".join(f"{t},{k % 7}\n" for k, t in enumerate(below)))).err
