"""What a terminal gets that a file does not: colours, and lines broken between words."""

import io
import os
import re
import sys

import pytest
from rich.console import Console
from terminals import Tty

from lrcli.cli.app import main
from lrcli.cli.screen.terminal import Terminal, columns

COLOUR = re.compile(r"\x1b\[([\d;]+)m")


@pytest.fixture
def screen(monkeypatch, tmp_path):
    """screen(*argv) → what a terminal of 80 columns shows: results and remarks. It works in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*argv, **environment):
        for name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"TERM": "xterm-256color", "COLUMNS": "80", **environment}.items():
            monkeypatch.setenv(name, value)
        out, err = Tty(), Tty()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            assert main(argv) == 0
        return out.getvalue(), err.getvalue()

    return run


def test_training_and_validation_have_a_colour_each_in_caption_curve_and_names(screen, cars):
    out, _ = screen("train", cars, "--epochs", "20")
    training = re.findall(r"\x1b\[36m([^\x1b]+)", out)
    validation = re.findall(r"\x1b\[33m([^\x1b]+)", out)
    assert training.count("training") == validation.count("validation") == 2  # in the caption, and where the curve ends
    assert any(re.fullmatch("[\u2800-\u28ff]+", text) for text in training)
    assert any(re.fullmatch("•+", text) for text in validation)


def test_a_verdict_is_green_where_the_model_can_be_used_and_red_where_not(screen, cars):
    assert re.search(r"\x1b\[1;32mOff by about", screen("train", cars)[0])
    out, _ = screen("train", cars, "--epochs", "1", "--learning-rate", "1e-9")
    assert re.search(r"\x1b\[1;31mNot usable", out)
    assert not COLOUR.search(out.splitlines()[-1])  # the command to be pasted


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_is_written_where_none_is_wanted(screen, cars, environment):
    out, err = screen("train", cars, "--epochs", "20", **environment)
    assert set(COLOUR.findall(out + err)) <= {"0", "1"}


def test_a_file_gets_no_colour_and_no_broken_remark(lrcli, cars):
    done = lrcli("train", cars, "-o", "a_model_with_quite_a_long_name_for_a_file.json")
    assert not COLOUR.search(done.out + done.err)
    assert any(line.startswith("wrote a_model") and "lrcli predict" in line for line in done.err.splitlines())


def test_remarks_are_broken_between_words_and_commands_are_not_broken(screen, cars):
    name = "a_model_with_quite_a_long_name_for_a_file.json"
    _, err = screen("train", cars, "-o", name)
    lines = err[err.index("wrote") :].splitlines()
    *remark, command = lines
    assert command == f"lrcli predict -m {name} --mileage 99000 --age 6.9"
    assert all(len(line) <= 80 for line in remark)
    assert len(remark) > 1
    assert " ".join(remark).endswith("asks for the features; use it with:")


def test_a_word_longer_than_the_terminal_stays_whole(monkeypatch):
    err = Tty()
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("COLUMNS", "40")
    Terminal().say("a remark about " + "x" * 60 + " and more words than there is room for on a line")
    assert "x" * 60 in err.getvalue().splitlines()


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize(
    "environment", [{}, {"COLUMNS": "132"}, {"COLUMNS": "0"}, {"COLUMNS": "wide"}, {"TERM": "dumb", "COLUMNS": "132"}]
)
def test_a_terminal_is_as_wide_as_rich_takes_it_for(monkeypatch, terminal, environment):
    for name in ("COLUMNS", "LINES", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Tty() if terminal else io.StringIO())
    monkeypatch.setattr(os, "get_terminal_size", lambda stream: os.terminal_size((100, 30)))
    assert columns() == Console().width
