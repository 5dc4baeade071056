"""Rows that are predicted as tasks, by others and in portions: the bytes of one machine, in one piece or in parts."""

import gzip
import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from ragged_tables import ragged_table
from tasks_apart import SMALL

from lrcli.errors import LrcliError, OptionError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.predict import predict, predict_into
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.report.json.predictions import json_lines


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("predict")


@pytest.fixture(scope="module")
def model(folder):
    path = folder / "training.csv"
    path.write_text(ragged_table(1_000))
    return train(str(path), Selection(), Recipe(solver="exact")).model


@pytest.fixture(scope="module")
def table(folder):
    path = folder / "table.csv"
    path.write_text(ragged_table(4_000, 1).replace("diesel", " Diesel").replace("hydrogen", "steam"))
    return str(path)


def rows_and_remarks(model, data, tasks=None, limits=SMALL, **wanted):
    with predict(model, data, tasks=tasks, limits=limits, **wanted) as predictions:
        rows = b"".join(predictions.as_csv())
        return rows, predictions.remarks()


@pytest.mark.parametrize("portion", [9_000, 30_000, 10_000_000])
def test_the_size_of_portions_changes_no_byte(model, table, tasks, portion):
    limits = replace(SMALL, portion_bytes=portion)
    one = rows_and_remarks(model, table, interval=90, explain=True)
    assert rows_and_remarks(model, table, tasks, limits, interval=90, explain=True) == one
    assert "fuel: 'Diesel' is read as 'diesel'" in one[1]
    assert "not seen in training" in str(one[1])


def test_several_files_with_and_without_a_last_line_end_are_one(model, tasks, folder):
    (folder / "1.csv").write_text(ragged_table(1_500, 2).rstrip("\n"))
    (folder / "2.csv.gz").write_bytes(gzip.compress(ragged_table(300, 3).rstrip("\n").encode()))
    (folder / "3.csv").write_text(ragged_table(2, 4))
    data = [str(folder / name) for name in ("1.csv", "2.csv.gz", "3.csv")]
    one, two = (rows_and_remarks(model, data, each) for each in (None, tasks))
    assert one == two
    assert one[0].count(b"price_predicted") == 1


def test_json_lines_are_those_of_one_machine(model, table, tasks):
    one, two = (b"".join(predict(model, table, tasks=each, limits=SMALL).written(json_lines)) for each in (None, tasks))
    assert one == two
    assert one.count(b"\n") > 3_900


@pytest.mark.parametrize("apart", [False, True])
def test_the_parts_of_a_folder_are_the_rows_of_one_file_in_their_order(model, table, tasks, folder, apart):
    other = folder / "other.csv.gz"
    other.write_bytes(gzip.compress(ragged_table(300, 3).encode()))
    to = folder / f"parts{apart}"
    remarks = predict_into(to, model, [table, str(other)], tasks=tasks if apart else None, limits=SMALL)
    whole, said = rows_and_remarks(model, [table, str(other)])
    parts = sorted(to.iterdir())
    header, _ = whole.split(b"\n", 1)
    assert [part.name for part in parts][:2] == ["other.csv", "table-00001.csv"]
    assert len(parts) > 3
    first, *cut = [part.read_bytes() for part in parts]
    assert all(part.startswith(header + b"\n") for part in (first, *cut))
    assert header + b"\n" + b"".join(part[len(header) + 1 :] for part in (*cut, first)) == whole
    assert remarks == said


def test_a_last_row_of_sums_is_not_predicted_in_a_part_either(model, tasks, tmp_path):
    lines = [f"{k % 7},{k % 11},diesel\n" for k in range(6_000)]
    sums = [sum(int(line.split(",")[column]) for line in lines) for column in (0, 1)]
    table = tmp_path / "sums.csv"
    table.write_text(f"a,b,fuel\n{''.join(lines)}{sums[0]},{sums[1]},Total\n")
    one, two = (rows_and_remarks(model, str(table), each) for each in (None, tasks))
    assert two == one
    predict_into(tmp_path / "parts", model, str(table), tasks=tasks, limits=SMALL)
    last = max((tmp_path / "parts").iterdir())
    assert last.read_bytes().splitlines()[-1] == one[0].splitlines()[-1]


def test_a_folder_is_not_there_where_a_file_is_damaged(model, table, tasks, tmp_path):
    damaged = tmp_path / "damaged.csv"
    damaged.write_text(ragged_table(3_000, 5) + '1,2,"never closed')
    with pytest.raises(LrcliError, match="never closes"):
        predict_into(tmp_path / "parts", model, [table, str(damaged)], tasks=tasks, limits=SMALL)
    assert os.listdir(tmp_path) == ["damaged.csv"]


def test_two_files_of_one_name_are_refused_in_a_folder(model, tmp_path):
    for each in ("a", "b"):
        (tmp_path / each).mkdir()
        (tmp_path / each / "x.csv").write_text(ragged_table(50))
    data = [str(tmp_path / each / "x.csv") for each in ("a", "b")]
    with pytest.raises(OptionError, match=r"x\.csv twice, for .*a.x\.csv and .*b.x\.csv; predict them one at a time"):
        predict_into(tmp_path / "parts", model, data)
    assert not (tmp_path / "parts").exists()


def test_the_command_writes_a_folder_that_is_new_or_empty(lrcli, model, table, tmp_path):
    Path("model.json").write_text(model.to_json())
    command = partial(lrcli, "predict", table, "-q")
    assert command("-o", "parts/").status == 0
    assert os.listdir("parts") == ["table.csv"]
    assert lrcli("predict", table, "-q", "-o", "one.csv").status == 0
    assert Path("parts/table.csv").read_bytes() == Path("one.csv").read_bytes()
    again = command("-o", "parts")
    assert (again.status, "there are files in it" in again.err) == (1, True), again.err
    piped = lrcli("predict", "-", "-q", "-o", "other/", stdin=ragged_table(30))
    assert (piped.status, "standard input have no name" in piped.err) == (2, True), piped.err
