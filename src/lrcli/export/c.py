"""A formula as a function in C99. Its caller passes numbers, since C has nothing that reads "45,000 km"."""

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files

from lrcli.export.cells import Cell, distinct_cells
from lrcli.export.formula import Formula, LookUp
from lrcli.export.infix import Program, foldings, one_line, used
from lrcli.notation.terms import Function

FUNCTIONS_IN_C: Mapping[Function, str] = {"log": "logarithm", "sqrt": "root"}


def source(formula: Formula) -> str:
    """The file, with a struct for a row and a function `predict`, and `predict_range` where a range is wanted."""
    language = C(formula)
    summands = [
        f"    total += {summand.node.write(language)}; /* {one_line(summand.name)} */" for summand in formula.summands
    ]
    main = "\n".join(
        [
            *language.declarations,
            "",
            "/* The prediction for a row; NAN where it has none. */",
            "double predict(const struct row *row)",
            "{",
            f"    double total = {formula.bias!r};",
            *summands,
            *([] if formula.cells else ["    (void)row;"]),
            f"    return {f'exp(total){formula.less_shift}' if formula.is_log else 'total'};",
            "}",
            *_range(formula),
        ]
    )
    functions = _functions()
    needed = [functions[name] for name in used(_code(main), functions, lambda name: _code(functions[name]))]
    words = formula.cells[0].missing_words if formula.cells else ()
    tables = "\n".join(needed)
    head = [
        f"/* {one_line(formula.target)}, predicted by a linear model that was learned from {formula.rows:,} rows.",
        "   Written by lrcli export. Compile with: cc -std=c99 -c; link with: -lm */",
        "#include <math.h>",
        "#include <stddef.h>",
        "#include <string.h>",
        "",
        "/* A number that is missing is NAN, a text that is missing NULL. Texts are in UTF-8. */",
        "struct row {",
        *(
            f"    {_declared(cell, language)} /* {one_line(cell.name)}: {one_line(cell.meaning)} */"
            for cell in formula.cells
        ),
        *([] if formula.cells else ["    char none; /* the model has no feature */"]),
        "};",
        *(
            [f"\nstatic const char *const MISSING[] = {{{', '.join(map(c_string, words))}}};"]
            if "MISSING" in tables
            else []
        ),
        *(language.level_tables() if "FOLDED_LETTERS" in tables else []),
    ]
    return "\n\n".join(["\n".join(head), *needed, main]) + "\n"


def _declared(cell: Cell, language: "C") -> str:
    return f"{'const char *' if cell.is_text else 'double '}{language.names[cell.index]};"


def _functions() -> dict[str, str]:
    whole = files("lrcli.export").joinpath("assets/runtime.c").read_text(encoding="utf-8")
    pieces = re.split(r"\n\n(?=/\*|static)", whole.strip())
    return {name[1]: piece for piece in pieces if (name := re.search(r"^static .*?(\w+)\(", piece, re.MULTILINE))}


def _code(text: str) -> str:
    """A source without its comments and strings."""
    return re.sub(r'/\*.*?\*/|"(?:[^"\\]|\\.)*"', "", text, flags=re.DOTALL)


def _range(formula: Formula) -> list[str]:
    if formula.reach is None:
        return []
    shifted = formula.shifted("prediction")
    x = f"log({shifted})" if formula.is_log else "prediction"
    tables = [
        (name, ", ".join(map(repr, numbers)))
        for name, numbers in zip(("at", "lows", "highs"), formula.reach, strict=True)
    ]
    ends = [f"reach({x}, at, {sizes}, {len(formula.reach.predictions)})" for sizes in ("lows", "highs")]
    ends = [f"{shifted} * exp({end}){formula.less_shift}" if formula.is_log else f"prediction + {end}" for end in ends]
    return [
        "",
        f"/* The range around the prediction that holds in {formula.interval:g} of 100 new cases. */",
        "void predict_range(const struct row *row, double *low, double *high)",
        "{",
        *(f"    static const double {name}[] = {{{numbers}}};" for name, numbers in tables),
        "    double prediction = predict(row);",
        f"    *low = {ends[0]};",
        f"    *high = {ends[1]};",
        "}",
    ]


def c_string(text: str) -> str:
    """A text as a string literal of C. Other characters than plain ones become octal escapes, whose length is fixed."""
    return (
        '"' + "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else f"\\{b:03o}" for b in text.encode()) + '"'
    )


class C(Program):
    """Each cell is a member of the row; levels are arrays that end with a null."""

    declaration = "static const struct level {}[] = {};"

    def __init__(self, formula: Formula) -> None:
        super().__init__(formula)
        self.longest = 1  # bytes of a level
        self.folded_levels: list[str] = []

    def level_tables(self) -> list[str]:
        """What is declared before the functions that look levels up."""
        pairs = foldings(self.folded_levels, lambda char: char)
        letters = "".join(f"{{{c_string(letter)}, {c_string(small)}}}, " for letter, small in pairs)
        return [
            f"\nstatic const char *const FOLDED_LETTERS[][2] = {{{letters}{{NULL, NULL}}}};",
            f"\nenum {{ LONGEST_LEVEL = {self.longest + 1} }};",
            "\nstruct level {\n    const char *text;\n    double number;\n};",
            "\n/* How a text is spelled to look it up: as it is; in small letters, with a blank for each run of blanks,"
            "\n   dashes and underscores; or in small letters without blanks. */"
            "\nenum spelling { EXACT, FOLDED, UNSPACED };",
        ]

    def _levels(self, numbers: Mapping[str, float]) -> str:
        pairs = "".join(f"{{{c_string(level)}, {number!r}}}, " for level, number in numbers.items())
        self.longest = max([self.longest, *(len(level.encode()) for level in numbers)])
        return self.constant_called("LEVELS", f"{{{pairs}{{NULL, 0}}}}")

    def value(self, cell: Cell) -> str:
        return f"finite(row->{self.names[cell.index]})"

    def function(self, name: Function, argument: str) -> str:
        return f"{FUNCTIONS_IN_C[name]}({argument})"

    def if_missing(self, cells: Sequence[Cell], then: str, otherwise: str) -> str:
        return f"({' || '.join(map(self._is_missing, distinct_cells(cells)))} ? {then} : {otherwise})"

    def _is_missing(self, cell: Cell) -> str:
        member = f"row->{self.names[cell.index]}"
        if cell.is_text:
            return f"is_missing({member})"
        return " || ".join([f"isnan({member})", *(f"{member} == {number!r}" for number in cell.missing_numbers)])

    def look_up(self, levels: LookUp) -> str:
        texts = ", ".join(f"row->{self.names[cell.index]}" for cell in levels.cells)
        exact, by_folded, by_unspaced = levels.tables()
        self.folded_levels += [*by_folded, *by_unspaced]
        tables = ", ".join(map(self._levels, (exact, by_folded, by_unspaced)))
        array = f"(const char *const[]){{{texts}}}"
        return f"look_up({array}, {len(levels.cells)}, {tables}, {levels.other!r})"
