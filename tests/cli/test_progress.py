"""The bar of a long job: on a terminal only, and only of a job that is long."""

import io
import math
import re
from types import SimpleNamespace

import pytest
from terminals import Tty

from lrcli.cli.app import main
from lrcli.cli.screen import live_curve, progress
from lrcli.cli.screen.progress import Bar
from lrcli.cli.screen.terminal import Terminal
from lrcli.text import plain


@pytest.fixture
def clock(monkeypatch):
    """clock(seconds) lets them pass."""
    now = [100.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")

    def pass_by(seconds):
        now[0] += seconds

    return pass_by


@pytest.fixture
def bar(monkeypatch, clock):
    """bar() → a bar, and the terminal it is shown on."""

    def show(terminal=None, tasks=None, *, quiet=False):
        terminal = terminal or Tty()
        monkeypatch.setattr("sys.stderr", terminal)
        return Bar(Terminal(quiet=quiet), tasks), terminal

    return show


def seen(stderr):
    """What was written, without the codes that move about."""
    return plain(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", stderr.getvalue()))


def test_a_job_of_less_than_a_second_shows_nothing(bar, clock):
    shown, terminal = bar()
    with shown:
        shown.show_bytes(10, 100)
        clock(0.9)
        shown.show_bytes(90, 100)
    assert terminal.getvalue() == ""


def test_reading_shows_how_far_it_is_and_how_fast(bar, clock):
    shown, terminal = bar()
    with shown:
        shown.show_bytes(0, 280_000_000)
        clock(2)
        shown.show_bytes(100_000_000, 280_000_000)
    assert "reading, 100 of 280 MB" in seen(terminal)
    assert "50 MB/s" in seen(terminal)


def test_a_cluster_shows_its_workers_the_files_that_are_done_and_the_round(bar, clock):
    tasks = SimpleNamespace(workers=4, watch=None)
    shown, terminal = bar(tasks=tasks)
    with shown:
        tasks.watch.show_portions("looking for records", 0, 9)
        clock(2)
        tasks.watch.show_portions("looking for records", 3, 9)
        tasks.watch.show_files(2, 10)
        shown.show_bytes(50_000_000, 280_000_000)
        clock(2)
        shown.show_bytes(100_000_000, 280_000_000)
    assert "looking for records with 4 workers, 3 of 9 portions" in seen(terminal)
    assert "reading with 4 workers, 100 of 280 MB, 2 of 10 files" in seen(terminal)


def test_a_pipe_has_a_rate_and_no_end(bar, clock):
    shown, terminal = bar()
    with shown:
        shown.show_bytes(0, None)
        clock(2)
        shown.show_bytes(30_000_000, None)
    assert "reading, 30 MB" in seen(terminal)
    assert " of " not in seen(terminal)


def test_training_follows_reading(bar, clock):
    class Epoch:
        epoch, epochs = 30, 79

    shown, terminal = bar()
    with shown:
        shown.show_bytes(0, 10)
        clock(2)
        shown.show_bytes(10, 10)
        shown.show_epoch(Epoch)
        clock(2)
        shown.show_epoch(Epoch)
    assert "training, 30 of 79 epochs" in seen(terminal)
    assert "15 epochs/s" in seen(terminal)


@pytest.mark.parametrize(("terminal", "quiet"), [(Tty(), True), (io.StringIO(), False)])
def test_quiet_and_without_a_terminal_there_is_none(bar, clock, terminal, quiet):
    shown, _ = bar(terminal, quiet=quiet)
    with shown:
        shown.show_bytes(0, 10)
        clock(5)
        shown.show_bytes(5, 10)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("command", ["train", "evaluate", "stats", "crossval", "predict"])
def test_every_command_that_reads_a_file_shows_it_and_takes_it_away(lrcli, monkeypatch, cars, command):
    lrcli("train", cars, "-q", "--epochs", "2")
    terminal = Tty()
    monkeypatch.setattr(progress, "FIRST_BAR", 0)
    monkeypatch.setattr(live_curve, "FIRST_CURVE", math.inf)  # a curve takes the bar's place where a machine is slow
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", terminal)
    assert main([command, cars]) == 0
    assert "reading, 0 of 0 MB" in seen(terminal)
    assert terminal.getvalue().count("\x1b[?25l") == terminal.getvalue().count("\x1b[?25h") == 1
