"""A formula as a program in Python that imports nothing but Python's standard library."""

import inspect
import re
from collections.abc import Sequence

from lrcli.export import runtime
from lrcli.export.cells import Cell, QuantityPart, distinct_cells
from lrcli.export.formula import Formula, LookUp
from lrcli.export.infix import Program, one_line, used
from lrcli.notation.portable import ClockReading, DateReading, MixedUnitsReading, NumberReading, WordReading

FUNCTIONS_OF_RUNTIME = {name: function for name, function in vars(runtime).items() if inspect.isfunction(function)}
IMPORTS = {
    "import math": r"\bmath\.",
    "import re": r"\bre\.",
    "from datetime import date, datetime": r"\bdate\b",
    "from typing import Any": r"\bAny\b",
}


def source(formula: Formula) -> str:
    """The program, with a function `predict`, and `predict_range` where a range is wanted."""
    language = Python(formula)
    summands = [f"        {summand.node.write(language)},  # {one_line(summand.name)}" for summand in formula.summands]
    reading = language.reading()
    body = [
        *reading,
        "    total = sum([",
        f"        {formula.bias!r},",
        *summands,
        "    ])",
        f"    prediction = exp(total){formula.less_shift}" if formula.is_log else "    prediction = total",
        "    return None if math.isnan(prediction) else prediction",
    ]
    main = "\n".join([*language.declarations, "", *_predict(formula), *body, *_range(formula)])
    functions = [inspect.getsource(FUNCTIONS_OF_RUNTIME[name]) for name in used(main, FUNCTIONS_OF_RUNTIME, _source_of)]
    code = "\n\n".join([missing_words_line(formula), *functions, main])
    head = f"# {one_line(formula.target)}, predicted by a linear model that was learned from {formula.rows:,} rows."
    return f"{head}\n# Written by lrcli export.\n\n{imports_of(code)}\n\n{code}\n"


def imports_of(code: str) -> str:
    """The lines that import what a program uses."""
    return "\n".join(line for line, words in IMPORTS.items() if re.search(words, code))


def _source_of(name: str) -> str:
    return inspect.getsource(FUNCTIONS_OF_RUNTIME[name])


def missing_words_line(formula: Formula) -> str:
    """The line with the words for a missing cell."""
    words = formula.cells[0].missing_words if formula.cells else ()
    return f"MISSING = frozenset({list(words)!r})\n"


def _predict(formula: Formula) -> list[str]:
    return [
        "",
        "def predict(row: Any) -> float | None:",
        '    """The prediction for a row, a mapping of columns to values; None where it has none.',
        "",
        "    A value is a text as the table has it, a number, a date, or None where it is missing.",
        '    """',
    ]


def _range(formula: Formula) -> list[str]:
    if formula.reach is None:
        return []
    shifted = formula.shifted("prediction")
    ends = ", ".join(
        f"{shifted} * exp({end}){formula.less_shift}" if formula.is_log else f"prediction + {end}"
        for end in ("reach(x, at, lows)", "reach(x, at, highs)")
    )
    return [
        "",
        "",
        "def predict_range(row: Any) -> tuple[float, float] | None:",
        f'    """The range around the prediction that holds in {formula.interval:g} of 100 new cases."""',
        "    prediction = predict(row)",
        "    if prediction is None:",
        "        return None",
        f"    at, lows, highs = {', '.join(repr(list(numbers)) for numbers in formula.reach)}",
        f"    x = {f'log({shifted})' if formula.is_log else 'prediction'}",
        f"    return {ends}",
    ]


class Python(Program):
    """Each cell is a variable of the function; levels are dictionaries outside it."""

    declaration = "{} = {}"

    def reading(self) -> list[str]:
        """A line for each cell."""
        return [f"    {self.names[cell.index]} = {self._read(cell)}" for cell in self.formula.cells]

    def _read(self, cell: Cell) -> str:
        value = self._part(cell, cell.split) if cell.split else f"row[{cell.name!r}]"
        if cell.is_text:
            return f"text({value})"
        missing = f", missing={cell.missing_numbers!r}" if cell.missing_numbers else ""
        return f"number({value}, {cell.reading.read_by(self)}{missing})"

    def _part(self, cell: Cell, split: QuantityPart) -> str:
        reading = split.reading
        how = self._table(
            "PART", (reading.expression, [*reading.number], [*reading.units], reading.unit, [*reading.factors])
        )
        return f"part(row, {cell.name!r}, {split.column!r}, *{how})"

    def read_number(self, reading: NumberReading) -> str:
        return f"read_number, *{self._table('NUMBER', tuple(reading))}"

    def read_date(self, reading: DateReading) -> str:
        return f"read_date, *{self._table('DATE', tuple(reading[:4]))}"

    def read_word(self, reading: WordReading) -> str:
        return f"read_word, {self._table('WORDS', dict(reading.values))}"

    def read_mixed_units(self, reading: MixedUnitsReading) -> str:
        return f"read_mixed_units, *{self._table('UNITS', tuple(reading))}"

    def read_clock(self, reading: ClockReading) -> str:
        return f"read_clock, *{self._table('CLOCK', tuple(reading))}"

    def _table(self, kind: str, value: object) -> str:
        return self.constant_called(kind, repr(value))

    def if_missing(self, cells: Sequence[Cell], then: str, otherwise: str) -> str:
        missing = " or ".join(f"{self.names[cell.index]} is None" for cell in distinct_cells(cells))
        return f"({then} if {missing} else {otherwise})"

    def look_up(self, levels: LookUp) -> str:
        texts = [self.names[cell.index] for cell in levels.cells]
        text = texts[0] if len(texts) == 1 else f'":".join([{", ".join(texts)}])'
        tables = ", ".join(self._table("LEVELS", table) for table in levels.tables())
        return f"look_up({text}, {tables}, {levels.other!r})"
