"""A formula as a script in JavaScript, for a page or for node."""

import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from lrcli.export.cells import Cell, distinct_cells
from lrcli.export.formula import Formula, LookUp
from lrcli.export.infix import Program, foldings, one_line, used
from lrcli.notation.portable import ClockReading, DateReading, MixedUnitsReading, NumberReading, WordReading


def source(formula: Formula) -> str:
    """The script, with a function `predict`, and `predictRange` where a range is wanted."""
    language = JavaScript(formula)
    summands = [f"    {summand.node.write(language)}, // {one_line(summand.name)}" for summand in formula.summands]
    reading = language.reading()
    total = ["  const total = [", f"    {formula.bias!r},", *summands, "  ].reduce((sum, summand) => sum + summand);"]
    result = f"Math.exp(total){formula.less_shift}" if formula.is_log else "total"
    exported = "{ predict, predictRange }" if formula.reach else "{ predict }"
    main = "\n".join(
        [
            *language.declarations,
            "",
            "/* The prediction for a row, an object of values by column; null where it has none.",
            "   A value is a text as the table has it, a number, a Date, or null where it is missing. */",
            "function predict(row) {",
            *reading,
            *total,
            f"  const prediction = {result};",
            "  return Number.isNaN(prediction) ? null : prediction;",
            "}",
            *_range(formula),
            "",
            f'if (typeof module !== "undefined") module.exports = {exported};',
        ]
    )
    known = functions()
    needed = [known[name] for name in used(main, known, known.__getitem__)]
    words = formula.cells[0].missing_words if formula.cells else ()
    head = [
        f"// {one_line(formula.target)}, predicted by a linear model that was learned from {formula.rows:,} rows.",
        "// Written by lrcli export.",
        '"use strict";',
        "",
        f"const MISSING = new Set({_written(words)});",
        f"const FOLDED_LETTERS = {_written(foldings(language.folded_levels, str.lower))};",
    ]
    return "\n\n".join(["\n".join(head), *needed, main]) + "\n"


def functions() -> dict[str, str]:
    """The functions that a script is made of, with the comments above them, by name."""
    whole = files("lrcli.export").joinpath("assets/runtime.js").read_text(encoding="utf-8")
    pieces = re.split(r"\n\n(?=/\*|function)", whole.strip())
    return {name[1]: piece for piece in pieces if (name := re.search(r"^function (\w+)", piece, re.MULTILINE))}


def _range(formula: Formula) -> list[str]:
    if formula.reach is None:
        return []
    shifted = formula.shifted("prediction")
    ends = ", ".join(
        f"{shifted} * Math.exp({end}){formula.less_shift}" if formula.is_log else f"prediction + {end}"
        for end in ("reach(x, at, lows)", "reach(x, at, highs)")
    )
    return [
        "",
        f"/* The range around the prediction that holds in {formula.interval:g} of 100 new cases. */",
        "function predictRange(row) {",
        "  const prediction = predict(row);",
        "  if (prediction === null) return null;",
        f"  const [at, lows, highs] = {_written(formula.reach)};",
        f"  const x = {f'log({shifted})' if formula.is_log else 'prediction'};",
        f"  return [{ends}];",
        "}",
    ]


def _written(value: Any) -> str:
    """A value as JavaScript, which a page can hold between <script> and </script>."""
    text = json.dumps(value)  # all that is not ASCII as \u escapes
    return text.replace("<", "\\u003c")


class JavaScript(Program):
    """Each cell is a constant of the function; levels are maps outside it."""

    declaration = "const {} = {};"

    def __init__(self, formula: Formula) -> None:
        super().__init__(formula)
        self.folded_levels: list[str] = []

    def reading(self) -> list[str]:
        """A line for each cell."""
        return [f"  const {self.names[cell.index]} = {self._read(cell)};" for cell in self.formula.cells]

    def _read(self, cell: Cell) -> str:
        value = f"row[{_written(cell.name)}]"
        if cell.split:
            reading = cell.split.reading
            how = [reading.expression, reading.number, reading.units, reading.unit, reading.factors]
            value = f"part(row, {_written(cell.name)}, {_written(cell.split.column)}, ...{self._table('PART', how)})"
        if cell.is_text:
            return f"text({value})"
        missing = f", {_written(cell.missing_numbers)}" if cell.missing_numbers else ""
        return f"number({value}, {cell.reading.read_by(self)}{missing})"

    def read_number(self, reading: NumberReading) -> str:
        return f"readNumber, {self._table('NUMBER', reading)}"

    def read_date(self, reading: DateReading) -> str:
        how = [reading.expression, dict(reading.fields), [*reading.months.items()], reading.first_year_of_1900s]
        return f"readDate, {self._table('DATE', how)}"

    def read_word(self, reading: WordReading) -> str:
        return f"readWord, {self._table('WORDS', [[*reading.values.items()]])}"

    def read_mixed_units(self, reading: MixedUnitsReading) -> str:
        return f"readMixedUnits, {self._table('UNITS', reading)}"

    def read_clock(self, reading: ClockReading) -> str:
        how = [reading.expression, dict(reading.fields), reading.seconds, reading.most]
        return f"readClock, {self._table('CLOCK', how)}"

    def _table(self, kind: str, value: Any) -> str:
        return self.constant_called(kind, _written(value))

    def _levels(self, numbers: Mapping[str, float]) -> str:
        return self.constant_called("LEVELS", f"new Map({_written([*numbers.items()])})")

    def if_missing(self, cells: Sequence[Cell], then: str, otherwise: str) -> str:
        missing = " || ".join(f"{self.names[cell.index]} === null" for cell in distinct_cells(cells))
        return f"({missing} ? {then} : {otherwise})"

    def look_up(self, levels: LookUp) -> str:
        texts = [self.names[cell.index] for cell in levels.cells]
        text = texts[0] if len(texts) == 1 else f'[{", ".join(texts)}].join(":")'
        exact, by_folded, by_unspaced = levels.tables()
        self.folded_levels += [*by_folded, *by_unspaced]
        tables = ", ".join(map(self._levels, (exact, by_folded, by_unspaced)))
        return f"lookUp({text}, {tables}, {levels.other!r})"
