"""The curve of a training that lasts: on a terminal only, only where it fits, and gone at the end."""

import io
import re

import numpy as np
import pytest
from terminals import Tty

from lrcli.cli.app import main
from lrcli.cli.screen import live_curve, progress
from lrcli.cli.screen.live_curve import LiveCurve
from lrcli.cli.screen.progress import Bar
from lrcli.cli.screen.terminal import Terminal
from lrcli.fitting.build import history_of
from lrcli.fitting.fit import Progress, StartLosses


@pytest.fixture
def clock(monkeypatch):
    """clock(seconds) lets them pass."""
    now = [100.0]
    for module in (progress, live_curve):
        monkeypatch.setattr(module, "monotonic", lambda: now[0])
    for name, value in {"COLUMNS": "80", "LINES": "40", "TERM": "xterm"}.items():
        monkeypatch.setenv(name, value)

    def pass_by(seconds):
        now[0] += seconds

    return pass_by


@pytest.fixture
def shown(monkeypatch, clock):
    """A terminal, and a curve on it."""

    def show(terminal):
        monkeypatch.setattr("sys.stderr", terminal)
        return LiveCurve(Bar(Terminal()))

    return show


def epoch(number, loss=None, held_out=None):
    held_out = None if held_out is None else np.array([[held_out]])
    loss = np.array([[loss or 100 / number]])
    start = StartLosses(np.array([[200.0]]), None if held_out is None else np.array([[300.0]]))
    return Progress("y", number, 50, loss, held_out, np.array([[0.1 / number]]), loss, frozenset(), start)


def seen(terminal):
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", terminal.getvalue())


def test_it_is_drawn_after_a_second_of_training_and_then_a_few_times_a_second(shown, clock):
    terminal = Tty()
    with shown(terminal) as curve:
        for number in range(1, 9):
            curve.show_epoch(epoch(number))
            clock(1 / 8)
        assert "against" not in terminal.getvalue()
        for number in range(9, 15):
            curve.show_epoch(epoch(number))
            clock(1 / 8)
    drawn = re.findall(r"epoch (\d+) of 50, (\d+) epochs/s", seen(terminal))
    assert list(dict.fromkeys(drawn)) == [("9", "9"), ("11", "9"), ("13", "9")]
    assert "learning rate 0.1 to 0.00769" in seen(terminal)
    assert re.search(r"\n +0 [ \d]+ epoch", seen(terminal)), "the axis begins with the start"


def test_it_takes_the_place_of_the_bar_and_is_gone_at_the_end(shown, clock):
    terminal = Tty()
    with shown(terminal) as curve, curve.bar as bar:
        clock(2)
        bar.show_bytes(3_000_000, 5_000_000)
        curve.show_epoch(epoch(1))
        clock(2)
        curve.show_epoch(epoch(2))
        assert bar.bar.live.is_started is False
    assert terminal.getvalue().count("\x1b[?25l") == terminal.getvalue().count("\x1b[?25h") == 2
    assert terminal.getvalue().endswith("\x1b[2K")


@pytest.mark.parametrize(("lines", "losses"), [("40", (np.inf, None)), ("40", (3.0, np.nan)), ("17", (3.0, 3.0))])
def test_losses_that_are_no_numbers_and_a_low_terminal_leave_the_bar(shown, clock, monkeypatch, lines, losses):
    monkeypatch.setenv("LINES", lines)
    terminal = Tty()
    with shown(terminal) as curve, curve.bar:
        curve.show_epoch(epoch(1))
        clock(5)
        for number in (2, 3):
            curve.show_epoch(epoch(number, *losses))
            clock(1)
    assert "training, 3 of 50 epochs" in seen(terminal)
    assert "against" not in seen(terminal)


def test_without_a_terminal_nothing_is_drawn_or_kept(shown, clock):
    with shown(io.StringIO()) as curve:
        curve.show_epoch(epoch(1))
        clock(5)
        curve.show_epoch(epoch(2))
    assert curve.trace is None


def test_train_shows_it_and_keeps_standard_output_as_it_is(lrcli, monkeypatch, cars):
    argv = ["train", cars, "--epochs", "30"]
    alone = lrcli(*argv).out
    terminal = Tty()
    monkeypatch.setattr(live_curve, "FIRST_CURVE", 0)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("LINES", "40")
    monkeypatch.setattr("sys.stderr", terminal)
    out = io.StringIO()
    monkeypatch.setattr("sys.stdout", out)
    assert main(argv) == 0
    assert "epoch 1 of 30" in seen(terminal)
    assert out.getvalue() == alone


def test_another_training_begins_another_curve(shown, clock):
    """Comparing ways trains several times: a curve never runs back, and counts from its own first second."""
    terminal = Tty()
    with shown(terminal) as curve:
        for number in (1, 2, 3, 1, 2):
            curve.show_epoch(epoch(number))
            clock(2)
    assert history_of(curve.trace).epoch == [1, 2]
    assert "epoch 2 of 50, 1 epochs/s" in seen(terminal)
