"""A model of a file as people write one, applied to tables that have types: their values have one reading."""

import json
import sqlite3
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lrcli
from lrcli.errors import DataError, ModelError

DAYS = pd.date_range("2015-01-03", periods=90, freq="17D")


def cells(k):
    """The values of row k: km, kilograms, a day, a moment, whether it is new."""
    return 1000 * (k * 37 % 91) + 500, 0.125 * (k * 11 % 83), DAYS[k * 29 % 90], DAYS[k * 53 % 90], k % 3 == 0


def price(km, kg, day, moment, new):
    days = [(at - pd.Timestamp(0)).days for at in (day, moment)]
    return 90_000 - 0.5 * km + 700 * kg + 3 * days[0] - 2 * days[1] + 5000 * new


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Points for thousands, decimal commas, units, days first, seconds since 1970, ja and nein."""
    path = tmp_path_factory.mktemp("table") / "cars.csv"
    rows = []
    for k in range(90):
        km, kg, day, moment, new = cells(k)
        written = f"{km:,}".replace(",", "."), f"{kg:.3f}".replace(".", ",")
        words = f"{day:%d.%m.%Y}", int(moment.timestamp()), "ja" if new else "nein"
        rows.append(f"{written[0]} km;{written[1]};{words[0]};{words[1]};{words[2]};{price(*cells(k)):.2f}\n")
    path.write_text("km;kg;day;listed_at;new;price\n" + "".join(rows))
    return lrcli.train(path, target="price", solver="exact", split="none", thousands=".").model


CASES = [
    (33.488, 1.125, datetime(2018, 2, 3), datetime(2016, 3, 4), True),  # 33.488 is no 33,488
    (33488.0, 2.5, datetime(2018, 2, 3), datetime(2016, 3, 4), False),
    (1.5, 0.1, datetime(2016, 12, 11), datetime(2017, 5, 6), True),
]
TRUTH = [price(km, kg, pd.Timestamp(day), pd.Timestamp(moment), new) for km, kg, day, moment, new in CASES]
NAMES = ["km", "kg", "day", "listed_at", "new"]


def table():
    return pd.DataFrame(CASES, columns=NAMES)


def parquet(folder):
    table().to_parquet(folder / "cases.parquet")
    return folder / "cases.parquet"


def written():
    """The table where a program has no dates: days as texts, and seconds since 1970."""
    days, seconds = table().day.dt.strftime("%d.%m.%Y"), [int(at.timestamp()) for at in table().listed_at]
    return table().assign(day=days, listed_at=seconds)


def json_lines(folder):
    written().to_json(folder / "cases.json", orient="records", lines=True)
    return folder / "cases.json"


def json_of(orient):
    def write(folder):
        written().to_json(folder / "cases.json", orient=orient)
        return folder / "cases.json"

    return write


def sqlite(folder):
    connection = sqlite3.connect(folder / "cases.db")
    written().assign(new=["ja", "nein", "ja"]).to_sql("cases", connection, index=False)
    connection.close()
    return folder / "cases.db"


def duckdb_file(folder):
    duckdb = pytest.importorskip("duckdb")
    path = parquet(folder)
    with duckdb.connect(folder / "cases.duckdb") as connection:
        connection.execute(f"CREATE TABLE cases AS FROM '{path}'")
    return folder / "cases.duckdb"


def sql_address(folder):
    pytest.importorskip("sqlalchemy")
    return f"sqlite:///{sqlite(folder)}"


def workbook(folder):
    table().to_excel(folder / "cases.xlsx", index=False)
    return folder / "cases.xlsx"


def workbook_below_a_title(folder):
    table().to_excel(folder / "cases.xlsx", index=False, startrow=2)
    book = openpyxl.load_workbook(folder / "cases.xlsx")
    book.active["A1"] = "Cars of the week"
    book.save(folder / "cases.xlsx")
    return folder / "cases.xlsx"


def two_files(folder):
    """Values, and behind them texts as the training had them."""
    texts = "km;kg;day;listed_at;new\n33.488 km;2,500;03.02.2018;1457049600;nein\n"
    (folder / "z.csv").write_text(texts)
    return [str(parquet(folder)), str(folder / "z.csv")]


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: table(),
        lambda folder: table().convert_dtypes(),
        lambda folder: table().convert_dtypes(dtype_backend="pyarrow"),
        lambda folder: table().astype({"day": "datetime64[s]", "listed_at": "datetime64[ns]", "new": "boolean"}),
        lambda folder: table().assign(day=lambda t: t.day.dt.tz_localize("UTC")),
        lambda folder: table().assign(day=lambda t: [at.date() for at in t.day]),
        lambda folder: pl.DataFrame(table()),
        lambda folder: pa.Table.from_pandas(table()),
        lambda folder: pa.Table.from_pandas(table()).to_reader(),
        lambda folder: table().to_dict("list"),
        parquet,
        workbook,
        workbook_below_a_title,
        json_lines,
        json_of("records"),
        json_of("columns"),
        json_of("split"),
        sqlite,
        duckdb_file,
        sql_address,
    ],
)
def test_a_value_is_what_it_is_however_the_training_was_written(model, tmp_path, make):
    predicted = model.predict(make(tmp_path)).price_predicted
    assert predicted.to_numpy() == pytest.approx(TRUTH, abs=0.05)
    one_by_one = [model.predict(**dict(zip(NAMES, case, strict=True))) for case in CASES]
    assert one_by_one == pytest.approx(predicted.to_numpy(), rel=1e-9)


MIXED = {"km": ["33.488", 33.488, 1.5, "1.500", 7000], "kg": [2.5, "2,500", 1.125, 0.1, 1e-7]}
KM_AND_KG = [(33_488, 2.5), (33.488, 2.5), (1.5, 1.125), (1500, 0.1), (7000, 1e-7)]


def mixed_json(folder):
    rows = [dict(zip(MIXED, row, strict=True)) for row in zip(*MIXED.values(), strict=True)]
    (folder / "mixed.json").write_text("\n".join(map(json.dumps, rows)))
    return folder / "mixed.json"


def mixed_lists(folder):
    (folder / "mixed.json").write_text(json.dumps([[*MIXED], *map(list, zip(*MIXED.values(), strict=True))]))
    return folder / "mixed.json"


def mixed_sqlite(folder):
    connection = sqlite3.connect(folder / "mixed.db")
    connection.execute("CREATE TABLE cars (km, kg)")
    connection.executemany("INSERT INTO cars VALUES (?, ?)", zip(*MIXED.values(), strict=True))
    connection.commit()
    connection.close()
    return folder / "mixed.db"


def mixed_workbook(folder):
    pd.DataFrame(MIXED).to_excel(folder / "mixed.xlsx", index=False)
    return folder / "mixed.xlsx"


@pytest.fixture(scope="module")
def model_of_two(tmp_path_factory):
    """Points for thousands, and decimal commas."""
    path = tmp_path_factory.mktemp("table") / "cars.csv"
    rows = [(1000 * (k * 37 % 91) + 500, 0.125 * (k * 11 % 83)) for k in range(90)]
    written = [f"{km:,};{kg:.3f};{km + 1000 * kg:.0f}" for km, kg in rows]
    marks = str.maketrans(",.", ".,")
    path.write_text("km;kg;price\n" + "\n".join(row.translate(marks) for row in written) + "\n")
    return lrcli.train(path, target="price", solver="exact", split="none", thousands=".").model


@pytest.mark.parametrize("make", [lambda folder: MIXED, mixed_json, mixed_lists, mixed_sqlite, mixed_workbook])
def test_each_cell_of_a_mixed_column_is_read_by_what_it_is(model_of_two, tmp_path, make):
    predicted = model_of_two.predict(make(tmp_path)).price_predicted.to_numpy()
    assert predicted == pytest.approx([km + 1000 * kg for km, kg in KM_AND_KG], abs=1e-3)


def test_a_training_reads_each_cell_of_a_mixed_column_by_what_it_is():
    """The texts alone say how texts are written."""
    kg = [k / 4 + 1 if k % 3 else f"{k / 4 + 1:.2f}".replace(".", ",") for k in range(60)]
    model = lrcli.train({"kg": kg, "y": [3 * (k / 4 + 1) for k in range(60)]}, target="y", solver="exact").model
    assert model.predict(kg="2,5") == pytest.approx(7.5)
    assert model.predict({"kg": ["2,125", 2.125]}).y_predicted.to_numpy() == pytest.approx([6.375, 6.375])


def test_a_level_of_a_mixed_column_is_its_text_alone(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps([{"size": "XL", "y": 1}, {"size": 33.488, "y": 2}] * 20))
    model = lrcli.train(tmp_path / "a.json", target="y", solver="exact").model
    assert model.predict({"size": ["33.488", "XL"]}).y_predicted.to_numpy() == pytest.approx([2, 1])


DECIMALS = pa.array([Decimal(10 * k + 1000) / 1000 for k in range(90)], pa.decimal128(9, 3))  # 1.010, as text


def test_decimals_of_a_database_are_no_rounded_thousands(tmp_path):
    """Three places of which the last is always 0, in a column of a program, are no doubt."""
    pq.write_table(pa.table({"kg": DECIMALS, "y": [1 + k / 100 for k in range(90)]}), tmp_path / "a.parquet")
    model = lrcli.train(tmp_path / "a.parquet", target="y", solver="exact").model
    assert model.predict(kg=3) == pytest.approx(3)


def test_a_text_that_may_be_two_numbers_is_in_doubt_in_each_format(tmp_path):
    km = [1000 * k for k in range(60)]
    model = lrcli.train({"km": km, "y": [2 * each for each in km]}, solver="exact").model
    for text in (
        '[{"km": "1.125"}, {"km": "7000"}]',
        "<table><tr><th>km<th>n<tr><td>1.125<td>1<tr><td>7000<td>2</table>",
    ):
        (tmp_path / "a").write_text(text)
        with pytest.raises(DataError, match=r"'1\.125' is 1"):
            model.predict(tmp_path / "a")


def test_files_of_values_and_of_texts_are_each_read_as_they_are(model, tmp_path):
    predicted = model.predict(two_files(tmp_path)).price_predicted
    assert predicted.to_numpy() == pytest.approx([*TRUTH, TRUTH[1]], abs=0.05)


def test_texts_in_a_frame_are_read_as_the_training_wrote_them(model):
    texts = {"km": ["33.488 km"], "kg": ["2,5"], "day": ["03.02.2018"], "listed_at": ["1457049600"], "new": ["nein"]}
    assert model.predict(pd.DataFrame(texts)).price_predicted.to_numpy() == pytest.approx(TRUTH[1:2], abs=0.05)


def test_the_truth_of_an_evaluation_and_a_condition_are_values_too(model):
    measured = lrcli.evaluate(model, table().assign(price=TRUTH), where="km < 100")
    assert measured.rmse == pytest.approx(0, abs=0.05)
    assert measured.record.model.rows == 2


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("km", True, "km is 'true', not"),
        ("day", 15_345, "day is '15345', not like the training's"),
        ("new", 0.5, "new is '0.5', not like the training's"),
        pytest.param("km", 10**400, "km is too large: a number of 401 digits", id="huge"),
        ("km", [3], r"km is \[3\], not a number"),
    ],
)
def test_a_value_that_its_column_cannot_have_is_refused_alone_and_noted_in_a_table(model, name, value, message):
    case = dict(zip(NAMES, CASES[1], strict=True)) | {name: value}
    with pytest.raises(ModelError, match=message):
        model.predict(**case)
    if not isinstance(value, list):
        predicted = model.predict({key: [cell] for key, cell in case.items()})
        assert np.isnan(predicted.price_predicted[0])
        assert predicted.price_note[0] == f"unreadable:{name}"


def test_a_percentage_is_no_number_without_its_sign():
    shares = [f"{k} %" for k in range(1, 60)]
    model = lrcli.train({"share": shares, "y": [3 * k for k in range(1, 60)]}, solver="exact").model
    assert model.predict(share="5 %") == pytest.approx(15)
    with pytest.raises(ModelError, match=r"share is '5', not like the training's \(unit %\)"):
        model.predict(share=5)
    assert model.predict({"share": [5]}).y_note[0] == "unreadable:share"


def test_a_doubt_is_of_texts_alone(tmp_path):
    km = [1000 * k for k in range(60)]
    model = lrcli.train({"km": km, "y": [2 * each for each in km]}, solver="exact").model
    pq.write_table(pa.table({"km": [1.125, 7000]}), tmp_path / "a.parquet")
    assert model.predict(tmp_path / "a.parquet").y_predicted.to_numpy() == pytest.approx([2.25, 14_000])
    (tmp_path / "b.csv").write_text("km\n1.125\n7000\n")
    with pytest.raises(DataError, match=r"'1\.125' is 1"):
        model.predict(tmp_path / "b.csv")


def test_a_date_of_python_is_that_day(model):
    case = dict(zip(NAMES, CASES[1], strict=True))
    assert model.predict(**{**case, "day": date(2018, 2, 3)}) == pytest.approx(TRUTH[1], abs=0.05)
