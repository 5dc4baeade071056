"""Tables as people have them: where they begin, how they are cut into cells, which of their lines are rows.

Each input was made after a public complaint about some tool. What is right was derived by another reader (Python's csv
module, pandas, iconv) or by hand, never taken from our own output.
"""

import csv
import io
import statistics
from pathlib import Path

import pytest

CASES = Path(__file__).parent


@pytest.fixture
def described(lrcli):
    """described("case/file.csv", *options): rows, statistics by column, and what is said."""

    def run(name, *options):
        done = lrcli("stats", str(CASES / f"table-{name}"), "--json", *options)
        assert done.status == 0, done.err
        columns = {column["name"]: column for column in done.json["columns"]}
        return done.json["rows"], columns, done.json["remarks"]

    return run


@pytest.fixture
def refused(lrcli):
    def run(name, *options):
        done = lrcli("stats", str(CASES / f"table-{name}"), *options)
        assert (done.status, done.out) == (1, "")
        return done.err

    return run


@pytest.fixture
def predicted(lrcli):
    """predicted("case/file.csv", target): the lines of the file, and the same with their predictions."""

    def run(name, target):
        path = CASES / f"table-{name}"
        assert lrcli("train", str(path), "--target", target, "--epochs", "2").status == 0
        done = lrcli("predict", str(path))
        assert done.status == 0, done.err
        return path.read_text(encoding="utf-8").splitlines(), done.out.splitlines()

    return run


def mean(column):
    return column["numbers"]["mean"]


def test_a_delimiter_at_the_headers_end_that_no_row_has_belongs_to_no_column(described, predicted):
    rows, columns, _ = described("header-ends-with-a-delimiter/sales.csv")
    assert (rows, list(columns)) == (10, ["make", "km", "year", "price"])
    assert mean(columns["price"]) == pytest.approx(12495)
    before, after = predicted("header-ends-with-a-delimiter/sales.csv", "price")
    assert after[0] == "make,km,year,price,price_predicted,"
    assert [line.rpartition(",")[0] for line in after[1:]] == before[1:]


def test_a_title_and_a_pair_above_the_header_are_no_header(described, predicted):
    rows, columns, remarks = described("lines-above-the-header/report.csv")
    assert (rows, list(columns)) == (12, ["make", "km", "year", "price"])
    assert mean(columns["price"]) == pytest.approx(13462.5)
    assert remarks[0] == "read with delimiter semicolon, 2 lines before the header skipped"
    _, after = predicted("lines-above-the-header/report.csv", "price")
    assert after[:3] == ["Car sales", "Branch;North", "make;km;year;price;price_predicted"]


def test_a_line_with_numbers_where_those_below_have_numbers_is_a_row(described, predicted):
    rows, columns, remarks = described("no-header-with-text-columns/autos.data")
    assert (rows, list(columns)) == (12, ["c1", "c2", "c3", "c4", "c5", "c6"])
    assert mean(columns["c6"]) == pytest.approx(142580 / 12)
    assert "line 1: a row like those below it, and no header: 3, ?, alfa, …;" in remarks[0]
    before, after = predicted("no-header-with-text-columns/autos.data", "c6")
    assert [line.rsplit(",", 2)[0] for line in after] == before


def test_skipping_no_lines_makes_the_first_the_header_whatever_it_holds(described):
    rows, columns, _ = described("no-header-with-text-columns/autos.data", "--skip-lines", "0")
    assert (rows, list(columns)[-1]) == (11, "13495")
    assert mean(columns["13495"]) == pytest.approx(11735)


def test_the_commas_below_a_header_without_any_are_parts_of_numbers(described):
    rows, columns, remarks = described("one-column-of-amounts/dollars.csv")
    assert (rows, list(columns), mean(columns["price"])) == (4, ["price"], 2900)
    assert remarks[0].endswith("one column")


def test_units_below_the_names_are_no_row_however_many_rows_there_are(described, predicted):
    for name, rows_of_it, power in (("sensor8", 8, 12.225), ("sensor40", 40, 17.825)):
        rows, columns, remarks = described(f"second-line-of-the-header/{name}.csv")
        assert (rows, list(columns)) == (rows_of_it, ["Datetime", "Temp", "Flow", "Power"])
        assert mean(columns["Power"]) == pytest.approx(power)
        assert any("line 2: a line of the header, not a row: ;[°C];[l/min];[kW]" in remark for remark in remarks)
    _, after = predicted("second-line-of-the-header/sensor8.csv", "Power")
    assert after[1] == ";[°C];[l/min];[kW];"


def test_the_names_of_a_multiindex_are_those_of_its_lines_that_all_differ(described, predicted):
    rows, columns, _ = described("second-line-of-the-header/multiindex.csv")
    assert (rows, list(columns)) == (12, ["km", "year", "price"])
    _, after = predicted("second-line-of-the-header/multiindex.csv", "price")
    assert after[:3] == ["car,car,sale,", "km,year,price,price_predicted", ",,,"]


def test_short_rows_end_with_missing_cells_and_are_counted(described, predicted):
    rows, columns, remarks = described("short-rows/sales.csv")
    assert (rows, columns["extras"]["missing"], columns["price"]["missing"]) == (16, 10, 0)
    assert mean(columns["price"]) == pytest.approx(11295.3125)
    assert remarks[0].startswith("10 lines with too few cells, the last taken as missing: line 3 4 of 5")
    before, after = predicted("short-rows/sales.csv", "price")
    for old, new in zip(csv.reader(before[1:]), csv.reader(after[1:]), strict=True):
        assert new[:5] == [*old, *[""] * (5 - len(old))]
        assert new[5]


def test_backslashes_before_quotes_are_seen(described, predicted):
    path = CASES / "table-quotes-of-other-kinds/backslash.csv"
    with path.open(encoding="utf-8", newline="") as file:
        expected = [row[1] for row in csv.reader(file, escapechar="\\", doublequote=False)][1:]
    rows, columns, remarks = described("quotes-of-other-kinds/backslash.csv")
    assert (rows, mean(columns["price"])) == (8, 13375)
    assert [text for text, _ in columns["text"]["commonest"]] == expected[: len(columns["text"]["commonest"])]
    assert "a \\ before quotes and delimiters inside cells" in remarks[0]
    before, after = predicted("quotes-of-other-kinds/backslash.csv", "price")
    assert [line.rpartition(",")[0] for line in after] == before


def test_single_quotes_are_seen(described):
    rows, columns, remarks = described("quotes-of-other-kinds/single.csv")
    assert (rows, list(columns), remarks[0]) == (10, ["make", "km", "price"], "read with quote '")
    assert columns["make"]["commonest"][0] == ["Audi, used", 3]


def test_a_line_in_another_encoding_is_read_and_named(described, lrcli):
    rows, columns, remarks = described("bytes-of-two-encodings/utf8_first.csv")
    assert rows == 16
    assert remarks[-1].endswith("is not UTF-8 and read as Windows-1252: line 4")
    assert columns["make"]["distinct"] == 6
    strictly = lrcli("train", str(CASES / "table-bytes-of-two-encodings/utf8_first.csv"), "--strict")
    assert strictly.status == 1
    assert "line 4" in strictly.err


def test_zeros_at_a_files_end_are_no_rows_and_no_utf_16(described):
    rows, columns, remarks = described("nul-bytes-and-utf16/nul_tail.csv")
    assert (rows, mean(columns["price"])) == (40, 11933.75)
    assert "NUL bytes" in remarks[-1]


def test_utf_16_in_russian_needs_no_mark(described):
    rows, columns, _ = described("nul-bytes-and-utf16/utf16le_no_bom_ru.csv")
    assert (rows, mean(columns["цена"])) == (60, 27315.5)
    assert columns["марка"]["distinct"] == 3


@pytest.mark.parametrize("name", ["cat_no_header.csv", "zwsp.csv"])
def test_marks_that_nobody_sees_are_no_part_of_a_cell(described, name):
    rows, columns, _ = described(f"invisible-characters/{name}")
    assert rows == 36
    assert mean(columns["price"]) == pytest.approx(12170.1389)
    if name == "zwsp.csv":
        assert mean(columns["km"]) == pytest.approx(61166.6667)
    else:
        assert columns["make"]["commonest"] == [["Audi", 9], ["BMW", 9], ["Opel", 9], ["Ford", 9]]


def test_files_put_together_with_their_headers_and_marks_are_one_table(write, lrcli):
    text = (
        (CASES / "table-invisible-characters/cat_no_header.csv").read_text(encoding="utf-8-sig").replace("\ufeff", "")
    )
    header, *lines = text.splitlines(keepends=True)
    path = write("".join(["\ufeff", header, *lines[:18], "\ufeff", header, *lines[18:]]))
    done = lrcli("stats", path, "--json").json
    assert done["rows"] == 36
    assert done["columns"][0]["distinct"] == 4
    assert "1 line like the header, no rows: line 20" in done["remarks"]


def test_a_last_line_with_the_sums_of_those_above_is_no_row_in_any_command(described, predicted, lrcli):
    """The rows are read by Python's csv module, their means and the correlation are its numbers'."""
    path = CASES / "table-rows-that-are-no-rows/totals.csv"
    with path.open(encoding="utf-8", newline="") as file:
        units, revenue = zip(*((float(a), float(b)) for _, a, b in [*csv.reader(file)][1:-1]), strict=True)
    rows, columns, remarks = described("rows-that-are-no-rows/totals.csv")
    assert (rows, mean(columns["revenue"])) == (8, statistics.mean(revenue))
    assert columns["units"]["correlation"] == pytest.approx(statistics.correlation(units, revenue))
    assert "1 line with sums or means of other rows, no rows: line 10 'Total'" in remarks
    before, after = predicted("rows-that-are-no-rows/totals.csv", "revenue")
    assert after[-1] == f"{before[-1]},"
    assert all(line.rpartition(",")[2] for line in after[1:-1])
    assert lrcli("evaluate", str(path), "--json").json["model"]["rows"] == 8


def test_pandas_index_without_a_name_is_left_out(lrcli):
    path = str(CASES / "table-index-that-pandas-writes/rent.csv")
    model = lrcli("train", path, "--json").json["model"]
    assert (model["target"]["name"], [feature["name"] for feature in model["features"]]) == ("rent", ["sqft", "beds"])


def test_numbers_cut_by_their_separators_are_no_row_names(refused):
    message = refused("unquoted-thousands-taken-for-row-names/sales.csv")
    assert "the rows have 4 cells where the header in line 1 has 3: 20,000 looks like one number" in message


# What the public complaints were about beside these inputs


def table(*lines):
    return "\n".join(lines) + "\n"


def test_a_title_filled_up_with_cells_and_a_date_is_no_header(write, lrcli):
    """As spreadsheets save a price list."""
    rows = [f"A{k},Chair {k},{k},pc,{40 + k}.50,{50 + k}.25" for k in range(12)]
    path = write(
        table("Company Ltd,,,,,", ",,,,,", "Price list 2020,,,,02/14/2020,", "valid until,,,,03/31/2020,", ",,,,,",
              "code,name,stock,unit,list,sale", ",,,,,", *rows)
    )  # fmt: skip
    done = lrcli("stats", path, "--json").json
    assert (done["rows"], [column["name"] for column in done["columns"]]) == (
        12, ["code", "name", "stock", "unit", "list", "sale"]
    )  # fmt: skip
    assert next(c for c in done["columns"] if c["name"] == "sale")["numbers"]["mean"] == pytest.approx(55.75)


def test_a_group_name_above_the_names_is_no_header(write, lrcli):
    path = write(table(",car,car,sale", "make,km,year,price", *(f"Audi,{k},20{k},{k * 7}" for k in range(10, 20))))
    columns = lrcli("stats", path, "--json").json["columns"]
    assert [column["name"] for column in columns] == ["make", "km", "year", "price"]


def test_each_line_in_quotes_as_a_whole_is_called_so(write, lrcli):
    path = write(table('"km,year,price"', *(f'"{k}000,2015,9{k}00"' for k in range(1, 9))))
    done = lrcli("stats", path)
    assert done.status == 1
    assert "each line is one cell in quotes that holds ','" in done.err


def test_years_above_numbers_are_names(write, lrcli):
    path = write(table("country,2019,2020,2021", *(f"{c},1.5,{k}.5,{k}" for k, c in enumerate("ABCDEFGH", 2))))
    columns = lrcli("stats", path, "--json").json["columns"]
    assert [column["name"] for column in columns] == ["country", "2019", "2020", "2021"]


def test_the_columns_that_pandas_numbers_have_these_numbers_as_names(write, lrcli):
    path = write(table(",0,1,2", *(f"{k},{k}.5,{9 - k}.25,{k * k}" for k in range(10))))
    columns = lrcli("stats", path, "--json").json["columns"]
    assert [column["name"] for column in columns] == ["column 1", "0", "1", "2"]


def test_a_first_line_that_may_be_either_is_an_error_with_both_ways_out(write, lrcli):
    path = write(table("country,2020", "Germany,1.5", "France,2.5", "Spain,3.5"))
    done = lrcli("stats", path)
    assert done.status == 1
    assert "--no-header" in done.err
    assert "--skip-lines 0" in done.err
    assert lrcli("stats", path, "--skip-lines", "0", "--json").json["columns"][1]["name"] == "2020"
    assert lrcli("stats", path, "--no-header", "--json").json["rows"] == 4


def test_blank_records_of_a_spreadsheet_are_no_rows_and_get_no_price(write, lrcli):
    rows = [f"{k}000,20{k + 10},9{k}00" for k in range(1, 9)]
    path = write(table("km,year,price", *rows, *[",,"] * 12))
    done = lrcli("stats", path, "--json").json
    assert done["rows"] == 8
    assert "12 lines without a value, no rows: line 10, line 11, line 12 …" in done["remarks"]
    assert "8 rows" in lrcli("train", path).out
    assert lrcli("predict", path).out.splitlines()[-12:] == [",,,"] * 12
    assert lrcli("evaluate", path, "--json").json["model"]["rows"] == 8


def test_a_footnote_is_no_row_that_lacks_all_but_its_first_cell(write, lrcli):
    rows = [f"{k}000,20{k + 10},9{k}00" for k in range(1, 12)]
    path = write(table("km,year,price", *rows, "Source: the dealer's own books"))
    done = lrcli("stats", path, "--json").json
    assert done["rows"] == 11
    assert any("line 13 1 of 3" in remark for remark in done["remarks"])


def test_rows_that_end_with_a_delimiter_lose_it_where_others_do_not(write, lrcli):
    rows = [f"{k}000,20{k + 10},9{k}00" for k in range(1, 80)]
    path = write(table("km,year,price", *rows, "5000,2020,100,"))
    done = lrcli("stats", path, "--json").json
    assert (done["rows"], len(done["columns"])) == (80, 3)
    assert lrcli("train", path).status == 0
    written = list(csv.reader(io.StringIO(lrcli("predict", path).out)))
    assert {len(row) for row in written} == {4}


ROWS = ["North,120,2400", "South,80,1700", "East,95,1850", "West,60,1300"]


@pytest.mark.parametrize(
    ("last", "rows"),
    [
        ("Total,355,7250", 4),
        ("Grand Total:,355,7250", 4),
        ("Summe,,7250", 4),
        ("Insgesamt,,7250.00", 4),
        (",355,7250", 4),
        ("Итого,355,7250", 4),
        ("Total,355,7250\n,,\nSource: the books", 4),
        ("Total,300,7000", 5),  # no sums
        (",355,7000", 5),
        ("Centre,355,7250", 5),  # a name, and nothing missing
    ],
)
def test_a_line_is_one_of_sums_if_it_says_so_or_lacks_a_name_and_its_numbers_are_the_sums(write, lrcli, last, rows):
    path = write(table("region,units,revenue", *ROWS, last))
    assert lrcli("stats", path, "--json").json["rows"] == rows


def test_the_sums_are_those_of_all_rows_also_where_some_are_chosen(write, lrcli):
    path = write(table("region,units,revenue", *ROWS, "Total,355,7250"))
    done = lrcli("stats", path, "--where", "units > 70", "--json").json
    assert done["rows"] == 3


def test_each_file_has_its_own_sums(write, lrcli):
    paths = [write(table("region,units,revenue", *ROWS, "Total,355,7250"), f"{k}.csv") for k in range(3)]
    assert lrcli("stats", *paths, "--json").json["rows"] == 12


def test_the_units_in_a_second_line_of_the_header_are_those_of_the_columns(lrcli):
    path = str(CASES / "table-second-line-of-the-header/sensor8.csv")
    trained = lrcli("train", path, "-o", "m.json")
    weights = {" ".join(line.split()[:3]) for line in trained.out.splitlines() if " per " in line}
    assert weights == {"Datetime per day", "Temp per °C", "Flow per l/min"}
    assert "Power: '11.00' is a number: unit kW" in trained.err


def test_a_table_of_markdown_has_no_row_of_dashes(write, lrcli):
    rows = "".join(f"| {k} | {k % 3} | {100 + 7 * k} |\n" for k in range(9))
    done = lrcli("stats", write("| age | doors | price |\n|----:|:-----:|------:|\n" + rows), "--json").json
    means = {column["name"]: column["numbers"]["mean"] for column in done["columns"] if column["count"]}
    assert (done["rows"], means) == (9, {"age": 4, "doors": 1, "price": 128})


def test_a_delimiter_that_cuts_the_header_too_is_preferred(write, lrcli):
    """Dates with an unquoted comma: no delimiter suits all lines, and the blank is none."""
    rows = "".join(f"Mi., {k}. Januar 2020,{1000 + k}\n" for k in range(1, 25))
    done = lrcli("stats", write("day,price\n" + rows))
    assert (done.status, "line 2: 3 cells where the header has 2 columns" in done.err) == (1, True)


@pytest.mark.parametrize("quote", ["'", "`"])
def test_cells_in_other_quotes_hold_the_delimiter(lrcli, write, quote):
    rows = "".join(f"{quote}m{k % 3}, red{quote},{k}\n" for k in range(12))
    done = lrcli("stats", write(f"{quote}make{quote},{quote}price{quote}\n{rows}"), "--json").json
    assert [(column["name"], column["distinct"]) for column in done["columns"]] == [("make", 3), ("price", 12)]


def test_the_line_of_a_survey_that_numbers_its_questions_has_no_units(lrcli, write):
    of_tool = '"{""ImportId"":""id""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"'
    rows = "".join(f"R_{k},{k},{k * k}\n" for k in range(12))
    done = lrcli("stats", write(f"ResponseId,Q1,Q2\nResponse,How old?,How much?\n{of_tool}\n{rows}"), "--json").json
    assert done["rows"] == 12
    assert "unit" not in " ".join(done["remarks"])
