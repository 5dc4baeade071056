"""Files in any dialect and encoding, as a person gives them: to train, and then to predict and evaluate."""

import csv
import gzip
import io
import json
import lzma
import re
import shlex
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from lrcli import load

ROWS = [["1000", "gas", "9000"], ["2000", "diesel", "8500"], ["4000", "gas", "6000"], ["7000", "diesel", "3500"]]
HEADER = ["km", "fuel", "price"]
QUICK = ("--solver", "exact", "--split", "none", "-q")


def table(rows=ROWS, header=HEADER, **dialect):
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", **dialect).writerows(([header] if header else []) + rows)
    return text.getvalue()


@pytest.fixture
def model(lrcli):
    """model(path, …options) → all of model.json but what it says of its files and options."""

    def train(*argv):
        done = lrcli("train", *argv, *QUICK)
        assert done.status == 0
        assert done.err.partition("Not usable: ")[0] == ""  # nothing but the verdict on four rows
        found = json.loads(Path("model.json").read_text())
        return {key: found[key] for key in ("target", "bias", "features", "metrics")}

    return train


@pytest.fixture
def plain(write, model):
    """The model of the table as plain CSV, which stays in plain.json."""
    found = model(write(table(), "plain.csv"))
    shutil.copy("model.json", "plain.json")
    return found


def predictions(out):
    """The last cells that are numbers."""
    cells = [re.search(r"\d+\.\d+$", line) for line in out.splitlines()]
    return [float(cell[0]) for cell in cells if cell]


# Each option does what a plain file does without it

ASKED = [
    (table(delimiter="^"), ["--delimiter", "^"]),
    (table(delimiter=";").replace("gas", "gas,LPG"), ["--delimiter", "semicolon"]),
    (table([[row[0], f"a,{row[1]}", row[2]] for row in ROWS], quotechar="'"), ["--quote", "'"]),
    ("a,b,c\nd,e,f\n" + table(), ["--skip-lines", "2"]),
    ("% a note\n" + table().replace("4000", "% another, in between\n4000"), ["--comment", "%"]),
    (table().replace("gas", "газ").encode("koi8-r"), ["--encoding", "koi8-r"]),
    ("km   fuel\tprice\n" + table(header=None).replace(",", "  \t"), ["--delimiter", "blanks"]),
]


@pytest.mark.parametrize(("content", "options"), ASKED)
def test_an_option_of_the_file_is_needed_and_enough(lrcli, write, model, plain, content, options):
    """To train, to evaluate and to predict."""
    path = write(content)
    found = model(path, *options)
    assert found["bias"] == pytest.approx(plain["bias"])
    assert found["metrics"]["train"] == pytest.approx(plain["metrics"]["train"])
    scores = lrcli("evaluate", path, *options, "--json").json["model"]
    assert scores["rmse"] == pytest.approx(plain["metrics"]["train"]["rmse"])
    done = lrcli("predict", path, *options)
    assert (done.status, done.err.partition("the model is not usable: ")[0]) == (0, "")  # nothing but that on four rows
    assert predictions(done.out) == predictions(lrcli("predict", "plain.csv", "-m", "plain.json").out)


def test_without_a_header_columns_are_c1_c2_in_training_and_after_it(lrcli, write, model, plain):
    path = write(table(header=None))
    found = model(path, "--no-header")
    assert found["bias"] == plain["bias"]
    assert [feature["name"] for feature in found["features"]] == ["c1", "c2"]
    one = lrcli("predict", "--c1", "4000", "--c2", "gas").out.strip()
    lines = lrcli("predict", path, "--no-header").out.splitlines()
    assert lines[2] == f"4000,gas,6000,{one}"
    assert len(lines) == 4
    assert lrcli("evaluate", path, "--no-header", "--json").json["model"]["rmse"] == pytest.approx(
        plain["metrics"]["train"]["rmse"]
    )


def test_more_words_for_a_missing_cell_are_kept_for_predictions(lrcli, write, model):
    rows = [*ROWS, ["n.a.", "gas", "7000"], ["3000", "unknown", "7000"], ["3000", "gas", "n.a."]]
    asked = model(write(table(rows)), "--missing-values", "n.a.,unknown")
    assert asked == model(write(table(rows).replace("n.a.", "NA").replace("unknown", "?")))
    model(write(table(rows)), "--missing-values", "n.a.,unknown")
    lines = lrcli("predict", write("km,fuel\nn.a.,gas\n3000,unknown\n")).out.splitlines()
    assert [line.rpartition(",")[2] for line in lines] == ["price_note", "missing:km", "missing:fuel"]


@pytest.mark.parametrize("command", ["train", "stats", "crossval", "predict", "evaluate"])
@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--delimiter", "::"], "--delimiter '::' is not one character"),
        (["--quote", "''"], "--quote \"''\" is not one character"),
        (["--skip-lines", "-1"], "--skip-lines -1 is not 0 or more"),
        (["--encoding", "klingon"], "--encoding 'klingon' is unknown"),
        (["--decimal", ";"], "--decimal ';' is none of '.' ','"),
        (["--missing-values", "a,,b"], "--missing-values 'a,,b' has an empty name"),
    ],
)
def test_a_wrong_option_is_wrong_usage_in_every_command(lrcli, write, plain, command, options, problem):
    done = lrcli(command, write(table()), *options)
    assert done.status == 2
    assert done.err.count("\n") == 1
    knows = command in {"predict", "evaluate"} and options[0] == "--decimal"  # by its model
    assert knows or done.err.startswith(f"lrcli: {problem}")


# Numbers and dates that may be read in two ways

LECTURE = "mileage;age;price\n120.000;10;9.600\n80.000;5;14.200\n30.000;2;21.900\n150.000;12;7.100\n"


def test_the_notation_of_the_lecture_needs_to_be_told(lrcli, write):
    path = write(LECTURE)
    done = lrcli("train", path)
    assert done.status == 1
    assert done.err == (
        f"""lrcli: {path}, line 2, column 'price': '9.600' is 9.6 (--decimal ".") or 9600 (--thousands ".")\n"""
    )
    assert not Path("model.json").exists()


@pytest.mark.parametrize(("options", "factor"), [(["--thousands", "."], 1000), (["--decimal", "."], 1)])
def test_the_option_settles_the_notation_for_good(lrcli, write, options, factor):
    path = write(LECTURE)
    assert lrcli("train", path, *options, *QUICK).status == 0
    X = np.array([[1, 120, 10], [1, 80, 5], [1, 30, 2], [1, 150, 12]]) * [1, factor, 1]
    y = np.array([9.6, 14.2, 21.9, 7.1]) * factor
    solution = np.linalg.lstsq(X, y)[0]
    model = load("model.json")
    assert model.bias == pytest.approx(solution[0])
    assert [feature.weight for feature in model.features] == pytest.approx(solution[1:])
    rmse = np.sqrt(np.mean((y - X @ solution) ** 2))
    assert lrcli("evaluate", path, "--json").json["model"]["rmse"] == pytest.approx(rmse)
    rows = list(csv.reader(lrcli("predict", path).out.splitlines(), delimiter=";"))
    assert [float(row[3]) for row in rows[1:]] == pytest.approx(X @ solution, abs=0.01)
    one = lrcli("predict", "--mileage", "120.000", "--age", "10").out
    assert float(one) == pytest.approx((X @ solution)[0], abs=0.01)


DATES = "sold,price\n" + "".join(f"{month}/{day}/2020,{10 * month + day}\n" for month in (1, 2, 3) for day in (4, 5))


def test_dates_of_two_readings_need_to_be_told(lrcli, write):
    path = write(DATES)
    done = lrcli("train", path)
    assert done.status == 1
    assert done.err.startswith(f"lrcli: {path}, line 2, column 'sold': '1/4/2020' is 2020-04-01 (--day-first) or ")
    for option, pattern in (("--day-first", "%d/%m/%Y"), ("--month-first", "%m/%d/%Y")):
        assert lrcli("train", path, option, *QUICK).status == 0
        assert load("model.json").features[0].form.pattern == pattern
        assert lrcli("evaluate", path).status == 0


def test_the_printed_command_is_understood_whatever_is_written_in_the_columns(lrcli, write):
    """A date, a yes, a decimal comma, a unit, and a multiple that must be named."""
    words = [["yes", "no"][k % 2] for k in range(12)]
    lines = [f"{k + 10}.03.2020 0{k % 10}:30;{words[k]};{k % 5},5;1{k}k;{k * k}" for k in range(12)]
    done = lrcli("train", write("sold;used;rate;km;price\n" + "\n".join(lines) + "\n"))
    printed = done.err.strip().splitlines()[-1].partition("use it with: lrcli ")[2]
    assert done.status == 0
    predicted = lrcli(*shlex.split(printed))
    assert (predicted.status, predicted.err) == (0, "")
    assert float(predicted.out) > 0
    page = " ".join(lrcli("predict", "--help").out.replace("│", " ").split())
    assert "10.03.2020 00:30 to 21.03.2020 01:30" in page
    assert "no to yes" in page


# The same table, however it comes


@pytest.fixture(scope="module")
def many():
    """Rows with umlauts, a missing cell and a name that needs quotes."""
    fuels = ["Benzin", "Diesel, öko", 'mit "Gas"']
    rows = [[str(1000 + 37 * k % 900), fuels[k % 3], str(20_000 - 11 * k + 500 * (k % 3))] for k in range(600)]
    rows[7][0] = ""
    return rows


WAYS = [
    "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "crlf", "semicolon", "gz", "xz", "zst", "parquet", "pipe", "split",
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_the_model_is_the_same_bytes_however_the_table_comes(lrcli, write, tmp_path, many, way):
    text, stdin = table(many), ""
    write(text, "plain.csv")
    argv = ["other.csv"]
    if way == "crlf":
        write(text.replace("\n", "\r\n"), "other.csv")
    elif way == "semicolon":
        write(table(many, delimiter=";", quoting=csv.QUOTE_ALL), "other.csv")
    elif way in {"gz", "xz", "zst"}:
        pack = {"gz": gzip.compress, "xz": lzma.compress, "zst": lambda data: pa.compress(data, "zstd", asbytes=True)}
        write(pack[way](text.encode()), "other.csv")
    elif way == "parquet":
        pq.write_table(pa.csv.read_csv(tmp_path / "plain.csv"), tmp_path / "other.csv")
    elif way == "pipe":
        argv, stdin = ["-"], text
    elif way == "split":
        for k in range(3):
            write(table(many[200 * k : 200 * k + 200]), f"part{k}.csv")
        argv = ["part*.csv"]
    else:
        write(text.encode(way), "other.csv")
    quick = ("--epochs", "5", "-q")
    assert lrcli("train", "plain.csv", "-o", "plain.json", *quick).status == 0
    assert lrcli("train", *argv, "-o", "other.json", *quick, stdin=stdin).status == 0
    plain, other = (json.loads(Path(name).read_text()) for name in ("plain.json", "other.json"))
    assert len(other["data"].pop("files")) == (3 if way == "split" else 1)
    del plain["data"]["files"]
    assert json.dumps(other) == json.dumps(plain)


def test_other_delimiters_are_kept_where_predictions_are_written(lrcli, write, plain):
    """Also ones that mean something in a regular expression, and quotes that are the file's own."""
    for delimiter in "^]\\.|":
        done = lrcli("predict", write(table(delimiter=delimiter).replace("gas", "'lpg'")), "--delimiter", delimiter,
                     "--quote", "'")  # fmt: skip
        read = list(csv.reader(done.out.splitlines(), delimiter=delimiter, quotechar="'"))
        assert [len(row) for row in read] == [5] * 5
        assert read[1][4] == "unseen:fuel=lpg"


def test_predictions_between_blanks_can_be_read_again(lrcli, write, plain):
    """Also where one is empty, or a note has blanks in it."""
    path = write("km fuel price\n1000 gas 1\nmany lpg 1\n 9000 lpg 1\n\t\n2000 gas\n", "t.txt")
    done = lrcli("predict", path)
    rows = list(csv.reader(done.out.replace("\t", " ").splitlines(), delimiter=" ", skipinitialspace=True))
    assert rows[0] == ["km", "fuel", "price", "price_predicted", "price_note"]
    assert rows[2] == ["many", "lpg", "1", "", "unreadable:km unseen:fuel=lpg"]
    assert rows[3][4] == "outside:km unseen:fuel=lpg"
    assert rows[-1][:3] == ["2000", "gas", ""]
    assert rows[-1][3]
    assert lrcli("stats", write(done.out, "again.txt"), "--json").json["rows"] == 4
