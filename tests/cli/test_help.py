"""-h has the dozen options that matter and three examples, --help has all, under their headings and on any terminal."""

import io
import re
import sys

import pytest

from lrcli.cli.app import main
from lrcli.cli.commands.overview import COMMANDS
from lrcli.fitting.recipe import all_options
from lrcli.learning.optimizers import OPTIMIZERS

EVERY = [*COMMANDS]
FLAG = re.compile(r"^  (?:-\w, |    )(--[\w-]+)|^  (-h), ", re.MULTILINE)


def flags(page):
    return [long or short for long, short in FLAG.findall(page)]


@pytest.mark.parametrize("command", EVERY)
def test_the_short_help_is_a_part_of_the_long_one_on_a_page_of_its_own(lrcli, command):
    short, long = lrcli(command, "-h").out, lrcli(command, "--help").out
    assert set(flags(short)) < set(flags(long))
    assert min(5, len(flags(long)) - 1) <= len(flags(short)) <= 14
    assert f"All options: lrcli {command} --help" in short
    assert "All options" not in long


@pytest.mark.parametrize("command", EVERY)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_there_are_three_examples_of_the_command_itself(lrcli, command, flag):
    examples = lrcli(command, flag).out.partition("\nExamples:\n")[2].splitlines()[:3]
    assert all(example.startswith(f"  lrcli {command} ") for example in examples)
    assert len(set(examples)) == 3


def test_every_option_of_a_training_stands_under_its_heading(lrcli):
    page = lrcli("train", "--help").out
    for name, each in all_options().items():
        below = page.partition(f"\n{each.option.group}:\n")[2].partition("\n\n")[0]
        assert f"--{name.replace('_', '-')}" in flags(below)


def test_choices_are_shown_as_choices(lrcli):
    assert f"--optimizer [{'|'.join(OPTIMIZERS)}]\n" in lrcli("train", "--help").out
    assert "--solver [sgd|exact] " in lrcli("crossval", "--help").out


@pytest.mark.parametrize("columns", [80, 100, 200])
@pytest.mark.parametrize("command", EVERY)
def test_one_long_flag_moves_no_help_text(lrcli, monkeypatch, command, columns):
    """Help stands in one column beside flags that are short enough, and beneath the others."""
    monkeypatch.setenv("COLUMNS", str(columns))
    options = lrcli(command, "--help").out.partition("\nOptions:\n")[2].partition("\nExamples:")[0]
    body = [line for line in options.splitlines() if line.startswith("  ")]
    assert all(len(line) <= columns for line in body)
    for line in body:
        beside = re.match(r"  (?:-\w,|   ) --\S+(?:, --\S+)?(?: \S+)?( {2,}| (?=\S))?", line)
        if not beside:
            assert line.startswith(" " * 28)
            assert line[28] != " "


def test_help_has_lines_and_no_escapes(lrcli, write):
    write("output,json,set,price\n1,5,2,3\n2,3,4,5\n3,4,1,4\n4,2,2,9\n", "opt.csv")
    assert lrcli("train", "opt.csv", "-q", "--solver", "exact").status == 0
    page = lrcli("predict", "--help").out
    assert "\\n" not in page
    for name in ("output", "json", "set"):
        assert re.search(rf"^ +--set {name}=… +\d to \d$", page, re.MULTILINE)


@pytest.mark.parametrize(("variable", "coloured"), [(None, True), ("NO_COLOR", False)])
def test_headings_are_bold_on_a_terminal_that_wants_no_plain_text(monkeypatch, variable, coloured):
    class Screen(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    if variable:
        monkeypatch.setenv(variable, "1")
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    assert main(["train", "-h"]) == 0
    assert ("\x1b[1mUsage:\x1b[0m" in screen.getvalue()) is coloured
    assert ("\x1b" in screen.getvalue()) is coloured


def test_tolerance_and_patience_say_what_they_compare(lrcli):
    page = " ".join(lrcli("train", "--help").out.split())
    assert "up or down, by no more than this share of it" in page
    assert "so many epochs in a row without a new minimum of the validation loss" in page
