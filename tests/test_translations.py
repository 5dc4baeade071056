"""The German documents follow the English ones: the same blocks, headings, pictures, links, numbers and code."""

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))

from translation import BLOCK, TRANSLATIONS, english, with_blocks  # docs/ holds scripts, no package

STRUCTURE = re.compile(
    r"^(?P<heading>#+) "
    r"|\]\((?P<target>[^)]+)\)"
    r"|(?P<picture>!)\["
    r"|^(?P<item>- |\d+\. )"
    r"|^(?P<row>\|.*)$"
    r"|(?P<tag></?\w+>)",
    re.MULTILINE,
)
CODE = re.compile(r"(?:``.+?``(?!`)|`[^`]+`)")  # between two on either side a backtick can stand
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def read(path):
    return path.read_text(encoding="utf-8")


def prose(path):
    """The text without its blocks, and without the comments that say how these are made."""
    return re.sub(r"^<!--.*-->\n", "", BLOCK.sub("", read(path)), flags=re.MULTILINE)


def code(text):
    return [" ".join(span.split()) for span in CODE.findall(text)]


def structure(path):
    """Levels of headings, pictures, links by the file that they lead to, items, rows by their number of cells, tags."""
    for part in STRUCTURE.finditer(prose(path)):
        kind, text = part.lastgroup, part[part.lastgroup]
        if kind == "target" and not text.startswith("http"):
            file = (path.parent / text).resolve()
            text = english(file) if file in TRANSLATIONS else file  # each home page leads to the other
        yield kind, text.count(" | ") if kind == "row" else text


@pytest.fixture(params=TRANSLATIONS, ids=lambda path: path.name)
def translation(request):
    return request.param


def test_a_translation_has_the_blocks_of_its_original(translation):
    assert read(translation) == with_blocks(read(english(translation)), read(translation)), "python docs/translation.py"


def test_a_translation_has_the_structure_of_its_original(translation):
    assert list(structure(translation)) == list(structure(english(translation)))


def test_a_translation_names_the_numbers_and_the_code_of_its_original(translation):
    """However its sentences place them; numbers are written as the program writes them."""
    own, original = prose(translation), prose(english(translation))
    assert sorted(code(own)) == sorted(code(original))
    assert sorted(NUMBER.findall(CODE.sub("", own))) == sorted(NUMBER.findall(CODE.sub("", original)))


def test_blocks_replace_those_of_the_translation_in_their_order():
    original = "One.\n\n```console\n$ lrcli\nnew\n```\n\n    w ← w − η g\n"
    translation = "Eins.\n\n```console\n$ lrcli\nold\n```\n\nZwei.\n\n    w\n\nDrei.\n"
    new = "Eins.\n\n```console\n$ lrcli\nnew\n```\n\nZwei.\n\n    w ← w − η g\n\nDrei.\n"
    assert with_blocks(original, translation) == new


def test_a_translation_that_lacks_a_block_is_an_error():
    with pytest.raises(ValueError, match="has 0 blocks, the original 1"):
        with_blocks("```sh\nlrcli\n```\n", "Text.\n")
