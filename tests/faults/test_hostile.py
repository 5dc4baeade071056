"""Names and levels that try to steer a terminal or to be markup."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

STEERING = "\x1b\x07\x7f\x85\x9b\u2028"  # marks of writing direction are not read into names


@pytest.fixture
def table(write):
    """A table in whose names and levels such characters stand."""
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
