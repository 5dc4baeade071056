"""Tables that nobody would write, each the smallest of its kind that once ended in a traceback."""

import pytest


def refused(done, words):
    assert (done.status, done.out) == (1, "")
    assert [line for line in done.err.splitlines() if line.startswith("lrcli: ")] == [done.err.splitlines()[-1]]
    assert words in done.err


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_split_that_leaves_no_row_to_train_on_is_refused(lrcli, write, rows):
    path = write("x,y\n" + "".join(f"{k},{k * k}\n" for k in range(rows)))
    refused(lrcli("train", path, "--split", "1/1/98"), "at least 2 are needed")
