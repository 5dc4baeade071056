"""Names and levels that try to steer a terminal or to be markup."""

import json
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

STEERING = "\x1b\x07\x7f\x85\x9b\u2028"  # marks of writing direction are not read into names


@pytest.fixture
def table(write):
    """A table with such characters in its column names and levels."""
    name, level, target = (f"{letter}{STEERING}{letter}" for letter in "abc")
    rows = "".join(f'{k % 7},"{(level, "usual")[k % 2]}",{3 * (k % 7) + k % 5}\n' for k in range(40))
    return write(f'"{name}","{level} column","{target}"\n{rows}')


class Texts(HTMLParser):
    """The texts of a page outside scripts and styles."""

    def __init__(self, page):
        super().__init__()
        self.texts, self.element = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.element = tag

    def handle_endtag(self, tag):
        self.element = ""

    def handle_data(self, data):
        if self.element not in ("script", "style"):
            self.texts.append(data)


def test_the_texts_of_a_page_have_no_character_that_steers(lrcli, table):
    assert lrcli("train", table, "--epochs", "2", "--report", "r.html").status == 0
    text = "".join(Texts(Path("r.html").read_text(encoding="utf-8")).texts)
    assert set(STEERING).isdisjoint(text)
    assert r"a\x1b\x07\x7f\x85\x9b\u2028a" in text


def names(value):
    """Every key and text of a JSON document, one after the other."""
    if isinstance(value, dict):
        return "".join(str(key) + names(item) for key, item in value.items())
    return value if isinstance(value, str) else "".join(map(names, value)) if hasattr(value, "__iter__") else ""


@pytest.mark.parametrize("argv", [["predict", "--explain", "--json"], ["stats", "--json"], ["train", "-o", "-"]])
def test_json_escapes_what_steers_and_means_the_same(lrcli, table, argv):
    assert lrcli("train", table, "-q", "--epochs", "2").status == 0
    done = lrcli(argv[0], table, *argv[1:])
    assert done.status == 0
    assert set(STEERING).isdisjoint(done.out)
    documents = done.out.splitlines() if argv[0] == "predict" else [done.out]
    assert f"c{STEERING}c" in names(json.loads(text) for text in documents)


FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet computes a cell by


def test_no_cell_that_is_added_is_a_formula(lrcli, write):
    """And the cells of the input stay as they are, formulas among them, for programs read them as well."""
    rows = "".join(f"{'ab'[k % 2]},{k % 7},{3 * (k % 7) + k % 5}\n" for k in range(40))
    assert lrcli("train", write(f"=f,+x,@y\n{rows}"), "-q", "--epochs", "2").status == 0
    given = ["=cmd|x,+1+1,-5", "@b,-3,2", "a,,", "=1+1,1,1"]
    header, *lines = lrcli("predict", write("\n".join(["=f,+x,@y", *given]), "n.csv"), "-q").out.splitlines()
    assert header.endswith("@y_note")
    for line, row in zip(lines, given, strict=True):
        predicted, note = line.removeprefix(f"{row},").split(",")
        assert line.startswith(f"{row},")
        assert not predicted or float(predicted) is not None
        assert not note.startswith(FORMULAS)
    assert "unseen:=f==cmd|x" in lines[0]


def test_names_and_levels_are_texts_in_a_workbook(lrcli, write):
    openpyxl = pytest.importorskip("openpyxl")
    rows = "".join(f"{('=1+1', '+b')[k % 2]},{k % 7},{3 * (k % 7) + k % 5}\n" for k in range(40))
    assert lrcli("train", write(f"=f,+x,@y\n{rows}"), "-q", "--epochs", "2").status == 0
    assert lrcli("export", "--to", "excel", "-o", "m.xlsx").status == 0
    cells = [cell for sheet in openpyxl.load_workbook("m.xlsx") for row in sheet.iter_rows() for cell in row]
    for text in ("=f", "+x", "=1+1", "+b"):
        assert {cell.data_type for cell in cells if cell.value == text} == {"s"}, text


PICTURES = sorted((Path(__file__).parents[2] / "docs").rglob("*.svg"))


def test_pictures_run_nothing_and_ask_for_nothing():
    assert len(PICTURES) > 20
    for path in PICTURES:
        for element in ElementTree.parse(path).iter():
            name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
            assert name not in ("script", "foreignObject", "iframe"), path
            for attribute, value in element.attrib.items():
                assert not attribute.startswith("on"), path
                assert not attribute.endswith("href") or value.startswith(("#", "data:image/png;")), path
                assert "url(http" not in value.replace("'", "").replace('"', ""), path
            assert name != "style" or "url(" not in (element.text or ""), path
