"""A model of a file as people write one, applied to tables that have types: their values have one reading."""

from datetime import date, datetime

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
    ],
)
def test_a_value_is_what_it_is_however_the_training_was_written(model, tmp_path, make):
    predicted = model.predict(make(tmp_path)).price_predicted
    assert predicted.to_numpy() == pytest.approx(TRUTH, abs=0.05)
    one_by_one = [model.predict(**dict(zip(NAMES, case, strict=True))) for case in CASES]
    assert one_by_one == pytest.approx(predicted.to_numpy(), rel=1e-9)


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
