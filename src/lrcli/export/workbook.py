"""A formula as a workbook of Excel: a sheet to type cases into, one a row, with the formulas that answer."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from lrcli.errors import LrcliError
from lrcli.export.cells import Cell, distinct_cells
from lrcli.export.formula import Formula, LookUp, segments
from lrcli.export.infix import Infix, foldings
from lrcli.notation.terms import Function

CASES, TABLES = "cases", "tables"  # the sheets
ROWS = 100  # that have formulas
FIRST = 2  # row with a case
EXCEL_DAY_OF_1970 = 25_569  # 1970-01-01 as Excel counts days
# By the type of a value: how its cells are shown, and what makes Excel's number ours.
CELL_FORMATS: Mapping[str, str] = {"date": "yyyy-mm-dd", "time": "hh:mm"}
FROM_EXCEL: Mapping[str, str] = {
    "date": f"-{EXCEL_DAY_OF_1970}",
    "time": "*24",
}  # Excel counts days
WIDTH = 16  # of a column, in characters
FUNCTIONS_IN_EXCEL: Mapping[Function, str] = {"log": "LN", "sqrt": "SQRT"}


def source(formula: Formula) -> bytes:
    """The file. Names are labels: no formula has one."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise LrcliError("--to excel needs openpyxl: pip install 'lrcli[excel]'") from None
    book = Workbook()
    sheet, tables = book.active, book.create_sheet(TABLES)
    sheet.title = CASES
    language = Excel(formula, tables)
    summands = [summand.node.write(language) for summand in formula.summands]
    answers = _answers(formula, language, len(formula.cells) + 1 + len(formula.names), len(summands))
    names = [*(cell.name for cell in formula.cells), *formula.names, *(f"+ {s.name}" for s in formula.summands)]
    for k, name in enumerate(names, 1):
        _label(sheet.cell(1, k), name)
        sheet.column_dimensions[letters(k)].width = max(WIDTH, min(len(name) + 2, 3 * WIDTH))
    for row in range(FIRST, FIRST + ROWS):
        for k, text in enumerate([*answers, *summands], len(formula.cells) + 1):
            sheet.cell(row, k).value = "=" + text.replace("{row}", str(row))
            sheet.cell(row, k).number_format = f"#,##0.{'0' * formula.decimals}"
    _help_typing(sheet, formula, language)
    sheet.freeze_panes = "A2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _answers(formula: Formula, language: "Excel", first: int, count: int) -> list[str]:
    """The formulas of the prediction and of its range. first, count: the columns of the summands."""
    typed = f"COUNTA(A{{row}}:{letters(len(formula.cells))}{{row}})=0" if formula.cells else "FALSE"
    summands = f"+SUM({letters(first)}{{row}}:{letters(first + count - 1)}{{row}})" if count else ""
    total = f"{formula.bias!r}{summands}"
    total = f"EXP({total}){formula.less_shift}" if formula.is_log else total
    prediction = f'IF({typed},"",IFERROR({total},"no prediction"))'
    if formula.reach is None:
        return [prediction]
    answer = f"{letters(len(formula.cells) + 1)}{{row}}"
    shifted = formula.shifted(answer)
    x, reach = f"LN({shifted})" if formula.is_log else answer, formula.reach
    ends = [_piecewise(x, reach.predictions, sizes) for sizes in (reach.lows, reach.highs)]
    if formula.is_log:
        ends = [f"{shifted}*EXP({end}){formula.less_shift}" for end in ends]
    else:
        ends = [f"{answer}+({end})" for end in ends]
    return [prediction, *(f'IF(ISNUMBER({answer}),{end},"")' for end in ends)]


def _piecewise(x: str, at: Sequence[float], sizes: Sequence[float]) -> str:
    pieces = (f"{slope!r}*MIN(MAX({x}-({begin!r}),0),{length!r})" for begin, length, slope in segments(at, sizes))
    return "+".join([repr(sizes[0]), *pieces])


def _help_typing(sheet: Any, formula: Formula, language: "Excel") -> None:
    """What can be typed is offered as a list, or said beside the cell; other values are allowed."""
    from openpyxl.worksheet.datavalidation import DataValidation

    for k, cell in enumerate(formula.cells, 1):
        cells = f"{letters(k)}{FIRST}:{letters(k)}{FIRST + ROWS - 1}"
        choices = cell.input.levels if cell.is_text else [word for word, _ in cell.form.choices]
        if choices:
            span = language.column(choices)
            rule = DataValidation(type="list", formula1=f"{TABLES}!{span}", allow_blank=True, showErrorMessage=False)
        else:
            rule = DataValidation(allow_blank=True)
        rule.promptTitle = "seen in training"
        rule.prompt = _printable(cell.input.span + _unit(cell))[:255]
        rule.showInputMessage = True
        rule.add(cells)
        sheet.add_data_validation(rule)
        if not cell.is_text and (number_format := CELL_FORMATS.get(cell.form.field.type)):
            for row in range(FIRST, FIRST + ROWS):
                sheet.cell(row, k).number_format = number_format


def _unit(cell: Cell) -> str:
    unit = " ".join(filter(None, cell.form.units))
    return f" {unit}" if unit and not cell.is_text else ""


def letters(column: int) -> str:
    """The name of a column: A, B, …, AA."""
    from openpyxl.utils import get_column_letter

    name: str = get_column_letter(column)
    return name


def _label(cell: Any, text: str) -> None:
    """A text as a label, also one that begins like a formula."""
    cell.value = _printable(text)
    cell.data_type = "s"


def _printable(text: str) -> str:
    """A text without the characters that no workbook can hold."""
    return "".join(char if char.isprintable() else " " for char in text)


class Excel(Infix):
    """Each cell is a cell of the row; levels and words are columns of the second sheet."""

    def __init__(self, formula: Formula, tables: Any) -> None:
        self.tables = tables
        self.columns: dict[tuple[str | float, ...], str] = {}
        words = formula.cells[0].missing_words if formula.cells else ()
        self.words = self.table([word for word in words if word])

    def column(self, values: Iterable[str | float]) -> str:
        """Where values stand under one another in the second sheet: $B$1:$B$7."""
        values = tuple(values)
        if values not in self.columns:
            k = len(self.columns) + 1
            for row, value in enumerate(values, 1):
                if isinstance(value, str):
                    _label(self.tables.cell(row, k), value)
                else:
                    self.tables.cell(row, k).value = value
            self.columns[values] = f"${letters(k)}$1:${letters(k)}${len(values)}"
        return self.columns[values]

    def table(self, values: Iterable[str | float]) -> str:
        return f"{TABLES}!{self.column(values)}"

    def address(self, cell: Cell) -> str:
        return f"{letters(cell.index + 1)}{{row}}"

    def value(self, cell: Cell) -> str:
        address = self.address(cell)
        if cell.form.choices:
            values = dict(cell.form.choices)
            word = self._looked_up(f"TRIM({address})", values, "NA()")
            return f"IF(ISNUMBER({address}),{address},IF(ISLOGICAL({address}),IF({address},1,0),{word}))"
        value = f"{address}{FROM_EXCEL.get(cell.form.field.type, '')}"
        return f"IF(ISNUMBER({address}),{value},NA())"

    def function(self, name: Function, argument: str) -> str:
        return f"{FUNCTIONS_IN_EXCEL[name]}({argument})"

    def power(self, base: str, exponent: int) -> str:
        return f"({base})^{exponent}"

    def product(self, factors: Sequence[str]) -> str:
        return "*".join(factors)

    def if_missing(self, cells: Sequence[Cell], then: str, otherwise: str) -> str:
        missing = ",".join(map(self._is_missing, distinct_cells(cells)))
        return f"IF(OR({missing}),{then},{otherwise})"

    def _is_missing(self, cell: Cell) -> str:
        address = self.address(cell)
        tests = [f'TRIM({address})=""', f"SUMPRODUCT(--EXACT({self.words},TRIM({address})))>0"]
        return ",".join([*tests, *(f"{address}={number!r}" for number in cell.missing_numbers)])

    def look_up(self, levels: LookUp) -> str:
        exact, by_folded, by_unspaced = levels.tables()
        typed = '&":"&'.join(f"TRIM({self.address(cell)})" for cell in levels.cells)
        text = typed
        for letter, small in foldings([*by_folded, *by_unspaced], str.lower):
            text = f'SUBSTITUTE({text},"{letter}","{small}")'
        # Marks at both ends, since TRIM would also take the blank away that stands for a dash there: "-a" is not "a".
        bare = f'LOWER(TRIM(SUBSTITUTE(SUBSTITUTE("|"&{text}&"|","_"," "),"-"," ")))'
        marked = {f"|{level}|": number for level, number in by_folded.items()}
        result = self._looked_up(f'SUBSTITUTE(LOWER({text})," ","")', by_unspaced, repr(levels.other))
        return self._looked_up(typed, exact, self._looked_up(bare, marked, result))

    def _looked_up(self, text: str, numbers: Mapping[str, float], other: str) -> str:
        """The number of a text, letter by letter: MATCH takes a* for a pattern, and a for A."""
        if not numbers:
            return other
        levels, values = self.table(numbers), self.table(numbers.values())
        equal = f"EXACT({levels},{text})"
        return f"IF(SUMPRODUCT(--{equal})>0,SUMPRODUCT({equal}*{values}),{other})"
