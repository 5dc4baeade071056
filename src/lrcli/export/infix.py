"""What languages with infix arithmetic share: names of variables, + and *, constants, comments."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from keyword import kwlist
from typing import ClassVar

from lrcli.export.cells import Cell
from lrcli.export.formula import Formula, has_ligature
from lrcli.notation.terms import Function

WORDS_OF_LANGUAGES = """
    arguments auto await bool break case catch char class const continue debugger default delete do double else enum
    eval export extends extern false finally float for function goto if implements import in inline inner instanceof int
    interface let long new null number of package private protected public register restrict return row short signed
    sizeof static struct super switch this throw true try typedef typeof union unsigned undefined var void volatile
    while with yield math re date datetime text days read part log sqrt power exp reach total look_up folded sum
    unspaced predict predict_range torch values low high lows highs isnan isfinite strcmp size_t main index prediction
    columns indices tensors rows
"""
# What a variable cannot be called: words of the languages, and names of what is exported.
RESERVED = frozenset([*WORDS_OF_LANGUAGES.split(), *(word.lower() for word in kwlist)])
LAST_CASED = 0x1EFFF  # no letter behind it has a case


def variable_names(cells: Iterable[Cell]) -> dict[int, str]:
    """A variable for each cell: the column's name where that can be one."""
    names: dict[int, str] = {}
    for cell in cells:
        words = re.sub(r"[^a-z0-9]+", "_", cell.name.lower()).strip("_")
        usable = words[:1].isalpha() and words not in RESERVED and words not in names.values() and len(words) < 32
        names[cell.index] = words if usable and not words.startswith("column_") else f"column_{cell.index + 1}"
    return names


def one_line(text: str) -> str:
    """A text for a comment of any language: nothing in it ends the comment or the line."""
    return (
        "".join(char if char.isprintable() else "?" for char in text)
        .replace("*/", "* /")
        .replace("</", "< /")
        .replace("\\", "/")
    )


class Infix:
    """Constants, sums and products; a language says the rest."""

    def constant(self, value: float) -> str:
        return repr(value)

    def product(self, factors: Sequence[str]) -> str:
        return " * ".join(factors)

    def sum(self, summands: Sequence[str]) -> str:
        return " + ".join(summands)


class Program(Infix):
    """A language with a variable for each cell, functions, and constants that are declared outside `predict`."""

    declaration: ClassVar[str]  # of a constant: its name and its text take the places of {} and {}

    def __init__(self, formula: Formula) -> None:
        self.formula = formula
        self.names = variable_names(formula.cells)
        self.constants: dict[str, str] = {}  # names by text, so that equal ones are declared once

    def constant_called(self, kind: str, text: str) -> str:
        """The name of the constant with this text, which is made where there is none."""
        return self.constants.setdefault(text, f"{kind}_{len(self.constants) + 1}")

    @property
    def declarations(self) -> list[str]:
        return [self.declaration.format(name, text) for text, name in self.constants.items()]

    def value(self, cell: Cell) -> str:
        return self.names[cell.index]

    def function(self, name: Function, argument: str) -> str:
        return f"{name}({argument})"

    def power(self, base: str, exponent: int) -> str:
        return f"power({base}, {exponent})"


def used(source: str, functions: Collection[str], source_of: Callable[[str], str]) -> list[str]:
    """The functions that a source calls, and those that these call, in their order."""
    wanted: set[str] = set()
    ahead = [source]
    while ahead:
        words = set(re.findall(r"\w+", ahead.pop()))
        new = {name for name in functions if name in words} - wanted
        wanted |= new
        ahead += map(source_of, new)
    return [name for name in functions if name in wanted]


def foldings(levels: Iterable[str], lower: Callable[[str], str]) -> list[tuple[str, str]]:
    """The letters that a language's own lower case leaves as they are, and what they are in these folded levels.

    As Ž in a language that knows the letters of ASCII only. None that only old encodings have and that becomes letters
    of ASCII, like the ligature fi: nearly every query would have it.
    """
    whole = " ".join(levels)
    if whole.isascii() and "ss" not in whole:  # nothing but ß becomes letters of ASCII
        return []
    return [
        (char, small)
        for char, small in _folded_letters()
        if small in whole and lower(char) != small and lower(small) == small
    ]


@lru_cache
def _folded_letters() -> list[tuple[str, str]]:
    """Every letter that becomes another text when its case is left aside."""
    letters = (chr(code) for code in range(128, LAST_CASED + 1))
    return [
        (letter, letter.casefold()) for letter in letters if letter.casefold() != letter and not has_ligature(letter)
    ]
