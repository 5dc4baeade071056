"""A first row that holds the sums of all others, in a table too large to be looked at whole. The sums are by hand."""

import io
from dataclasses import replace
from types import SimpleNamespace

import pytest
from reading import read_table

from lrcli.data.columns.schema import Columns
from lrcli.data.files.dataset import Files
from lrcli.data.rows.read import Reading
from lrcli.data.rows.workers import Workers
from lrcli.errors import DataError
from lrcli.limits import LIMITS

COLUMNS = Columns("price", ("units",), ())
SMALL = replace(LIMITS, head_bytes=200, block_bytes=200)
PRICES = list(range(1, 101))  # which add up to 5,050; there are 2 units in each of the 100 rows


def rows(first, last=""):
    return f"shop,year,units,price\n{first}\n" + "".join(f"s,2010,2,{price}\n" for price in PRICES) + last


def targets(path):
    return read_table(path, lambda first: COLUMNS, SMALL).rows.y.tolist()


@pytest.mark.parametrize("first", ["Total,,200,5050", "Summe,2010,200,5050", ",,200,5050", "Grand total:,2010,2,5050"])
def test_a_first_row_of_sums_is_no_row_of_a_large_table(write, first):
    assert targets(write(rows(first))) == PRICES


def test_sums_above_and_below_the_rows_are_no_rows(write):
    assert targets(write(rows("Total,,200,5050", "Total,,200,5050\n"))) == PRICES


@pytest.mark.parametrize("first", ["Total,2010,3,5051", ",,200,5051", "Total,,,", "s,2010,200,5050", "s,,2,7"])
def test_a_first_row_of_other_numbers_stays(write, first):
    assert len(targets(write(rows(first)))) == len(PRICES) + (first != "Total,,,")


def test_the_line_of_the_sums_is_named(write):
    table = read_table(write(rows("Total,,200,5050")), lambda first: COLUMNS, SMALL)
    assert table.left_out.remarks_on_cells() == ["1 line with sums or means of other rows, no rows: line 2 'Total'"]


def test_a_table_whose_first_row_looks_like_no_total_is_read_once(write, monkeypatch):
    opened = []
    from lrcli.data.files import dataset

    once = dataset.open_source
    monkeypatch.setattr(dataset, "open_source", lambda *a, **k: opened.append(a) or once(*a, **k))
    targets(write(rows("Total,2010,2,7")))
    targets(write(rows(",,2,7")))
    assert len(opened) == 2


def through_pipe(monkeypatch, text):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
    return "-"


def at_address(monkeypatch, text):
    files = pytest.importorskip("fsspec").filesystem("memory")
    files.pipe("/first_total/shops.csv", text.encode())
    return "memory://first_total/shops.csv"


@pytest.mark.parametrize("copy_bytes", [100, 1 << 20])
@pytest.mark.parametrize("put", [through_pipe, at_address])
def test_a_total_is_no_row_either_where_a_table_cannot_be_read_twice(monkeypatch, put, copy_bytes):
    def table(first, last=""):
        place = put(monkeypatch, rows(first, last))
        return read_table(place, lambda first: COLUMNS, replace(SMALL, copy_bytes=copy_bytes))

    with_total = table("Total,,200,5050", "Total,,200,5050\n")
    assert with_total.rows.y.tolist() == PRICES
    assert [*with_total.left_out.remarks_on_cells()] == [
        "2 lines with sums or means of other rows, no rows: line 2 'Total', line 103 'Total'"
    ]
    assert table("Total,,201,5051").rows.y.tolist() == [5051, *PRICES]


def test_a_writer_that_pauses_is_answered_and_told_of_the_total_at_the_end(monkeypatch):
    """The first 50 rows come, then a pause."""
    whole = rows("Total,,200,5050").encode()
    pieces = [whole[:500], whole[500:], b""]

    class Pausing:
        paused = False

        def seekable(self):
            return False

        def read(self, size=-1):
            self.paused = len(pieces) == 2
            return pieces.pop(0)

        def close(self):
            pass

    monkeypatch.setattr("lrcli.data.files.stream.live_input", lambda stdin: Pausing())
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=None))
    targets = []
    with Files(["-"], limits=SMALL, live=True) as files, Workers() as workers:
        blocks = Reading(files, COLUMNS).cells(workers)
        read = ((cells.y.tolist(), len(pieces)) for cells in blocks)
        with pytest.raises(
            DataError, match=r"line 2: this row holds the sums of all rows below it.* read the table from a file"
        ):
            targets.extend(read)
    answered = [y for ys, unread in targets for y in ys if unread]
    assert answered[:3] == [5050, 1, 2]
    assert [y for ys, _ in targets for y in ys] == [5050, *PRICES]
