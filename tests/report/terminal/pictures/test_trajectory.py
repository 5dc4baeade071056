"""The picture of a loss over two weights, in characters."""

import re
from itertools import pairwise

import pytest

from lrcli.fitting.trajectory import Trajectory, Way
from lrcli.report.terminal.pictures.trajectory import View, band, loss_map, outermost_rise, trajectory_picture


def round_bowl(*ways, lowest=2.0, decay=0.0):
    """Lowest at (1, 1), in whose direction (0, 0) lies 1 higher."""
    return Trajectory(("speed", "size"), True, None, decay, (1.0, 1.0), lowest, (1.0, 0.0, 1.0), ways)


STRAIGHT = Way("sgd", (0, 1, 7), ((0.0, 0.0), (0.5, 0.5), (1.0, 1.0)), (1.0, 1.0), False)


def inside(text):
    return [re.fullmatch(r".{9}[│┤](.*)│", line)[1] for line in text.splitlines()[1:-2]]


def test_the_loss_is_that_of_the_bowl():
    assert round_bowl().loss((0.0, 0.0)) == 3
    assert round_bowl().loss((1.0, 3.0)) == 4


def test_bands_are_evenly_spaced_rings():
    """A quarter of the start's rise is half the way to the optimum, and so the middle of eight bands."""
    bowl = round_bowl(STRAIGHT)
    assert [band(bowl, (x, x), 1.0) for x in (1.0, 0.9, 0.51, 0.49, 0.01)] == [0, 0, 3, 4, 7]


def test_the_start_the_way_and_the_optimum_lie_on_a_diagonal():
    bowl = round_bowl(STRAIGHT)
    rows = inside(loss_map(bowl, View.of(bowl), 60))
    columns = [[x for x, sign in enumerate(row) if sign in "ao×"] for row in rows]
    found = [row for row in columns if row]
    assert "×" in rows[min(k for k, row in enumerate(columns) if row)]
    assert "o" in rows[max(k for k, row in enumerate(columns) if row)]
    assert all(upper[0] >= lower[-1] for upper, lower in pairwise(found))
    assert len(found) > 15


def test_the_picture_of_a_bowl_around_its_middle_is_the_same_from_every_side():
    there_and_back = Way("sgd", (0, 1), ((0.0, 0.0), (2.0, 2.0)), (1.0, 1.0), False)
    bowl = round_bowl(there_and_back)
    signs = [re.sub("[ao×]", "?", row) for row in inside(loss_map(bowl, View.of(bowl), 60))]
    assert [row[::-1] for row in reversed(signs)] == signs
    assert "·" in "".join(signs)


def test_what_diverges_does_not_stretch_the_view():
    wild = Way("sgd", (0, 1, 2), ((0.0, 0.0), (-9.0, 40.0), (3e300, -1e300)), (1.0, 1.0), True)
    bowl = round_bowl(STRAIGHT, wild)
    assert View.of(bowl) == View.of(round_bowl(STRAIGHT))
    assert "b sgd (2 steps, diverged)" in "\n".join(trajectory_picture(bowl, 80))


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal_or_a_hundred_columns(width):
    bowl = round_bowl(STRAIGHT)
    lines = loss_map(bowl, View.of(bowl), min(width, 100)).splitlines()
    assert {len(line) for line in lines[:-1]} == {min(width, 100)}
    assert len(lines[-1]) <= min(width, 100)


def test_the_losses_between_bands_are_named():
    """The outermost is 1 above the lowest, 2: 50 %; the fourth of eight a quarter of that."""
    bowl = round_bowl(STRAIGHT, decay=0.5)
    assert outermost_rise(bowl, View.of(bowl)) == 1
    said = list(trajectory_picture(bowl, 80))
    assert said[3] == (
        "the lowest loss is 2.00000, the penalty of weight decay 0.5 included; "
        "the bands meet 0.781, 3.12, 7.03, 12.5, 19.5, 28.1, 38.3, 50 % above it"
    )
    assert (
        "where the loss is 0.0156, 0.0625, 0.141, 0.25,"
        in list(trajectory_picture(round_bowl(STRAIGHT, lowest=0.0), 80))[3]
    )


def test_a_feature_cannot_steer_the_terminal():
    bowl = Trajectory(("a\x1b[2J", "b"), True, None, 0.0, (1.0, 1.0), 2.0, (1.0, 0.0, 1.0), (STRAIGHT,))
    assert "\x1b" not in "\n".join(trajectory_picture(bowl, 80))
