"""lrcli predict, as a person runs it."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from lrcli import load

TABLE = """Engine Size,fuelType,model,output,price
1.0,diesel,a,1,10
2.0,petrol,b,2,18
3.0,diesel,a,5,31
4.0,petrol,b,4,39
5.0,diesel,b,3,52
"""


@pytest.fixture
def trained(lrcli, write):
    """A model with awkward names in model.json."""
    assert lrcli("train", write(TABLE), "-q", "--solver", "exact", "--weight-decay", "0.01").status == 0
    return load("model.json")


def test_one_prediction_is_the_model_worked_by_hand_and_nothing_else(lrcli, trained):
    done = lrcli("predict", "--engine-size", "2.5", "--fuel-type", "petrol", "--model", "a", "--set", "output=2")
    written = json.loads(Path("model.json").read_text())
    by_name = {feature["name"]: feature for feature in written["features"]}
    by_hand = (
        written["bias"]
        + by_name["Engine Size"]["weight"] * 2.5
        + by_name["output"]["weight"] * 2
        + by_name["fuelType"]["weights"]["petrol"]
        + by_name["model"]["weights"]["a"]
    )
    assert float(done.out) == pytest.approx(by_hand, abs=1e-4)
    assert done.out.count("\n") == 1
    assert done.err == ""


def test_a_feature_answers_to_its_own_name_and_to_set(lrcli, trained):
    own = lrcli("predict", "--engine-size=2.5", "--fuelType", "petrol", "--model", "a", "--set", "output=2")
    set_ = lrcli(
        "predict", *(f"--set={pair}" for pair in ("Engine Size=2.5", "fuelType=petrol", "model=a", "output=2"))
    )
    assert own.out == set_.out != ""


def test_help_lists_every_feature_with_what_training_saw(lrcli, trained):
    page = " ".join(lrcli("predict", "--help").out.replace("│", " ").split())
    for text in ("--engine-size NUMBER 1 to 5", "--fuelType, --fuel-type TEXT diesel, petrol", "--model TEXT a, b"):
        assert text in page
    assert "--set output=… 1 to 5" in page


def test_help_works_without_a_model(lrcli):
    done = lrcli("predict", "--help")
    assert done.status == 0
    assert "--model-file" in done.out


def test_wrong_and_missing_names_list_the_right_ones(lrcli, trained):
    wrong = lrcli("predict", "--engine", "2")
    missing = lrcli("predict", "--engine-size", "2")
    for done in (wrong, missing):
        assert done.status == 2
        assert done.out == ""
        assert "--engine-size, --set output=…, --fuel-type, --model" in done.err
    assert "--set output=…, --fuel-type, --model: no value" in missing.err


@pytest.mark.parametrize("text", ["NA", "nan", "?", " "])
def test_missing_is_written_as_in_a_file(lrcli, trained, write, text):
    done = lrcli("predict", "--engine-size", text, "--fuel-type", text, "--model", "a", "--set", "output=2")
    row = lrcli("predict", write(f"Engine Size,fuelType,model,output\n{text},{text},a,2\n"))
    assert row.out.splitlines()[1].endswith(f",{done.out.strip()},missing:Engine Size missing:fuelType")


@pytest.mark.parametrize("text", ["ten", "1_000", "inf", "12 Series", "5 %"])
def test_what_is_no_number_is_refused(lrcli, trained, text):
    done = lrcli("predict", "--engine-size", text, "--fuel-type", "petrol", "--model", "a", "--set", "output=2")
    assert done.status == 2
    assert f"--engine-size '{text}' is not a" in done.err


def test_negative_values_are_values(lrcli, write):
    lrcli("train", write("t,price\n-3,1\n-2,2\n5,9\n"), "-q", "--solver", "exact")
    assert float(lrcli("predict", "--t", "-2.5").out) == pytest.approx(load("model.json").predict(t=-2.5), abs=1e-3)


def test_outside_the_training_range_is_predicted_with_a_warning(lrcli, trained):
    argv = ("predict", "--engine-size", "50", "--fuel-type", "lpg", "--model", "", "--set", "output=2")
    done = lrcli(*argv)
    assert done.status == 0
    assert float(done.out) > 100
    assert "Engine Size 50 is outside 1 to 5" in done.err
    assert "fuelType 'lpg' was not seen in training" in done.err
    assert "model is missing" in done.err
    assert lrcli(*argv, "--quiet").err == ""


def test_json_has_full_precision(lrcli, trained):
    done = lrcli(
        "predict", "--engine-size", "2.5", "--fuel-type", "petrol", "--model", "a", "--set", "output=2", "--json"
    )
    values = {"Engine Size": 2.5, "output": 2.0, "fuelType": "petrol", "model": "a"}
    assert done.json["price_predicted"] == trained.predict_row(values)


def test_json_of_rows_is_one_document_a_line(lrcli, trained, write):
    text = "model,Engine Size,fuelType,output\na,1,diesel,2\n\nb,2,lpg,1\nb,x,petrol,1\na,2,petrol,1,5\n"
    path = write(text, "new.csv")
    done = lrcli("predict", path, "--json", "--interval", "50 %")
    assert done.status == 0
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert [(row["file"], row["line"], row["notes"]) for row in rows] == [
        (path, 2, []),
        (path, 4, ["unseen:fuelType=lpg"]),
        (path, 5, ["unreadable:Engine Size"]),
        (path, 6, ["too many or too few cells"]),
    ]
    values = {"Engine Size": 1.0, "output": 2.0, "fuelType": "diesel", "model": "a"}
    assert rows[0]["price_predicted"] == pytest.approx(trained.predict_row(values))
    low, high = trained.around(rows[0]["price_predicted"], trained.reach(50))
    assert (rows[0]["price_low"], rows[0]["price_high"]) == (pytest.approx(low), pytest.approx(high))
    assert rows[2]["price_predicted"] is rows[3]["price_predicted"] is None
    assert "fuelType: 1 row not seen in training" in done.err


def test_rows_come_back_in_order_with_their_bytes_and_one_more_cell(lrcli, trained, write):
    text = (
        'note,model,"Engine Size",fuelType,output\r\n"a ""b"", c",a,1,diesel,2\r\n\r\n'
        '  x  ,b,02.0,petrol,3\r\n"two\nlines",b,,lpg,1'
    )
    done = lrcli("predict", write(text, "new.csv"))
    assert done.status == 0
    before, after = (list(csv.reader(io.StringIO(t, newline=""))) for t in (text, done.out))
    assert [row[:-2] if row else row for row in after] == before
    assert [row[-2:] for row in after if row] == [
        ["price_predicted", "price_note"],
        [after[1][-2], ""],
        [after[3][-2], ""],
        [after[4][-2], "missing:Engine Size unseen:fuelType=lpg"],
    ]
    values = {"Engine Size": 2.0, "output": 3.0, "fuelType": "petrol", "model": "b"}
    assert float(after[3][-2]) == pytest.approx(trained.predict_row(values), abs=1e-4)
    unknown = {"Engine Size": None, "output": 1.0, "fuelType": "lpg", "model": "b"}
    assert float(after[4][-2]) == pytest.approx(trained.predict_row(unknown), abs=1e-4)
    assert "fuelType: 1 row not seen in training" in done.err
    assert "Engine Size: 1 row missing" in done.err
    for cell in ('"a ""b"", c",a,1,diesel,2,', "  x  ,b,02.0,petrol,3,", '"two\nlines",b,,lpg,1,'):
        assert cell in done.out


def test_a_file_a_pipe_and_output_give_the_same_bytes(lrcli, trained, write):
    path = write(TABLE)
    from_file = lrcli("predict", path).out
    assert lrcli("predict", "-", stdin=TABLE).out == from_file
    assert lrcli("predict", stdin=TABLE).out == from_file
    assert lrcli("predict", path, "-o", "out.csv").out == ""
    assert Path("out.csv").read_text() == from_file


def test_a_table_keeps_its_own_delimiter(lrcli, trained, write):
    done = lrcli("predict", write(TABLE.replace(",", ";")))
    assert done.out.splitlines()[0] == "Engine Size;fuelType;model;output;price;price_predicted"
    assert all(line.count(";") == 5 for line in done.out.splitlines())


@pytest.mark.parametrize("place", ["out.csv", "-"])
def test_json_and_a_file_exclude_each_other(lrcli, cars, place):
    lrcli("train", cars, "-q", "--epochs", "2")
    done = lrcli("predict", cars, "--json", "-o", place)
    assert (done.status, done.out) == (2, "")
    assert "leave one out" in done.err
    assert not Path(place).exists()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("Engine Size,fuelType\n1,2\n", "lacks the columns output, model"),
        (TABLE.replace("price", "price_predicted"), "has a column 'price_predicted' already"),
        (TABLE.replace("price", "price_note"), "has a column 'price_note' already"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_and_leaves_the_output_as_it_was(lrcli, trained, write, table, message):
    Path("out.csv").write_text("precious")
    done = lrcli("predict", write(table), "-o", "out.csv")
    assert done.status == 1
    assert message in done.err
    assert Path("out.csv").read_text() == "precious"


def test_what_cannot_be_predicted_is_an_empty_cell_and_a_word(lrcli, trained, write):
    rows = "three,diesel,a,2\n1.0,diesel,a,2,9\n9,lpg,c,2\n2.0,petrol,b,2\n"
    done = lrcli("predict", write("Engine Size,fuelType,model,output\n" + rows * 3))
    assert done.status == 0
    for row in ([*csv.reader(done.out.splitlines())][1 + k : 5 + k] for k in (0, 4, 8)):
        assert [cells[-1] for cells in row] == [
            "unreadable:Engine Size",
            "too many or too few cells",
            "outside:Engine Size unseen:fuelType=lpg unseen:model=c",
            "",
        ]
        assert [cells[-2] == "" for cells in row] == [True, True, False, False]
    assert "Engine Size: 3 rows not understood, not predicted; the first is line 2" in done.err
    assert "3 rows with too many or too few cells, not predicted; the first is line 3" in done.err


def test_data_and_features_exclude_each_other(lrcli, trained, write):
    done = lrcli("predict", write(TABLE), "--engine-size", "3")
    assert done.status == 2
    assert "exclude each other" in done.err


@pytest.mark.parametrize(
    "words", [["-m", "o.json"], ["-mo.json"], ["-qm", "o.json"], ["-qmo.json"], ["--model-file=o.json"]]
)
def test_the_model_is_the_one_that_is_named_however_it_is_written(lrcli, trained, write, words):
    lrcli("train", write("km,price\n1,5\n2,7\n3,9\n"), "-q", "--solver", "exact", "-o", "o.json")
    assert float(lrcli("predict", *words, "--km", "2").out) == 7


def test_dates_and_words_are_given_and_shown_as_in_the_file(lrcli, write):
    rows = "".join(
        f"{1 + k % 28:02d}.0{1 + k % 9}.20{10 + k % 9};{'ja' if k % 3 else 'nein'};{50 + 7 * k}\n" for k in range(30)
    )
    assert lrcli("train", write(f"seit;unfallfrei;preis\n{rows}"), "-q", "--solver", "exact").status == 0
    page = " ".join(lrcli("predict", "--help").out.replace("│", " ").split())
    assert "--seit DATE 01.01.2010 to 27.09.2018" in page
    assert "--unfallfrei WORD nein to ja" in page
    done = lrcli("predict", "--seit", "01.02.2015", "--unfallfrei", "ja")
    told = load("model.json").predict(seit=date(2015, 2, 1), unfallfrei=True)
    assert float(done.out) == pytest.approx(told, abs=1e-3)
    late = lrcli("predict", "--seit", "31.12.2020", "--unfallfrei", "ja")
    assert "seit 31.12.2020 is outside 01.01.2010 to 27.09.2018" in late.err


@pytest.mark.parametrize("block_bytes", [40, 1 << 20])
def test_remarks_stand_in_the_order_of_their_first_rows_whatever_a_block_is(lrcli, write, within, block_bytes):
    rows = "".join(f"{k},{'ab'[k % 2]},{k % 5},{k + k % 5 + k * k % 7}\n" for k in range(60))
    assert lrcli("train", write("x,kind,z,y\n" + rows), "-q", "--solver", "exact").status == 0
    limits = within(block_bytes=block_bytes)
    assert limits.block_bytes == block_bytes
    late = "x,kind,z\n1,a,2\n2,b,99\n3,c,1\n" + "4,a,1\n" * 20 + "900,a,1\n"
    lines = lrcli("predict", write(late, "new.csv")).err.splitlines()
    assert [line.split(":")[0] for line in lines] == ["z", "kind", "x"]


def test_what_was_done_to_bytes_is_said(lrcli, write):
    rows = "".join(f"{k % 9},{'ab'[k % 2]},{k % 7 + k % 9}\n" for k in range(100))
    lrcli("train", write(f"x,word,y\n{rows}"), "-q", "--epochs", "2")
    done = lrcli("predict", write("x,word\n" + "1,a\n" * 50 + "2,a\0\n"))
    assert done.status == 0
    assert "1 NUL byte in" in done.err
