"""JSON in the forms that people have it, as pandas and Python's json write them."""

import json

import pandas as pd
import pytest
from containers import cells_of, text_and_remarks, text_of

from lrcli.errors import DataError
from lrcli.limits import Limits

RECORDS = [{"km": 1, "fuel": "gas", "ok": True}, {"km": 2.5, "fuel": 'a,"b"', "ok": None}]
CELLS = [["km", "fuel", "ok"], ["1", "gas", "true"], ["2.5", 'a,"b"', ""]]
FRAME = pd.DataFrame({"km": [1, 2], "price": [2.5, None], "fuel": ["gas", "é"]})
FRAME_CELLS = [["km", "price", "fuel"], ["1", "2.5", "gas"], ["2", "", "é"]]


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
@pytest.mark.parametrize(
    "text",
    [
        "\n".join(map(json.dumps, RECORDS)),
        json.dumps(RECORDS),
        json.dumps(RECORDS, indent=4) + "\n",
        "\ufeff" + json.dumps(RECORDS),
        json.dumps({"count": 2, "results": RECORDS}),
        json.dumps({"km": [1, 2.5], "fuel": ["gas", 'a,"b"'], "ok": [True, None]}),
        json.dumps([["km", "fuel", "ok"], [1, "gas", True], [2.5, 'a,"b"', None]]),
    ],
)
def test_it_is_the_table_of_its_records(write, text, block):
    assert cells_of(write(text.encode(), "t"), Limits(block_bytes=block)) == CELLS


@pytest.mark.parametrize("orient", ["records", "columns", "index", "split", "values", "table"])
def test_each_of_pandas_forms_is_read(tmp_path, orient):
    FRAME.to_json(tmp_path / "t", orient=orient)
    cells = cells_of(tmp_path / "t")
    if orient == "values":
        cells = [FRAME_CELLS[0], *cells]
    if orient == "table":
        cells = [row[1:] for row in cells]  # its first is the index, which that form writes as a column of its own
    assert cells == FRAME_CELLS


def test_numbers_stay_as_they_are_written(write):
    text = '{"a": 1.50, "b": 12345678901234567890, "c": 1E5, "d": NaN, "e": "01067"}\n' * 2
    assert cells_of(write(text))[1] == ["1.50", "12345678901234567890", "1E5", "NaN", "01067"]


def test_a_key_that_only_later_records_have_is_a_column(write):
    assert cells_of(write('{"a": 1}\n{"b": 2, "a": 3}\n')) == [["a", "b"], ["1", ""], ["3", "2"]]


def test_a_column_of_lists_or_objects_is_left_out_and_said(write):
    text, remarks = text_and_remarks(write('{"a": 1, "tags": ["x"], "at": null}\n{"a": 2, "at": {"lat": 1}}\n'))
    assert text == "a\n1\n2\n"
    assert remarks == [
        "column 'tags' left out, a list: neither numbers nor texts",
        "column 'at' left out, an object: neither numbers nor texts",
    ]


def test_one_record_alone_is_a_row(write):
    assert cells_of(write('{"km": 1, "price": 2}')) == [["km", "price"], ["1", "2"]]


def test_of_several_lists_of_records_one_is_named(write):
    path = write(json.dumps({"cars": RECORDS, "vans": [{"a": 1}]}))
    with pytest.raises(DataError, match=r"'cars' \(2 records\), 'vans' \(1 record\); name one with --table"):
        text_of(path)
    assert cells_of(path, table="vans") == [["a"], ["1"]]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"a": 1}, {"a": 2', "its list is cut off after 1 records"),
        ('{"a": 1}\n{"a": ', "record 2 is cut off"),
        ('{"a": 1}\n{"a": 1 2} ' + " " * 50, "record 2: Expecting ',' delimiter"),
        ('[{"a": 1}, 2]', "record 2 is a number or a text, and others are objects"),
        ('{"a": [1, 2], "b": [1]}', "its columns have different lengths: 'a' 2, 'b' 1"),
        ('{"a": {"x": 1}, "b": {"y": 1}}', "its records cannot be told"),
        ('{"a": [[1]], "b": [[2]]}', "no records with numbers or texts"),
    ],
)
def test_what_is_no_table_is_named_with_the_record(write, text, reason):
    with pytest.raises(DataError) as caught:
        text_of(write(text))
    assert reason in str(caught.value)


def test_another_encoding_is_read_where_it_is_named(write):
    assert cells_of(write('[{"a": "é"}]'.encode("latin-1")), encoding="latin-1")[1] == ["é"]


@pytest.mark.parametrize("lines", [True, False])
def test_the_properties_of_geojsons_features_are_its_table(write, lines):
    point = {"type": "Point", "coordinates": [13.4, 52.5]}
    features = [{"type": "Feature", "geometry": point, "properties": record} for record in RECORDS]
    whole = {"type": "FeatureCollection", "features": features}
    path = write(("\n".join(map(json.dumps, features)) if lines else json.dumps(whole)).encode(), "t")
    assert cells_of(path) == CELLS
    assert "the properties of its features, without their geometry" in text_and_remarks(path)[1]
