"""--report: one file beside the model, whole or not at all."""

from pathlib import Path

import pytest


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_a_report_is_written_and_said(lrcli, cars, command):
    lrcli("train", cars, "-q")
    plain = lrcli(command, cars)
    done = lrcli(command, cars, "--report", "r.html")
    assert (done.status, done.out) == (0, plain.out)
    assert "wrote r.html; open it in a browser" in done.err
    assert Path("r.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_json_and_quiet_stay_what_they_are(lrcli, cars):
    done = lrcli("train", cars, "--report", "r.html", "--json", "--quiet")
    assert done.json["output"] == "model.json"
    assert done.err == ""
    assert lrcli("evaluate", cars, "--report", "r.html", "--json").json == lrcli("evaluate", cars, "--json").json


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_a_place_that_cannot_be_written_is_refused_at_once(lrcli, cars, command):
    lrcli("train", cars, "-q")
    before = Path("model.json").read_bytes()
    done = lrcli(command, cars, "--report", "nowhere/r.html", *(("--seed", "1") if command == "train" else ()))
    assert done.status == 1
    assert "cannot write nowhere/r.html" in done.err
    assert Path("model.json").read_bytes() == before


def test_a_run_that_fails_leaves_the_old_report(lrcli, cars, write):
    lrcli("train", cars, "--report", "r.html", "-q")
    before = Path("r.html").read_bytes()
    failed = lrcli("train", cars, "--report", "r.html", "--optimizer", "sgd", "--learning-rate", "9")
    assert failed.status == 1
    assert lrcli("evaluate", write("mileage,age,price\n1,2,\n"), "--report", "r.html").status == 1
    assert Path("r.html").read_bytes() == before
    assert sorted(path.name for path in Path().iterdir()) == ["model.json", "r.html", "table.csv"]


@pytest.mark.parametrize(
    ("argv", "report"),
    [
        (("train", "table.csv"), "./table.csv"),
        (("train", "table.csv"), "model.json"),
        (("train", "table.csv"), "-"),
        (("evaluate", "table.csv"), "model.json"),
        (("evaluate", "table.csv"), "table.csv"),
    ],
)
def test_a_report_takes_the_place_of_no_file_that_is_used(lrcli, write, argv, report):
    write("mileage,price\n1,2\n3,5\n4,6\n")
    lrcli("train", "table.csv", "-q")
    before = {path: path.read_bytes() for path in Path().iterdir()}
    done = lrcli(*argv, "--report", report)
    assert done.status == 2
    assert "--report" in done.err
    assert {path: path.read_bytes() for path in Path().iterdir()} == before
