"""A model as a workbook: typed into as a person would, recalculated by LibreOffice."""

import math
import shutil
import subprocess
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from exports import CENT, INTERVAL

from lrcli.export.languages import export

FIRST = 2


def typed(column, value):
    """A value as it is typed: what cannot be read is a word."""
    if value is None or isinstance(value, str):
        return value
    if math.isinf(value):
        return "unknown"
    kind = column.form.field.type if column.form is not None else ""
    if kind == "time":
        return value / 24  # Excel shows parts of a day as times
    return (date(1970, 1, 1) - date(1899, 12, 30)).days + value if kind == "date" else value


def filled(one):
    """The workbook with the rows typed in."""
    book = openpyxl.load_workbook(BytesIO(export(one.model, "excel", interval=INTERVAL).content))
    for k, row in enumerate(one.numbers, FIRST):
        for place, column in enumerate(one.model.inputs, 1):
            cell = book.active.cell(k, place)
            cell.value = typed(column, row[column.name])
            if isinstance(cell.value, str):
                cell.data_type = "s"
    return book


@pytest.fixture(scope="module")
def recalculated(examples, tmp_path_factory):
    """The sheets of all models after LibreOffice opened and saved them, by name."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice: apt-get install libreoffice-calc-nogui")
    folder, saved = tmp_path_factory.mktemp("typed"), tmp_path_factory.mktemp("saved")
    for one in examples:
        filled(one).save(folder / f"{one.name}.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path_factory.mktemp('profile')}"
    files = [str(folder / f"{one.name}.xlsx") for one in examples]
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(saved), *files]
    done = subprocess.run(command, capture_output=True, timeout=300)
    assert done.returncode == 0
    return {one.name: openpyxl.load_workbook(saved / f"{one.name}.xlsx", data_only=True).active for one in examples}


def test_the_workbook_agrees_with_predict_on_what_is_typed(examples, recalculated):
    for one in examples:
        sheet, first = recalculated[one.name], len(one.model.inputs) + 1
        rows = sheet.iter_rows(FIRST, FIRST + len(one.numbers) - 1, first, first + 2, values_only=True)
        said = [tuple(x if isinstance(x, float | int) else None for x in row) for row in rows]
        assert max(one.differences(said)) < CENT, one.name


def test_a_row_in_which_nothing_is_typed_has_no_prediction(examples, recalculated):
    for one in examples:
        assert recalculated[one.name].cell(FIRST + len(one.numbers), len(one.model.inputs) + 1).value in (None, "")


def test_names_are_labels_and_no_formulas(examples):
    for one in examples:
        sheet = openpyxl.load_workbook(BytesIO(export(one.model, "excel").content)).active
        labels = next(sheet.iter_rows(1, 1))
        assert {cell.data_type for cell in labels} == {"s"}
        assert [cell.value for cell in labels][: len(one.model.inputs)] == [
            column.name.replace("\t", " ") for column in one.model.inputs
        ]
