"""What the dialects of SQL write differently. The methods take expressions of SQL and return expressions."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

PLAIN_NUMBER_IN_SQL = "'^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$'"
BLANK_CODES = (9, 10, 11, 12, 13, 32, 160)  # codes of characters around a text, the no-break blank among them
LARGEST_EXP = 709.78  # exp of more is too large for a float
SMALLEST_EXP = -745  # exp of less is 0
_BLANKS_BY_CODE = " || ".join(f"chr({code})" for code in BLANK_CODES)


class SqlDialect:
    """Standard SQL. A dialect is a subclass that overrides what it writes differently."""

    name: ClassVar[str]
    product: ClassVar[str]  # as people call it
    text_type: ClassVar[str] = "VARCHAR"
    float_type: ClassVar[str] = "DOUBLE"
    binds: ClassVar[bool] = True  # whether a subquery without a table may use the columns of the row around it
    blank: ClassVar[str] = "[:space:]"  # characters, within the brackets of a regular expression
    fence: ClassVar[str] = ""  # written at the end of a subquery so that its columns are computed once

    def identifier(self, name: str) -> str:
        return _doubled(name, '"')

    def string(self, text: str) -> str:
        return _doubled(text, "'")

    def constant(self, value: float) -> str:
        """With an exponent: without one SQL takes it for a decimal with a fixed number of digits."""
        text = repr(value)
        return text if "e" in text else f"{text}e0"

    def trimmed(self, text: str) -> str:
        return f"trim({text})"

    def number(self, text: str) -> str:
        """The number that a text is if it is a plain one, else null."""
        return f"CASE WHEN {text} REGEXP {PLAIN_NUMBER_IN_SQL} THEN {text} + 0e0 END"

    def squeezed(self, text: str) -> str:
        """Each run of blanks, dashes and underscores as one blank."""
        return self.replaced(text, f"[{self.blank}_-]+", " ")

    def unspaced(self, text: str) -> str:
        """Without blanks."""
        return self.replaced(text, f"[{self.blank}]+", "")

    def replaced(self, text: str, expression: str, by: str) -> str:
        """Another text in the place of each match."""
        return f"regexp_replace({text}, '{expression}', '{by}')"

    def joined(self, texts: Sequence[str]) -> str:
        return " || ':' || ".join(texts)

    def exp(self, total: str) -> str:
        return f"exp({total})"

    def case(self, text: str) -> str:
        """A text as CASE compares it: letter by letter."""
        return text

    @property
    def expressions(self) -> "WithExpressions | None":
        """The dialect itself if it has regular expressions with groups; else None, and it reads plain numbers only."""
        return None


class WithExpressions(SqlDialect):
    """A dialect that reads a cell by a regular expression."""

    @property
    def expressions(self) -> "WithExpressions":
        return self

    @abstractmethod
    def match(self, text: str, expression: str, groups: int) -> str:
        """The match of a text, null if it does not match. groups: the number of groups in the expression."""

    @abstractmethod
    def group(self, match: str, group: int) -> str:
        """The text of a group, null or empty where it matched nothing."""


class Postgres(WithExpressions):
    name = "postgres"
    product = "PostgreSQL"
    text_type = "text"
    float_type = "double precision"
    blank = "\\s\\u00a0"
    fence = " OFFSET 0"  # else each name is replaced by its expression, and an expression of these grows beyond memory

    def constant(self, value: float) -> str:
        return repr(value)

    def trimmed(self, text: str) -> str:
        return f"btrim({text}, {_BLANKS_BY_CODE})"

    def number(self, text: str) -> str:
        return f"CASE WHEN {text} ~ {PLAIN_NUMBER_IN_SQL} THEN CAST({text} AS double precision) END"

    def replaced(self, text: str, expression: str, by: str) -> str:
        return f"regexp_replace({text}, '{expression}', '{by}', 'g')"

    def exp(self, total: str) -> str:
        """Without the errors that PostgreSQL raises where the result is too large or too small for a float."""
        return (
            f"CASE WHEN {total} > {LARGEST_EXP} THEN CAST('Infinity' AS double precision) "
            f"WHEN {total} < {SMALLEST_EXP} THEN 0 ELSE exp({total}) END"
        )

    def match(self, text: str, expression: str, groups: int) -> str:
        return f"regexp_match({text}, {self.string(_visible(expression, '{:04x}', 'u'))})"

    def group(self, match: str, group: int) -> str:
        return f"{match}[{group}]"


class DuckDb(WithExpressions):
    name = "duckdb"
    product = "DuckDB"
    blank = "\\s\\x{a0}"

    def trimmed(self, text: str) -> str:
        return f"trim({text}, {_BLANKS_BY_CODE})"

    def number(self, text: str) -> str:
        return f"CASE WHEN regexp_matches({text}, {PLAIN_NUMBER_IN_SQL}) THEN TRY_CAST({text} AS DOUBLE) END"

    def replaced(self, text: str, expression: str, by: str) -> str:
        return f"regexp_replace({text}, '{expression}', '{by}', 'g')"

    def match(self, text: str, expression: str, groups: int) -> str:
        written = self.string(_visible(expression, "{{{:x}}}", "x"))
        names = ", ".join(f"'g{k}'" for k in range(1, groups + 1))
        groups_of_match = f"regexp_extract({text}, {written}, [{names}])" if groups else text
        return f"CASE WHEN regexp_matches({text}, {written}) THEN {groups_of_match} END"

    def group(self, match: str, group: int) -> str:
        return f"{match}.g{group}"


class Sqlite(SqlDialect):
    """SQLite has no regular expressions: patterns of GLOB tell whether a text is a number."""

    name = "sqlite"
    product = "SQLite"
    text_type = "TEXT"
    float_type = "REAL"
    fence = " LIMIT -1"  # as in PostgreSQL

    def trimmed(self, text: str) -> str:
        return f"trim({text}, char({', '.join(map(str, BLANK_CODES))}))"

    def number(self, text: str) -> str:
        digits = f"ltrim({text}, '+-')"
        is_number = (
            f"length({text}) - length({digits}) < 2 AND {digits} GLOB '*[0-9]*' "
            f"AND {digits} NOT GLOB '*[^0-9.e+-]*' AND {digits} NOT GLOB '*.*.*' AND {digits} NOT GLOB '*[^e][+-]*'"
        )
        return f"CASE WHEN {is_number} THEN CAST({text} AS REAL) END"

    def squeezed(self, text: str) -> str:
        """Without regular expressions: each blank becomes two marks, and the marks between neighbouring blanks go."""
        for code in (*BLANK_CODES, ord("_"), ord("-")):
            if code != ord(" "):
                text = f"replace({text}, char({code}), ' ')"
        pair = "char(1) || char(2)"
        return f"replace(replace(replace({text}, ' ', {pair}), char(2) || char(1), ''), {pair}, ' ')"

    def unspaced(self, text: str) -> str:
        for code in BLANK_CODES:
            text = f"replace({text}, char({code}), '')"
        return text


class MySql(SqlDialect):
    """The SQL that both MySQL and MariaDB understand."""

    name = "mysql"
    product = "MySQL"
    text_type = "CHAR"
    binds = False

    def identifier(self, name: str) -> str:
        return _doubled(name, "`")

    def string(self, text: str) -> str:
        return _backslashed(text, "'")

    def joined(self, texts: Sequence[str]) -> str:
        return f"concat({', '.join(texts)})".replace(", ", ", ':', ")

    def exp(self, total: str) -> str:
        """Up to the largest float, since there is no infinity."""
        return f"exp(least({total}, {self.constant(LARGEST_EXP)}))"

    def case(self, text: str) -> str:
        return f"CAST({text} AS BINARY)"


class BigQuery(SqlDialect):
    name = "bigquery"
    product = "BigQuery"
    text_type = "STRING"
    float_type = "FLOAT64"
    blank = "\\s"
    binds = False

    def identifier(self, name: str) -> str:
        return _backslashed(name, "`")

    def string(self, text: str) -> str:
        return _backslashed(text, "'")

    def number(self, text: str) -> str:
        return f"safe_cast({text} AS FLOAT64)"

    def replaced(self, text: str, expression: str, by: str) -> str:
        return f"regexp_replace({text}, r'{expression}', '{by}')"

    def exp(self, total: str) -> str:
        return f"CASE WHEN {total} > {LARGEST_EXP} THEN CAST('inf' AS FLOAT64) ELSE exp({total}) END"


DIALECTS: Mapping[str, SqlDialect] = {
    dialect.name: dialect for dialect in (Postgres(), Sqlite(), DuckDb(), MySql(), BigQuery())
}


def _doubled(text: str, mark: str) -> str:
    return mark + text.replace(mark, mark * 2) + mark


def _backslashed(text: str, mark: str) -> str:
    escapes = {"\\": "\\\\", mark: f"\\{mark}", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return mark + "".join(escapes.get(char, char) for char in text) + mark


def _visible(expression: str, code: str, letter: str) -> str:
    """A regular expression in which no character is invisible. code, letter: how one is escaped."""
    return "".join(char if char.isprintable() else f"\\{letter}{code.format(ord(char))}" for char in expression)
