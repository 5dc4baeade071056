"""The loss curve and the line of the learning rate beneath it."""

import re

import pytest

from lrcli.model.record import History, Start
from lrcli.report.terminal.pictures.curves import loss_caption, loss_curve
from lrcli.report.terminal.pictures.plots import distinct_lines
from lrcli.report.words.ticks import START_GAP
from lrcli.text import BAR_CHARACTERS, bar_character

BEFORE = Start(20.0, None)


def history(rates, epochs=None, validation=False):
    epochs = epochs or list(range(1, len(rates) + 1))
    losses = [10.0 / epoch for epoch in epochs]
    return History(epochs, losses, losses if validation else None, rates)


def rate_bars(curve):
    """The last line, behind its label, as long as the frame is wide."""
    lines = curve.splitlines()
    frame = lines[0]
    assert lines[-1].split()[0] in {"rate", "η"}
    return lines[-1][frame.index("┌") + 1 :].ljust(frame.index("┐") - frame.index("┌") - 1)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_rate_of_an_epoch_stands_beneath_it(monkeypatch, width):
    """Of 8 epochs the k-th has k eighths of the highest rate, and so a bar of the k-th height."""
    monkeypatch.setenv("COLUMNS", str(width))
    bars = rate_bars(loss_curve(history([k / 80 for k in range(1, 9)]), BEFORE, width))
    assert "".join(sorted(bars)) == bars
    assert list(dict.fromkeys(bars)) == list(BAR_CHARACTERS)
    columns = min(width, 100)
    assert len(bars) > columns - 15
    assert bars[len(bars) // 2] == BAR_CHARACTERS[3]  # halfway from epoch 0 to 8 is epoch 4


def test_on_a_logarithmic_scale_the_rate_is_too():
    """A rate that is halved from epoch 10 of 100 on: halfway of the line behind the gap of the start."""
    epochs = list(range(1, 101))
    bars = rate_bars(loss_curve(history([1.0 if epoch < 10 else 0.5 for epoch in epochs], epochs), BEFORE, 80))
    assert abs(bars.index(BAR_CHARACTERS[3]) - len(bars) * (START_GAP + 0.5) / (START_GAP + 1)) <= 1
    assert set(bars) == {BAR_CHARACTERS[7], BAR_CHARACTERS[3]}


def test_a_constant_rate_has_no_line_and_no_word():
    constant = history([0.1] * 12)
    assert "rate" not in loss_curve(constant, BEFORE, 80) + loss_caption(constant, "loss", BEFORE)
    assert "learning rate 0.1 to 0.05" in loss_caption(history([0.1, 0.05]), "loss", BEFORE)


@pytest.mark.parametrize(("part", "seen"), [(0, " "), (1e-9, "▁"), (1 / 8, "▁"), (0.126, "▂"), (1, "█")])
def test_a_bar_is_blank_only_where_there_is_nothing(part, seen):
    assert bar_character(part) == seen


@pytest.mark.parametrize("width", [40, 80, 100])
def test_a_curve_is_no_wider_than_the_terminal(monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    lines = loss_curve(history([0.1, 0.05], validation=True), BEFORE, width).splitlines()
    assert max(map(len, lines)) <= width


def test_the_curve_begins_with_the_loss_before_the_first_step():
    epochs = list(range(1, 101))
    curve = loss_curve(history([0.1] * 100, epochs), Start(1000.0, None), 80)
    numbers = re.findall(r"[\d,.]+(?=┤)", curve)
    assert numbers[0] == "1000"
    assert curve.splitlines()[-1].split() == ["0", "1", "2", "5", "10", "20", "50", "100", "epoch"]
    assert "1000 before the first step" in loss_caption(history([0.1]), "loss", Start(1000.0, None))


def test_the_validation_curve_begins_before_the_first_step_too():
    """Its start, 9, is the highest loss of the picture: with epoch 1 as its begin the axis would end at 4."""
    losses = History([1, 2, 3], [3.0, 2.0, 1.0], [4.0, 3.0, 2.0], [0.1] * 3)
    curve = loss_curve(losses, Start(5.0, 9.0), 80)
    top = next(line for line in curve.splitlines() if "┤" in line or "│" in line)
    assert "•" in top
    assert top.index("•") - max(top.find("┤"), top.find("│")) <= 2  # at the left edge


@pytest.mark.parametrize("epochs", [list(range(1, 8)), list(range(1, 101)), list(range(1, 1000, 5))])
def test_every_number_of_an_axis_is_round(epochs):
    curve = loss_curve(history([0.1] * len(epochs), epochs), Start(23.4, None), 80)
    numbers = [*re.findall(r"[\d,.]+(?=┤)", curve), *curve.splitlines()[-1].split()[:-1]]
    assert len(numbers) > 5
    for number in numbers:
        assert len(number.replace(",", "").replace(".", "").strip("0")) <= 1, number


@pytest.mark.parametrize(
    ("validation", "order"),
    [([9.0, 3.0, 2.0], ["validation", "training"]), ([9.0, 1.0, 0.5], ["training", "validation"])],
)
def test_curves_are_named_where_they_end_the_higher_one_above(validation, order):
    curve = loss_curve(History([1, 2, 3], [10.0, 2.0, 1.0], validation, [0.1] * 3), BEFORE, 80)
    assert re.findall(r"│ (\w+)", curve) == order


@pytest.mark.parametrize(
    ("shares", "lines"),
    [([0.0, 1.0], [0, 9]), ([1.0, 1.0], [8, 9]), ([0.5, 0.5, 0.5], [4, 5, 6]), ([0.0, 0.0], [0, 1])],
)
def test_no_two_names_stand_on_one_line(shares, lines):
    assert distinct_lines(shares, 10) == lines


@pytest.mark.parametrize("width", [40, 80, 100])
def test_two_curves_that_are_the_same_are_seen_as_two(width):
    """The training's line does not hide the validation's dots, and these do not hide the line."""
    picture = loss_curve(history([0.1] * 300, validation=True), Start(20.0, 20.0), width)
    dots = picture.count("•")
    line = sum("\u2800" < character <= "\u28ff" for character in picture)
    assert 5 <= dots <= 13
    assert line > dots


def test_dots_beside_the_line_stay_where_they_are():
    """A validation loss of twice the training's is above the line, in every epoch."""
    epochs = list(range(1, 41))
    losses = [10.0 / epoch for epoch in epochs]
    apart = History(epochs, losses, [4 * loss for loss in losses], [0.1] * 40)
    rows = loss_curve(apart, Start(20.0, 80.0), 80).splitlines()
    for column in range(12, 60):
        dots = [row for row, text in enumerate(rows) if text[column : column + 1] == "•"]
        line = [row for row, text in enumerate(rows) if "\u2800" < text[column : column + 1] <= "\u28ff"]
        assert not (dots and line) or max(dots) < max(line)
