"""Unusual arguments and environments: each works, or ends in one line that says what is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

DIGITS = "9" * 400


def run(*argv, **variables):
    """A process, with arguments that may be bytes."""
    env = {**os.environ, **variables}
    return subprocess.run([sys.executable, "-m", "lrcli", *argv], env=env, capture_output=True, check=False, timeout=60)


def refused(done, *words, status=2):
    assert done.status == status
    assert len(done.err.splitlines()) == 1
    for word in words:
        assert word in done.err


@pytest.mark.parametrize("option", ["--epochs", "--batch-size", "--patience", "--min-count"])
def test_a_whole_number_that_is_no_float_is_too_large(lrcli, cars, option):
    refused(lrcli("train", cars, option, DIGITS), option, "too large: a number of 400 digits")


def test_more_folds_than_anyone_has_rows_are_refused_before_the_rows_are_dealt(lrcli, cars):
    refused(lrcli("crossval", cars, "--folds", "9" * 15), "-k 999999999999999 is above 100,000")


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("not ", "")])
def test_a_condition_of_thousands_of_brackets_is_refused(lrcli, cars, opening, closing):
    condition = f"{opening * 5000}age > 1{closing * 5000}"
    refused(lrcli("train", cars, "--where", condition), "at most 100 brackets and negations in one another")
    assert lrcli("train", cars, "-q", "--where", f"{opening * 98}age > 1{closing * 98}").status == 0


def test_a_condition_of_ten_thousand_alternatives_is_no_trouble(lrcli, cars):
    assert lrcli("train", cars, "-q", "--solver", "exact", "--where", " or ".join(["age > 1"] * 10_000)).status == 0


def test_a_term_of_thousands_of_factors_is_no_trouble(lrcli, cars):
    done = lrcli("train", cars, "-q", "--features", ":".join(["age"] * 3000))
    assert done.status in (0, 1)
    refused(lrcli("train", cars, "--features", ":".join(["age"] * 3000) + ":nope"), "no column 'nope'")


def test_an_argument_that_is_no_text_is_refused(cars):
    for argv in (["train", cars, "--missing-values", b"\xff"], ["train", b"\xff.csv"], ["train", cars, "-o", b"\xff"]):
        done = run(*argv)
        assert done.returncode == 2
        assert b"is no text in UTF-8, nor the name of a file" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux alone")
@pytest.mark.parametrize("command", ["train", "evaluate", "crossval", "stats", "predict"])
def test_a_file_whose_name_is_no_text_is_read_and_named_as_well_as_can_be(lrcli, cars, command):
    lrcli("train", cars, "-q")
    Path(os.fsdecode(b"\xff.csv")).write_bytes(Path(cars).read_bytes())
    done = run(command, b"\xff.csv", "--json")
    assert done.returncode == 0, done.stderr
    done.stdout.decode()


def test_a_link_to_itself_is_no_table_and_no_place_for_a_model(lrcli, cars):
    Path("loop").symlink_to("loop")
    refused(lrcli("train", "loop"), "loop", status=1)
    refused(lrcli("train", cars, "-q", "-o", "loop"), "it is a link to itself", status=1)
    assert Path("loop").is_symlink()
    Path("there").symlink_to("target.json")  # of a link to a file that does not exist yet, that file is written
    assert lrcli("train", cars, "-q", "-o", "there").status == 0
    assert Path("target.json").is_file()
    assert Path("there").is_symlink()


@pytest.mark.parametrize("name", ["./t.csv", "link", "other", "folder/t.csv"])
@pytest.mark.parametrize("argv", [["predict", "-m", "m.json", "-o"], ["train", "-o"], ["stats", "--figure"]])
def test_no_output_is_the_input_by_another_name(lrcli, cars, name, argv):
    Path("t.csv").write_bytes(Path(cars).read_bytes())
    lrcli("train", "t.csv", "-q", "--epochs", "2", "-o", "m.json")
    Path("link").symlink_to("t.csv")
    os.link("t.csv", "other")  # the same file by two names, as two cases are on disks of Windows and macOS
    Path("folder").symlink_to(".")
    refused(lrcli(argv[0], "t.csv", *argv[1:], name), f"{name} would replace a file that is used already")
    assert Path("t.csv").read_bytes() == Path(cars).read_bytes()


def test_predictions_do_not_replace_the_model(lrcli, cars):
    lrcli("train", cars, "-q", "--epochs", "2", "-o", "m.json")
    before = Path("m.json").read_bytes()
    refused(lrcli("predict", cars, "-m", "m.json", "-o", "m.json"), "m.json would replace a file that is used already")
    assert Path("m.json").read_bytes() == before


def test_a_model_is_no_table(lrcli, cars):
    lrcli("train", cars, "-q")
    refused(lrcli("train", "model.json", "-o", "other.json"), "it is a model of lrcli, and no table", status=1)


@pytest.mark.parametrize("columns", ["1", "0", "-5", "x", "100000", "9" * 30])
def test_any_width_of_the_terminal_will_do(lrcli, cars, columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    for argv in (["train", cars], ["stats", cars, "--plot", "price"], ["crossval", cars, "-k", "2"], ["--help"]):
        assert lrcli(*argv).status == 0


def test_a_number_of_threads_is_one_that_a_computer_may_have(cars):
    done = run("train", cars, "-q", LRCLI_THREADS="9" * 5000)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="it is a file of Linux")
def test_a_file_that_cannot_be_read_is_said_to_be_one(lrcli):
    refused(lrcli("train", "/proc/self/mem"), "cannot read /proc/self/mem", status=1)
