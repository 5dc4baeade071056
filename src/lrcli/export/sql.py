"""A formula as a query: the rows of a table with their predictions."""

# Why subqueries without a table: a text that is read is used several times, to see whether it is missing, whether it is
# a number, and which. A subquery gives it a name. It uses the columns of the row that it stands in, so that the query
# has all columns of the table and none of those names. Dialects that do not allow that have each expression in full.

from collections.abc import Callable, Iterator, Mapping, Sequence

from lrcli.export.cells import Cell, distinct_cells
from lrcli.export.dialects import SqlDialect
from lrcli.export.formula import Formula, LookUp
from lrcli.export.infix import foldings, one_line
from lrcli.export.sql_cells import SqlCells
from lrcli.model.residuals import Reach
from lrcli.notation.terms import Function


def source(formula: Formula, dialect: SqlDialect, table: str) -> str:
    """The query."""
    language = Sql(formula, dialect)
    name = dialect.identifier(formula.names[0])
    summands = [f"          {s.node.write(language)} -- {one_line(s.name)}" for s in formula.summands]
    total = "\n        + ".join([dialect.constant(formula.bias), *(line.strip() for line in summands)])
    total = f"CAST({total}\n        AS {dialect.float_type})" if dialect.binds else f"({total}\n        )"
    if dialect.binds:
        result = f"{dialect.exp('total')}{formula.less_shift}" if formula.is_log else "total"
        prediction = f"(SELECT {result} FROM (\n      SELECT {total} AS total{language.bound()}\n    ) AS sums)"
    else:
        prediction = f"{dialect.exp(total)}{formula.less_shift}" if formula.is_log else total
    query = f"SELECT t.*, {prediction} AS {name}\nFROM {dialect.identifier(table)} AS t"
    if formula.reach is not None:
        query = _with_range(formula, formula.reach, dialect, query)
    return "\n".join([*_head(formula, dialect), query]) + ";\n"


def _head(formula: Formula, dialect: SqlDialect) -> Iterator[str]:
    yield f"-- {one_line(formula.target)}, predicted by a linear model that was learned from {formula.rows:,} rows."
    yield f"-- Written by lrcli export for {dialect.product}."
    if not dialect.expressions:
        for cell in formula.cells:
            if not cell.is_text and not cell.is_plain:
                yield f"-- {one_line(cell.name)} must be a {one_line(cell.meaning)}: its texts are not read."


def _with_range(formula: Formula, reach: Reach, dialect: SqlDialect, query: str) -> str:
    """The query within one that adds the ends of the range, which are told by the prediction."""
    prediction, low, high = (f"p.{dialect.identifier(formula.names[0])}", *map(dialect.identifier, formula.names[1:]))
    shifted = formula.shifted(prediction)
    x = f"CASE WHEN {shifted} > 0 THEN ln({shifted}) END" if formula.is_log else prediction
    ends = [_piecewise(x, reach.predictions, sizes, dialect) for sizes in (reach.lows, reach.highs)]
    if formula.is_log:
        ends = [f"{shifted} * exp({end}){formula.less_shift}" for end in ends]
    else:
        ends = [f"{prediction} + {end}" for end in ends]
    return (
        f"-- In {formula.interval:g} of 100 new cases the value is between {one_line(low)} and {one_line(high)}.\n"
        f"SELECT p.*,\n  {ends[0]} AS {low},\n  {ends[1]} AS {high}\nFROM (\n{query}\n) AS p"
    )


def _piecewise(x: str, at: Sequence[float], sizes: Sequence[float], dialect: SqlDialect) -> str:
    """How far from the prediction an end of the range is: on the lines between some predictions."""
    number = dialect.constant
    pieces = [f"WHEN {x} <= {number(at[0])} THEN {number(sizes[0])}"]
    for k in range(1, len(at)):
        slope = (sizes[k] - sizes[k - 1]) / (at[k] - at[k - 1])
        line = f"{number(sizes[k - 1])} + {number(slope)} * (({x}) - {number(at[k - 1])})"
        pieces.append(f"WHEN {x} <= {number(at[k])} THEN {line}")
    return "\n    ".join(["CASE", *pieces, f"WHEN {x} > {number(at[-1])} THEN {number(sizes[-1])} END"])


class Sql:
    """Each cell and its number is a column of a subquery, or an expression in full."""

    def __init__(self, formula: Formula, dialect: SqlDialect) -> None:
        self.formula = formula
        self.dialect = dialect
        self.reading = SqlCells(formula.cells, dialect)

    def bound(self) -> str:
        """The subqueries that give the cells their names."""
        layers = [(name, columns) for name, columns in reversed(self.reading.layers.items()) if columns]
        text = ""
        for depth, (_, columns) in enumerate(layers):
            indent = "      " + "  " * depth
            outer = [f"{layers[depth + 1][0]}.*"] if depth + 1 < len(layers) else []
            listed = f",\n{indent}  ".join([*outer, *(f"{value} AS {column}" for column, value in columns.items())])
            text += f"\n{indent}FROM (SELECT {listed}"
        return text + "".join(f"{self.dialect.fence}) AS {name}" for name, _ in reversed(layers))

    def constant(self, value: float) -> str:
        return self.dialect.constant(value)

    def value(self, cell: Cell) -> str:
        return self.reading.number(cell)

    def function(self, name: Function, argument: str) -> str:
        exists = f"{argument} > 0" if name == "log" else f"{argument} >= 0"
        return f"CASE WHEN {exists} THEN {'ln' if name == 'log' else name}({argument}) END"

    def power(self, base: str, exponent: int) -> str:
        return f"power({base}, {exponent})"

    def product(self, factors: Sequence[str]) -> str:
        return " * ".join(factors)

    def sum(self, summands: Sequence[str]) -> str:
        return " + ".join(summands)

    def if_missing(self, cells: Sequence[Cell], then: str, otherwise: str) -> str:
        missing = " OR ".join(map(self.reading.is_missing, distinct_cells(cells)))
        return f"CASE WHEN {missing} THEN {then} ELSE {otherwise} END"

    def look_up(self, levels: LookUp) -> str:
        texts = [self.reading.text(cell) for cell in levels.cells]
        text = texts[0] if len(texts) == 1 else self.dialect.joined(texts)
        exact, by_folded, by_unspaced = levels.tables()
        other = self.constant(levels.other)
        result = self._case(self._small(self.dialect.unspaced, text, by_unspaced), by_unspaced, other)
        result = self._case(self._small(self.dialect.squeezed, text, by_folded), by_folded, result)
        return self._case(text, exact, result)

    def _case(self, text: str, numbers: Mapping[str, float], other: str) -> str:
        if not numbers:
            return other
        write: Callable[[str], str] = self.dialect.string
        pairs = " ".join(f"WHEN {write(level)} THEN {self.constant(number)}" for level, number in numbers.items())
        return f"CASE {self.dialect.case(text)} {pairs} ELSE {other} END"

    def _small(self, respaced: Callable[[str], str], text: str, levels: Mapping[str, float]) -> str:
        """A text in small letters as these levels are. respaced: what is done about its blanks."""
        for letter, small in foldings(levels, lambda char: char):
            text = f"replace({text}, {self.dialect.string(letter)}, {self.dialect.string(small)})"
        return f"lower({respaced(text)})"
