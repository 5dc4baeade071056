"""The loss over two weights, as a panel of a figure file."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from lrcli.fitting.trajectory import Trajectory, Way
from lrcli.report.figure.file import new_figure, write_figure
from lrcli.report.figure.trajectory import draw_loss_map, draw_pair
from lrcli.report.terminal.pictures.trajectory import View, loss_map


def bowl(*ways, curvature=(4.0, 1.0, 2.0), lowest=2.0):
    return Trajectory(("$speed$", "size"), True, None, 0.0, (1.0, 1.0), lowest, curvature, ways)


ZIGZAG = Way("sgd", (0, 1, 2), ((0.0, 0.0), (0.9, 0.2), (1.0, 0.9)), (1.0, 1.0), False)
DECAYED = Way("weight decay 1", (0, 1), ((0.0, 0.0), (0.4, 0.3)), (0.5, 0.4), False)


@pytest.fixture
def panel(tmp_path):
    """panel(trajectory) → what was drawn, after it was written to figure.svg."""

    def loss_map(trajectory):
        with new_figure() as figure:
            drawn = figure.subplots()
            draw_loss_map(drawn, trajectory)
        write_figure(str(tmp_path / "figure.svg"), figure)
        return drawn

    return loss_map


def test_ways_go_through_their_points_and_optima_are_marked(panel):
    lines = [list(map(tuple, line.get_xydata().tolist())) for line in panel(bowl(ZIGZAG, DECAYED)).lines]
    for points in (ZIGZAG.points, DECAYED.points, [ZIGZAG.optimum], [DECAYED.optimum], [(0.0, 0.0)]):
        assert list(points) in lines


def test_the_first_way_is_drawn_over_the_others(panel):
    ways = [replace(ZIGZAG, name=name) for name in ("adam", "sgd", "momentum")]
    heights = {line.get_label(): line.get_zorder() for line in panel(bowl(*ways)).lines}
    assert heights["adam (2 steps)"] > heights["sgd (2 steps)"] > heights["momentum (2 steps)"]
    trajectory = bowl(*ways)
    inside = "".join(re.findall("│(.*)│", loss_map(trajectory, View.of(trajectory), 80)))
    assert "a" in inside
    assert not {"b", "c"} & set(inside)


def test_every_contour_has_one_loss_and_they_are_evenly_spaced_rings(panel):
    trajectory = bowl(ZIGZAG)
    contours = panel(trajectory).collections[-1]
    rises = np.array(contours.levels) - trajectory.lowest
    np.testing.assert_allclose(np.diff(np.sqrt(rises)), np.sqrt(rises[1]), rtol=1e-9)
    for level, path in zip(contours.levels[1:], contours.get_paths()[1:], strict=True):
        losses = [trajectory.loss((x, y)) for x, y in path.vertices.tolist()]
        assert losses == pytest.approx([level] * len(losses), abs=0.01)


def test_features_and_ways_are_named_as_they_are(panel, tmp_path):
    panel(bowl(ZIGZAG, DECAYED))
    texts = ["".join(node.itertext()) for node in ElementTree.parse(tmp_path / "figure.svg").iter()]
    for name in ("standardised weight of $speed$", "standardised weight of size", "sgd (2 steps)", "start", "optimum"):
        assert name in texts


def test_a_flat_loss_has_no_contours_and_is_drawn_all_the_same(panel):
    assert len(panel(bowl(ZIGZAG, curvature=(0.0, 0.0, 0.0))).collections) == 0


def test_two_ways_lie_beside_one_another_over_the_same_contours():
    with new_figure() as figure:
        panels = figure.subplots(1, 2)
        draw_pair(*panels, bowl(ZIGZAG, DECAYED))
    points = [[list(map(tuple, line.get_xydata().tolist())) for line in panel.lines] for panel in panels]
    assert list(ZIGZAG.points) in points[0]
    assert list(ZIGZAG.points) not in points[1]
    assert list(DECAYED.points) in points[1]
    assert [panel.get_title() for panel in panels] == ["sgd (2 steps)", "weight decay 1 (1 step)"]
    left, right = panels
    assert (left.get_xlim(), left.get_ylim()) == (right.get_xlim(), right.get_ylim())
    np.testing.assert_array_equal(left.collections[-1].levels, right.collections[-1].levels)
