"""A table in memory is read as the CSV that it would be, its rows called by their numbers."""

import datetime
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from containers import cells_of_table, remarks_on_table
from one_target import evaluate_of_one

from lrcli.data.files.layout import Layout
from lrcli.errors import DataError, OptionError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train

COLUMNS = {"km": [1, 2, 3], "price": [2.5, None, 4.25], "fuel": ["gas", "a,b", None]}
CELLS = [["km", "price", "fuel"], ["1", "2.5", "gas"], ["2", "", "a,b"], ["3", "4.25", ""]]
ARROW = pa.table(COLUMNS)
RELATION = """SELECT * FROM (VALUES (1, 2.5::DOUBLE, 'gas'), (2, NULL, 'a,b'), (3, 4.25, NULL)) AS t(km, price, fuel)"""
RECIPE = Recipe(epochs=2)  # the weights need not have arrived to be the same
TABLES = {
    "pandas": lambda: pd.DataFrame(COLUMNS),
    "pandas backed by Arrow": lambda: pd.DataFrame(COLUMNS).convert_dtypes(dtype_backend="pyarrow"),
    "polars": lambda: pl.DataFrame(COLUMNS),
    "Arrow": lambda: ARROW,
    "Arrow stream": ARROW.to_reader,
    "DuckDB": lambda: duckdb.sql(RELATION),
    "dict of lists": lambda: COLUMNS,
    "dict of arrays": lambda: {"km": np.arange(1, 4), "price": np.array([2.5, np.nan, 4.25]), "fuel": COLUMNS["fuel"]},
}


@pytest.mark.parametrize("kind", TABLES)
def test_it_is_read_as_csv(kind):
    assert cells_of_table(TABLES[kind]()) == CELLS


@cache
def result_of_file(path):
    return train(path, recipe=RECIPE)


@pytest.mark.parametrize(
    "load",
    [
        pd.read_csv,
        pl.read_csv,
        lambda path: duckdb.sql(f"FROM read_csv('{path}')"),
        lambda path: pa.table(pd.read_csv(path)),
    ],
    ids=["pandas", "polars", "DuckDB", "Arrow"],
)
@pytest.mark.parametrize("sample", ["cars", "used_cars"])
def test_a_model_of_a_frame_is_byte_for_byte_that_of_the_file_it_was_read_from(load, sample, request):
    """But for the name of the file. used_cars.csv writes 2.0 as pandas does no longer: there the weights are equal."""
    path = request.getfixturevalue(sample)
    of_file, of_frame = result_of_file(path), train(load(path), recipe=RECIPE)
    assert of_frame.remarks == of_file.remarks
    assert of_frame.verdict == of_file.verdict
    assert of_frame.model.features == of_file.model.features
    if sample == "cars":
        kind = of_frame.model.data.files[0].name
        assert of_frame.model.to_json() == of_file.model.to_json().replace(f'"{Path(path).name}"', f'"{kind}"')


def test_a_column_of_numbers_and_words_is_read_as_a_spreadsheet_is():
    """pandas.read_excel gives such columns. The blank tells that 1.5 is a number and no text."""
    prices = pd.Series([15_920, "on request", None, 1.5, np.int64(3), True, pd.Timestamp("2020-01-05")], dtype=object)
    assert [row[0] for row in cells_of_table(pd.DataFrame({"price": prices, "k": range(7)}))] == [
        "price", "15920", "on request", "", " 1.5", "3", "true", "2020-01-05 00:00:00",
    ]  # fmt: skip


def test_dates_categories_periods_and_booleans_are_written_as_people_do():
    frame = pd.DataFrame(
        {
            "day": [datetime.date(2020, 1, 5), None],
            "month": pd.PeriodIndex(["2020-01", None], freq="M"),
            "fuel": pd.Categorical(["gas", None]),
            "sold": pd.array([True, None], dtype="boolean"),
            "age": pd.cut([1, np.nan], [0, 2, 4]),
        }
    )
    assert cells_of_table(frame)[1:] == [["2020-01-05", "2020-01", "gas", "true", "(0.0, 2.0]"], [""] * 5]
    rows = {"month": frame.month.repeat(3), "price": range(6)}
    assert "3 missing" in " ".join(train(pd.DataFrame(rows), Selection(numeric=("month",))).remarks)


def test_a_named_index_is_a_column_and_one_without_a_name_is_none():
    frame = pd.DataFrame(COLUMNS, index=["a", "b", "c"])
    assert cells_of_table(frame) == CELLS
    assert [row[0] for row in cells_of_table(frame.rename_axis("car"))] == ["car", "a", "b", "c"]
    assert remarks_on_table(frame) == []


def test_column_names_that_are_no_texts_or_are_repeated_are_read():
    assert cells_of_table(pd.DataFrame([[1, 2]], columns=[0, 1]))[0] == ["0", "1"]
    assert cells_of_table(pd.DataFrame([[1, 2]], columns=["a", "a"])) == [["a", "a"], ["1", "2"]]
    both = pd.MultiIndex.from_tuples([("price", "net"), ("price", "gross")])
    assert cells_of_table(pd.DataFrame([[1, 2]], columns=both))[0] == ["price net", "price gross"]


def test_a_column_of_lists_is_left_out_with_its_type():
    remarks = remarks_on_table(ARROW.append_column("tags", pa.array([["a"], [], None])))
    assert [remark.partition(",")[0] for remark in remarks] == ["column 'tags' left out"]


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, dict], ids=["pandas", "polars", "dict"])
def test_rows_are_called_by_their_number_from_0_whatever_is_in_their_cells(frame):
    """Row 7 is frame.iloc[7], also below cells with line breaks."""
    prices = ["ask" if k == 7 else str(10 * k) for k in range(40)]
    remarks = train(
        frame({"text": [f"a\r\nb\n{k % 3}" for k in range(40)], "km": list(range(40)), "price": prices}),
        recipe=RECIPE,
    ).remarks
    assert "price: 1 cell not understood: row 7 'ask'" in remarks


def test_the_largest_errors_are_told_by_the_lines_of_the_same_rows(cars):
    model, frame = result_of_file(cars).model, pd.read_csv(cars)
    worst = evaluate_of_one(model, frame).worst
    assert worst == tuple(
        type(error)("DataFrame", error.line, error.actual, error.predicted)
        for error in evaluate_of_one(model, cars).worst
    )
    assert [frame.price.iloc[error.line - 2] for error in worst] == [error.actual for error in worst]


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (3, "int is no table"),
        (np.zeros((3, 2)), "ndarray is no table"),
        ([pd.DataFrame(COLUMNS)], "list is no table"),
        (pl.DataFrame(COLUMNS).lazy(), r"LazyFrame is no table; collect\(\) makes one of it"),
        (pd.Series([1, 2]), r"it is one column or one row, no table; to_frame\(\) makes a table of a column"),
        (pl.Series("km", [1, 2]), "it is one column or one row, no table"),
        ({"km": 3, "price": [1]}, "column 'km' is int, no list of values"),
        ({"km": [1, 2], "price": [1]}, "its columns have different lengths: 'km' 2, 'price' 1"),
        ({}, "dict has no column of numbers or texts"),
        (pd.DataFrame({"km": [], "price": []}), "DataFrame has a header and no rows"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_table_is_an_error_that_says_so(table, problem):
    with pytest.raises(DataError, match=problem):
        train(table)


def test_an_option_for_files_is_refused():
    with pytest.raises(OptionError, match="delimiter is for text; DataFrame is a table in memory"):
        train(pd.DataFrame(COLUMNS), Selection(layout=Layout(delimiter=";")))
