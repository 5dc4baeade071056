"""A file of SPSS, SAS or Stata is what pyreadstat says it is."""

import datetime
import sys

import pandas as pd
import pytest
from containers import cells_of, text_and_remarks, text_of

from lrcli.errors import DataError
from lrcli.limits import Limits

pyreadstat = pytest.importorskip("pyreadstat")

FRAME = pd.DataFrame(
    {
        "km": [1.0, 2.5, None],
        "name": ["a", "01067", ""],
        "day": [datetime.date(2020, 1, 5), datetime.date(2021, 12, 31), None],
    }
)
CELLS = [["km", "name", "day"], ["1", "a", "2020-01-05"], ["2.5", "01067", "2021-12-31"], ["", "", ""]]
WRITERS = {
    "sav": pyreadstat.write_sav,
    "dta": pyreadstat.write_dta,
    "xpt": pyreadstat.write_xport,
    "por": pyreadstat.write_por,
}


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("rows", [2, 3, 1 << 16])
def test_it_is_read_as_csv(tmp_path, form, rows):
    WRITERS[form](FRAME, str(tmp_path / f"t.{form}"))
    cells = cells_of(tmp_path / f"t.{form}", Limits(container_rows=rows))
    assert [[name.lower() for name in cells[0]], *cells[1:]] == CELLS


@pytest.mark.parametrize("version", [8, 10, 12, 13, 15])
def test_each_version_of_stata_is_told(tmp_path, version):
    pyreadstat.write_dta(FRAME, str(tmp_path / "t"), version=version)
    assert cells_of(tmp_path / "t") == CELLS


def test_stata_as_pandas_writes_it_is_told_likewise(tmp_path):
    pd.DataFrame({"km": [1, 2], "fuel": ["gas", "b"]}).to_stata(tmp_path / "t", write_index=False, version=114)
    assert cells_of(tmp_path / "t") == [["km", "fuel"], ["1", "gas"], ["2", "b"]]


def test_labels_are_read_where_each_value_has_one(tmp_path):
    frame = pd.DataFrame({"fuel": [1.0, 2, None, 1], "age": [30.0, 99, 41, 52]})
    labels = {"fuel": {1: "petrol", 2: "diesel", 3: "gas"}, "age": {99: "refused"}}
    pyreadstat.write_sav(frame, str(tmp_path / "t"), variable_value_labels=labels)
    text, remarks = text_and_remarks(tmp_path / "t", Limits(container_rows=2))
    assert text.split() == ["fuel,age", "petrol,30", "diesel,99", ",41", "petrol,52"]
    assert remarks == ["column 'age' as numbers, for not all of them have a label"]


def test_a_missing_package_is_named_with_what_installs_it(tmp_path, monkeypatch):
    pyreadstat.write_sav(FRAME, str(tmp_path / "t"))
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(DataError, match=r"needs the package pyreadstat; pip install 'lrcli\[statistics\]'"):
        text_of(tmp_path / "t")


def test_a_damaged_file_is_an_error(tmp_path):
    (tmp_path / "t").write_bytes(b"$FL2@(#) SPSS DATA FILE and nothing else")
    with pytest.raises(DataError, match=r"cannot read .* as an SPSS file: "):
        text_of(tmp_path / "t")
