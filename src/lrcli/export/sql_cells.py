"""The cells of a row in SQL: whether they are missing, their texts, and the numbers that these are."""

import re
from collections.abc import Mapping, Sequence

from lrcli.export.cells import Cell, QuantityPart
from lrcli.export.dialects import SqlDialect, WithExpressions
from lrcli.notation.portable import ClockReading, DateReading, MixedUnitsReading, NumberReading, WordReading

LAYERS = ("texts", "parts", "cells", "matches", "fields", "numbers")  # each uses those before it
ISO_DATE = "([0-9]{4})-([0-9]{2})-([0-9]{2})"
DIGITS_IN_SQL = "[0-9]+(?:[.][0-9]+)?"
EPOCH_IN_SQL = "DATE '1970-01-01'"
DAYS_OF_MONTH = (
    "CASE WHEN {month} IN (4, 6, 9, 11) THEN 30 WHEN {month} <> 2 THEN 31 "
    "WHEN {year} % 4 = 0 AND ({year} % 100 <> 0 OR {year} % 400 = 0) THEN 29 ELSE 28 END"
)
MONDAY = (  # of the week; the 4th of January is always in the first
    "make_date({year}, 1, 4) - CAST(extract(isodow FROM make_date({year}, 1, 4)) AS integer) + 1 + 7 * ({week} - 1)"
)


class SqlCells:
    """Expressions for each cell, with names, in layers. A dialect that gives no names has each in full."""

    def __init__(self, cells: Sequence[Cell], dialect: SqlDialect) -> None:
        self.dialect = dialect
        self.layers: dict[str, dict[str, str]] = {layer: {} for layer in LAYERS}
        for cell in cells:
            self._add(cell)

    def text(self, cell: Cell) -> str:
        """Null where it is missing."""
        return self._known("cells", f"cell{cell.index}")

    def number(self, cell: Cell) -> str:
        """Null where it is missing or cannot be read."""
        return self._known("numbers", f"number{cell.index}")

    def is_missing(self, cell: Cell) -> str:
        tests = [f"{self.text(cell)} IS NULL"]
        if cell.missing_numbers:
            tests.append(f"{self.number(cell)} IN ({', '.join(map(self.dialect.constant, cell.missing_numbers))})")
        return " OR ".join(tests)

    def named(self, layer: str, name: str, value: str) -> str:
        """The name of an expression from now on; equal ones of a layer have one."""
        names = self.layers[layer]
        name = next((known for known, other in names.items() if other == value), name)
        names[name] = value
        return self._known(layer, name)

    def _known(self, layer: str, name: str) -> str:
        return name if self.dialect.binds else f"({self.layers[layer][name]})"

    def _add(self, cell: Cell) -> None:
        dialect, expressions, index = self.dialect, self.dialect.expressions, cell.index
        split = cell.split if expressions else None
        column = dialect.identifier(split.column if split else cell.name)
        text = self.named("texts", f"text{index}", dialect.trimmed(f"CAST(t.{column} AS {dialect.text_type})"))
        if split and expressions:
            text = self._part(text, split, index, expressions)
        words = ", ".join(map(dialect.string, cell.missing_words))
        self.layers["cells"][f"cell{index}"] = f"CASE WHEN {text} NOT IN ({words}) THEN {text} END"
        if not cell.is_text:
            text = self.text(cell)
            number = dialect.number(text)
            if expressions:
                number = cell.reading.read_by(CellReader(self, index, text, expressions))
            self.layers["numbers"][f"number{index}"] = number

    def _part(self, whole: str, split: QuantityPart, index: int, dialect: WithExpressions) -> str:
        """One of the numbers of a cell that holds several."""
        reading = split.reading
        match = self.named("parts", f"part{index}", matched(dialect, whole, reading.expression))
        digits, unit = first(dialect, match, reading.number), dialect.string(reading.unit)
        other_unit = first(dialect, match, reading.units)
        pieces = []
        for other, factor in reading.factors:
            is_other = f"{matched(dialect, other_unit, other)} IS NOT NULL"
            is_plain = f"{matched(dialect, digits, DIGITS_IN_SQL)} IS NOT NULL"
            value = f"CAST({digits} AS {dialect.float_type}) * {dialect.constant(factor)}"
            pieces.append(f"WHEN {is_other} AND {is_plain} THEN CAST({value} AS {dialect.text_type}) || {unit}")
        with_unit = f"coalesce({digits} || {unit}, '')"
        conversion = f"CASE {' '.join(pieces)} ELSE {with_unit} END" if pieces else with_unit
        return f"CASE WHEN {match} IS NULL THEN {whole} ELSE {conversion} END"


def matched(dialect: WithExpressions, text: str, expression: str, flags: str = "") -> str:
    """What a whole text matches; null where it does not."""
    return dialect.match(text, f"{flags}^(?:{expression})$", re.compile(expression).groups)


def first(dialect: WithExpressions, match: str, groups: Sequence[int]) -> str:
    """The first of some groups that matched something, else null."""
    texts = [f"nullif({dialect.group(match, group)}, '')" for group in groups]
    return texts[0] if len(texts) == 1 else f"coalesce({', '.join(texts)})"


class CellReader:
    """The number that a text is. index: of the cell, in the names of what it is cut into."""

    def __init__(self, cells: SqlCells, index: int, text: str, dialect: WithExpressions) -> None:
        self.cells = cells
        self.dialect = dialect
        self.index = index
        self.text = text

    def read_number(self, reading: NumberReading) -> str:
        match = self._match(reading.expression)
        digits = " || ".join(f"coalesce({self.dialect.group(match, group)}, '')" for group in reading.groups)
        for old, new in reading.replacements:
            digits = f"replace({digits}, {self.dialect.string(old)}, {self.dialect.string(new)})"
        value = self._float(f"coalesce(nullif({digits}, ''), '0')")
        if (reading.divisor, reading.offset) != (1, 0):
            value = f"{value} / {self.dialect.constant(float(reading.divisor))} + ({reading.offset})"
        return f"CASE WHEN {match} IS NOT NULL THEN {value} END"

    def read_word(self, reading: WordReading) -> str:
        values = {"true": 1.0, "false": 0.0, **reading.values}  # as a column of booleans is written
        pairs = (f"WHEN {self.dialect.string(word)} THEN {self.dialect.constant(x)}" for word, x in values.items())
        return f"CASE lower({self.text}) {' '.join(pairs)} END"

    def read_mixed_units(self, reading: MixedUnitsReading) -> str:
        match = self._match(reading.expression, "(?i)")
        numbers = [first(self.dialect, match, [k + 2]) for k in range(len(reading.sizes))]
        parts = (
            f"coalesce({self._float(self._with_point(number))}, 0) / {self.dialect.constant(size)}"
            for number, size in zip(numbers, reading.sizes, strict=True)
        )
        sign = f"CASE WHEN {first(self.dialect, match, [1])} IS NULL THEN 1 ELSE -1 END"
        return f"CASE WHEN coalesce({', '.join(numbers)}) IS NOT NULL THEN {sign} * ({' + '.join(parts)}) END"

    def read_clock(self, reading: ClockReading) -> str:
        match = self._match(reading.expression, "(?i)")
        own = {name: first(self.dialect, match, groups) for name, groups in reading.fields.items() if groups}
        hour = self._hour(own["hour"], own["half"], none="NULL") if "half" in own else self._whole(own["hour"])
        if "half" not in own:  # else an hour that a half of the day does not have makes the whole null
            hour = f"coalesce({hour}, 0)"
        if "day" in own:
            hour = f"24 * coalesce({self._whole(own['day'])}, 0) + {hour}"
        minutes = f"60 * ({hour}) + coalesce({self._whole(own['minute'])}, 0)"
        second = f"coalesce({self._float(self._with_point(own['second']))}, 0)"
        sign = f"CASE WHEN {own['sign']} IS NULL THEN 1 ELSE -1 END * " if "sign" in own else ""
        value = f"{sign}(60 * ({minutes}) + {second}) / {self.dialect.constant(float(reading.seconds))}"
        value = self.cells.named("fields", f"time{self.index}", f"CASE WHEN {match} IS NOT NULL THEN {value} END")
        return (
            value
            if reading.most is None
            else f"CASE WHEN {value} <= {self.dialect.constant(reading.most)} THEN {value} END"
        )

    def read_date(self, reading: DateReading) -> str:
        match = self._match(reading.expression, "(?i)")
        own = {name: first(self.dialect, match, groups) for name, groups in reading.fields.items()}
        iso_field = dict.fromkeys(("year", "month", "day"), "NULL")
        if not reading.with_clock:  # a column of the type date is written as 2020-01-31, whatever its file had
            iso = self.cells.named("matches", f"iso{self.index}", matched(self.dialect, self.text, ISO_DATE))
            for k, name in enumerate(iso_field, 1):
                iso_field[name] = self._whole(first(self.dialect, iso, [k]))
        fields = {
            "year": f"coalesce({self._year(own['year'], reading.first_year_of_1900s)}, {iso_field['year']})",
            "hour": f"coalesce({self._hour(own['hour'], own['half'])}, 0)",
            "minutes": f"coalesce({self._whole(own['minute'])}, 0) - ({self._offset(own)})",
            "second": f"coalesce({self._float(own['second'])}, 0)",
        }
        if "week" in own:
            fields["week"] = self._whole(own["week"])
            fields["weekday"] = f"coalesce({self._whole(own['weekday'])}, 1)"
            exists = f"{{week}} > 0 AND extract(year FROM {MONDAY} + 3) = {{year}}"
            day = f"({MONDAY}) + {{weekday}} - 1"
        else:
            own_day = self._whole(own["day"]) if "day" in own else f"CASE WHEN {match} IS NOT NULL THEN 1 END"
            month = f"3 * {self._whole(own['quarter'])} - 2" if "quarter" in own else ""
            month = month or self._month(own["month"], reading.months)
            fields["month"] = f"coalesce({month}, {iso_field['month']})"
            fields["day"] = f"coalesce({own_day}, {iso_field['day']})"
            exists = f"{{month}} BETWEEN 1 AND 12 AND {{day}} BETWEEN 1 AND {DAYS_OF_MONTH}"
            day = "make_date({year}, {month}, {day})"
        names = {name: self.cells.named("fields", f"{name}{self.index}", value) for name, value in fields.items()}
        seconds = "(60 * (60 * {hour} + {minutes}) + {second}) / 86400.0"
        value = f"CASE WHEN {{year}} > 0 AND {{hour}} < 24 AND {exists} THEN {day} - {EPOCH_IN_SQL} + {seconds} END"
        return value.format_map(names)

    def _match(self, expression: str, flags: str = "") -> str:
        return self.cells.named("matches", f"match{self.index}", matched(self.dialect, self.text, expression, flags))

    def _year(self, text: str, first_year_of_1900s: int) -> str:
        year = self._whole(text)
        century = f"CASE WHEN length({text}) > 2 THEN 0 WHEN {year} < {first_year_of_1900s} THEN 2000 ELSE 1900 END"
        return f"{year} + {century}"

    def _hour(self, text: str, half: str, none: str = "24") -> str:
        """none: for an hour that a half of the day does not have."""
        hour = self._whole(text)
        of_half = f"{hour} % 12 + CASE WHEN lower({half}) = 'p' THEN 12 ELSE 0 END"
        return f"CASE WHEN {half} IS NULL THEN {hour} WHEN {hour} BETWEEN 1 AND 12 THEN {of_half} ELSE {none} END"

    def _offset(self, own: Mapping[str, str]) -> str:
        """Minutes that a clock is ahead of UTC."""
        minutes = f"60 * coalesce({self._whole(own['hours'])}, 0) + coalesce({self._whole(own['minutes'])}, 0)"
        return f"CASE WHEN {own['sign']} = '-' THEN -1 ELSE 1 END * ({minutes})"

    def _month(self, text: str, months: Mapping[str, int]) -> str:
        if not months:
            return self._whole(text)
        pairs = " ".join(f"WHEN {self.dialect.string(name)} THEN {number}" for name, number in months.items())
        return f"CASE lower({text}) {pairs} END"

    def _with_point(self, text: str) -> str:
        return f"replace({text}, ',', '.')"

    def _whole(self, text: str) -> str:
        return f"CAST({text} AS integer)"

    def _float(self, text: str) -> str:
        return f"CAST({text} AS {self.dialect.float_type})"
