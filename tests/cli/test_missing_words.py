"""--missing-values: words that mean a missing cell in this table, wherever in the file they stand."""

import pytest

from lrcli import load


def rows(late):
    """A missing word of the usual ones only in the last rows, as far behind the first as `late` says."""
    lines = [f"{(-1, 1, 2, 3)[k % 4]},{('a', 'b', 'unknown')[k % 3]},{10 * (k % 4) + 5 * (k % 3)}" for k in range(late)]
    return "x,fuel,price\n" + "\n".join([*lines, " -1 , unknown ,7", "NA,a,9"]) + "\n"


@pytest.mark.parametrize("threads", ["1", "2", "5"])
def test_they_are_missing_in_every_block_and_for_any_threads(lrcli, write, monkeypatch, within, threads):
    monkeypatch.setenv("LRCLI_THREADS", threads)
    within(block_bytes=256, first_bytes=512)
    path = write(rows(400))
    done = lrcli("train", path, "--missing-values", "unknown,-1", "--solver", "exact")
    assert done.status == 0
    model = load("model.json")
    assert list(model.features[1].weights) == ["a", "b"]
    assert model.features[0].min == 1
    assert "x: 102 missing" in done.err
    assert "fuel: 134 missing" in done.err
    one = lrcli("predict", "--x", "-1", "--fuel", "unknown").out.strip()
    table = lrcli("predict", write("x,fuel\n-1,unknown\n -1 , unknown \n,unknown\n,\n", "new.csv")).out.splitlines()
    blank_records_are_no_rows = ""
    assert [line.split(",")[2] for line in table[1:]] == [one] * 3 + [blank_records_are_no_rows]
