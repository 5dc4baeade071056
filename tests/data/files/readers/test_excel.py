"""A sheet is read as openpyxl, xlwt and odfpy wrote it."""

import datetime
import io
import zipfile

import pytest
from containers import cells_of, text_and_remarks, text_of

from lrcli.errors import DataError, OptionError
from lrcli.limits import Limits

openpyxl = pytest.importorskip("openpyxl")

ROWS = [
    ["km", "price", "zip", "day", "sold", "fuel"],
    [10_000, 2.5, "01067", datetime.date(2020, 1, 5), True, "gas"],
    [20_000, 3, "80331", datetime.date(2021, 12, 31), False, None],
]
CELLS = [
    ["km", "price", "zip", "day", "sold", "fuel"],
    ["10000", "2.5", "01067", "2020-01-05", "true", "gas"],
    ["20000", "3", "80331", "2021-12-31", "false", ""],
]
CENTRAL_HEADER, CHECKSUM = 46, 16  # bytes of an entry before its name, and before its checksum


@pytest.fixture
def book(tmp_path):
    """book(cars=rows, notes=rows): a workbook with these sheets."""

    def write(hidden=(), **sheets):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            sheet.sheet_state = "hidden" if name in hidden else "visible"
            for row in rows:
                sheet.append(row)
        workbook.save(tmp_path / "t.xlsx")
        return tmp_path / "t.xlsx"

    return write


def test_cells_are_written_as_iso_dates_true_or_false_and_whole_numbers(book):
    assert cells_of(book(cars=ROWS)) == CELLS


def test_a_workbook_of_the_old_kind_is_read_likewise(tmp_path):
    xlwt = pytest.importorskip("xlwt")
    workbook = xlwt.Workbook()
    sheet, dates = workbook.add_sheet("cars"), xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for k, row in enumerate(ROWS):
        for j, value in enumerate(row):
            sheet.write(k, j, value, *([dates] if isinstance(value, datetime.date) else []))
    workbook.save(tmp_path / "t.xls")
    assert cells_of(tmp_path / "t.xls") == CELLS


def test_an_opendocument_sheet_is_read_likewise(tmp_path):
    pytest.importorskip("odf")
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    sheet = Table(name="cars")
    for row in ROWS:
        line = TableRow()
        for value in row:
            match value:
                case bool():
                    cell = TableCell(valuetype="boolean", booleanvalue=str(value).lower())
                case int() | float():
                    cell = TableCell(valuetype="float", value=value)
                case datetime.date():
                    cell = TableCell(valuetype="date", datevalue=value.isoformat())
                case None:
                    cell = TableCell()
                case _:
                    cell = TableCell(valuetype="string")
                    cell.addElement(P(text=value))
            line.addElement(cell)
        sheet.addElement(line)
    document.spreadsheet.addElement(sheet)
    document.save(str(tmp_path / "t.ods"))
    assert cells_of(tmp_path / "t.ods") == CELLS


def test_a_line_is_the_row_that_excel_shows(book):
    path = book(cars=[["Prices of 2020"], [], [None, "km\nby odometer", "price"], [None, 1, 2], [None, "a\r\nb", 3]])
    lines = text_of(path).splitlines()
    sheet = openpyxl.load_workbook(path)["cars"]
    assert [line.split(",")[1] for line in lines] == ["", "", "km by odometer", "1", "a b"]
    assert [sheet.cell(row, 3).value for row in (4, 5)] == [int(lines[3].split(",")[2]), int(lines[4].split(",")[2])]


def test_empty_columns_are_none(book):
    assert text_of(book(cars=[[None, "km", None, "price"], [None, 1, None, 2]])) == "km,price\n1,2\n"


def test_errors_of_the_sheet_are_missing(book):
    path = book(cars=[["km", "price"], ["#N/A", 2], ["#DIV/0!", 3]])
    workbook = openpyxl.load_workbook(path)
    for cell in ("A2", "A3"):
        workbook["cars"][cell].data_type = "e"
    workbook.save(path)
    assert text_of(path) == "km,price\n,2\n,3\n"


def test_in_a_column_of_moments_midnight_has_its_time_too(book):
    moments = [datetime.datetime(2020, 1, 5, 12, 30), datetime.datetime(2020, 1, 6)]
    assert text_of(book(cars=[["t", "km"], *([moment, 1] for moment in moments)])).splitlines()[1:] == [
        "2020-01-05 12:30:00,1",
        "2020-01-06 00:00:00,1",
    ]


def test_a_duration_is_hours_minutes_and_seconds_as_the_sheet_shows_it(book):
    durations = [datetime.timedelta(hours=36), datetime.timedelta(minutes=4, seconds=30.5)]
    path = book(cars=[["took", "km"], *([duration, 1] for duration in durations)])
    assert [row[0] for row in cells_of(path)[1:]] == ["36:00:00", "0:04:30.500000"]


def test_the_only_sheet_that_can_be_a_table_is_read_and_named(book):
    path = book(about=[["Prices"], ["of 2020"]], cars=ROWS, more=ROWS, hidden=["more"])
    text, remarks = text_and_remarks(path)
    assert text.startswith("km,price")
    assert remarks == ["sheet 'cars' of 3"]


def test_of_several_tables_none_is_chosen_until_one_is_named(book):
    path = book(cars=ROWS, vans=[["km", "price"], [1, 2]])
    with pytest.raises(DataError) as caught:
        text_of(path)
    assert str(caught.value).endswith(
        "has 2 sheets that can be the table: 'cars' (3 rows, 6 columns), 'vans' (2 rows, 2 columns); "
        "name one with --sheet"
    )
    assert text_of(path, sheet="vans") == "km,price\n1,2\n"
    with pytest.raises(DataError, match="has no sheet 'bikes'; it has 'cars'"):
        text_of(path, sheet="bikes")


def test_an_option_of_text_has_no_effect_on_a_sheet_and_is_refused(book):
    with pytest.raises(OptionError, match=r"delimiter is for text; .*t\.xlsx is an Excel workbook"):
        text_of(book(cars=ROWS), delimiter=";")


def test_a_workbook_with_a_password_is_called_so(write):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(DataError, match="protected by a password; save it without one"):
        text_of(write(content, "t.xlsx"))


def test_a_workbook_that_unpacks_to_more_than_a_table_does_is_refused(book):
    path = book(cars=ROWS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"\0" * 10_000_000)
    with pytest.raises(DataError, match=r"t\.xlsx unpacks to more than 400 times what it is packed"):
        text_of(path, Limits(unpacked_bytes=1 << 20))


def test_a_workbook_whose_archive_is_damaged_where_the_reader_does_not_look_is_an_error(book):
    """The checksum of workbook.xml, which the library that reads the cells does not check."""
    path = book(cars=ROWS)
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"xl/workbook.xml") - CENTRAL_HEADER
    data[entry + CHECKSUM] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(DataError, match="as an Excel workbook: Bad CRC-32 for file 'xl"):
        text_of(path)


def test_what_resembles_a_workbook_is_an_error(write):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "nothing")
    with pytest.raises(DataError, match=r"cannot read .* as an Excel workbook: "):
        text_of(write(packed.getvalue(), "t.csv"))


@pytest.fixture
def merged(tmp_path):
    """merged(rows, "A1:A2", …): a workbook with one sheet, some of whose cells are merged."""

    def write(rows, *ranges, **settings):
        workbook = openpyxl.Workbook()
        for name, value in settings.items():
            setattr(workbook, name, value)
        for row in rows:
            workbook.active.append(row)
        for cells in ranges:
            workbook.active.merge_cells(cells)
        workbook.save(tmp_path / "t.xlsx")
        return tmp_path / "t.xlsx"

    return write


def test_cells_that_are_merged_downwards_all_have_the_value(merged):
    rows = [["region", "units"], ["North", 1], [None, 2], [None, 3], ["South", 4], [None, 5]]
    cells = cells_of(merged(rows, "A2:A4", "A5:A6"))
    assert [row[0] for row in cells] == ["region", "North", "North", "North", "South", "South"]


def test_a_merged_cell_of_a_sheet_that_begins_elsewhere_is_found(tmp_path):
    workbook = openpyxl.Workbook()
    for place, value in {"C3": "region", "D3": "units", "C4": "North", "D4": 1, "D5": 2}.items():
        workbook.active[place] = value
    workbook.active.merge_cells("C4:C5")
    workbook.save(tmp_path / "t.xlsx")
    assert cells_of(tmp_path / "t.xlsx")[-2:] == [["North", "1"], ["North", "2"]]


def test_a_header_of_two_lines_with_merged_cells_has_the_names_of_both(merged, lrcli):
    rows = [["make", "engine", None, "price"], [None, "power", "size", None]]
    path = merged([*rows, *([f"m{k % 2}", 50 + k, 1.5, 9000 - k] for k in range(9))], "A1:A2", "B1:C1", "D1:D2")
    done = lrcli("stats", str(path), "--json").json
    assert [column["name"] for column in done["columns"]] == ["make", "power", "size", "price"]
    assert done["rows"] == 9


def test_a_title_over_merged_cells_is_no_header(merged, lrcli):
    path = merged([["Fleet 2020"], [], ["km", "price"], *([k, 100 - k] for k in range(9))], "A1:B1")
    assert [column["name"] for column in lrcli("stats", str(path), "--json").json["columns"]] == ["km", "price"]


def test_a_formula_without_a_value_is_named_and_told_how_to_get_one(merged, lrcli):
    path = merged([["km", "price"], *([k, f"=A{k}*2"] for k in range(2, 9))])
    done = lrcli("train", str(path))
    assert done.status == 1
    assert "the target 'price' has no value" in done.err
    assert "formulas without values, the first in B2, taken as empty: a spreadsheet that opens and saves" in done.err


def test_numbers_among_dates_are_the_days_that_a_spreadsheet_counts(merged):
    days = [datetime.date(2020, 1, 1), 43832, datetime.date(2020, 1, 3), datetime.date(2020, 1, 4), 12]
    assert [row[0] for row in cells_of(merged([["day", "x"], *([day, 1] for day in days)]))] == [
        "day", "2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04", "12",
    ]  # fmt: skip


def test_a_price_is_no_day_though_a_date_stands_above_it(merged):
    prices = [43831, 43900, 44000]
    cells = cells_of(merged([["as of", datetime.date(2020, 1, 1)], ["km", "price"], *([1, price] for price in prices)]))
    assert [row[1] for row in cells[2:]] == ["43831", "43900", "44000"]


def test_days_counted_from_1904_are_the_same_days(merged):
    days = [datetime.date(2020, 1, 1), datetime.date(2021, 12, 31)]
    path = merged([["day", "x"], *([day, 1] for day in days)], epoch=openpyxl.utils.datetime.CALENDAR_MAC_1904)
    assert [row[0] for row in cells_of(path)] == ["day", "2020-01-01", "2021-12-31"]
