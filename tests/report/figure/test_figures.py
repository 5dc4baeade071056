"""Pictures as files: what every one of them has in common."""

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lrcli.errors import LrcliError, OptionError
from lrcli.report.figure import file
from lrcli.report.figure.file import (
    FIRST,
    LABEL_SPACE,
    check_picture_path,
    ink,
    label_ends,
    new_figure,
    number_axes,
    write_figure,
)

SIGNATURES = {".png": b"\x89PNG\r\n", ".svg": b"<?xml", ".pdf": b"%PDF-"}


def draw(path, label="price in $"):
    with new_figure() as figure:
        panel = figure.subplots()
        panel.plot([1, 100], [1, 20_000])
        panel.set(xscale="log", yscale="log", ylabel=label)
        number_axes(panel)
    write_figure(str(path), figure)


def texts(path):
    """The words of a picture that must be well-formed XML."""
    return ["".join(node.itertext()) for node in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize(("ending", "signature"), SIGNATURES.items())
def test_the_ending_says_the_format_and_the_same_picture_is_the_same_bytes(tmp_path, ending, signature):
    one, two = tmp_path / f"one{ending}", tmp_path / f"two{ending.upper()}"
    draw(one), draw(two)
    assert one.read_bytes().startswith(signature)
    assert one.read_bytes() == two.read_bytes()
    assert {file.name for file in tmp_path.iterdir()} == {one.name, two.name}


def test_a_label_is_literal_and_numbers_are_written_out(tmp_path):
    draw(tmp_path / "x.svg", r"$\frac{a}{b}$ & <b>")
    assert r"$\frac{a}{b}$ & <b>" in texts(tmp_path / "x.svg")
    assert {"1", "100", "10,000"} <= set(texts(tmp_path / "x.svg"))
    assert not re.search("mathdefault|20\\d\\d-\\d\\d-\\d\\d", (tmp_path / "x.svg").read_text())


@pytest.mark.parametrize(
    ("high", "shown"), [(100, {"1", "2", "5", "10", "20", "50", "100"}), (1e6, {"1", "10", "100"})]
)
def test_a_logarithmic_axis_has_room_for_its_numbers(tmp_path, high, shown):
    with new_figure() as figure:
        panel = figure.subplots()
        panel.plot([1, high], [0.3, 0.7])
        panel.set_xscale("log")
        number_axes(panel)
    write_figure(str(tmp_path / "x.svg"), figure)
    found = set(texts(tmp_path / "x.svg"))
    assert shown <= found
    assert len(found) <= 16


def test_the_names_of_curves_lie_beside_their_ends_apart_and_not_above_the_panel():
    with new_figure() as figure:
        panel = figure.subplots()
        panel.set_ylim(0, 1)
        label_ends(panel, [(1.0, "a", FIRST), (0.99, "b", FIRST), (0.98, "c", FIRST), (0.2, "d", FIRST)])
    heights = {text.get_text(): text.get_position()[1] for text in panel.texts}
    assert heights["d"] == pytest.approx(0.2)
    assert heights["a"] <= 1
    in_order = [heights[name] for name in "abcd"]
    assert min(a - b for a, b in pairwise(in_order)) >= LABEL_SPACE * 0.999


@pytest.mark.parametrize(
    ("colour", "shown"), [("#767676", True), ("#777777", False), ("#000000", True), ("#ffffff", False)]
)
def test_letters_are_as_dark_as_can_be_read_on_white(colour, shown):
    """#767676 is the lightest grey that has the contrast of 4.5 with white."""
    assert (ink(colour) == colour) == shown


def test_a_character_without_a_glyph_is_no_warning(tmp_path):
    draw(tmp_path / "x.png", "価格")
    assert (tmp_path / "x.png").stat().st_size


def test_a_drawing_that_fails_leaves_the_file_as_it_was(tmp_path):
    (tmp_path / "x.svg").write_text("before")
    with new_figure() as figure:
        figure.subplots().plot([1, 2], [1, 2])

    def fail(renderer):
        raise ZeroDivisionError

    figure.axes[0].draw = fail
    with pytest.raises(ZeroDivisionError):
        write_figure(str(tmp_path / "x.svg"), figure)
    assert (tmp_path / "x.svg").read_text() == "before"


@pytest.mark.parametrize("path", ["x.gif", "x", ".png", "x.svgz"])
def test_other_endings_are_wrong_usage(path):
    with pytest.raises(OptionError, match=r"ends in none of \.png, \.svg, \.pdf"):
        check_picture_path(path)


def test_a_missing_folder_is_said_before_the_work():
    with pytest.raises(LrcliError, match="there is no folder"):
        check_picture_path(str(Path("no/such/x.png")))


def test_without_matplotlib_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setattr(file, "find_spec", lambda name: None)
    with pytest.raises(LrcliError, match=re.escape("pip install 'lrcli[plot]'")) as found:
        check_picture_path("x.png")
    assert not isinstance(found.value, OptionError)
