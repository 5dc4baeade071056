"""How files are written, as far as a person says it."""

from dataclasses import dataclass

from lrcli.errors import OptionError
from lrcli.notation.evidence import DECIMALS, THOUSANDS, Decimal, Thousands
from lrcli.options import COUNT_OR_NONE, check_options, option

DELIMITERS = ",;\t|"
BLANKS = " "  # stands for any run of blanks and tabs
NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "blanks": BLANKS, "\\t": "\t"}
SPOKEN = {letter: name for name, letter in NAMES.items() if name.isalpha()}


GROUP = "How the files are written (found out by default)"  # the heading of the options


@dataclass(frozen=True)
class Layout:
    """How files are written, as far as a person says it; what is None is found out."""

    delimiter: str | None = option(
        None, "What stands between cells: a character, or comma, semicolon, tab, pipe, blanks", "CHAR", group=GROUP
    )
    quote: str | None = option(
        None, "What stands around a cell that holds the delimiter", "CHAR", default_text='"', group=GROUP
    )
    header: bool = option(
        True, "The first record is no header: call the columns c1, c2, …", flags=("--no-header",), group=GROUP
    )
    skip_lines: int | None = option(
        None, "Lines before the header; 0 if the first line is the header", "INT", COUNT_OR_NONE, group=GROUP
    )
    comment: str | None = option(None, "What a line of comment begins with", "TEXT", group=GROUP)
    encoding: str | None = option(None, "How characters are written: UTF-8, UTF-16, cp1252, …", "NAME", group=GROUP)
    sheet: str | None = option(None, "Which sheet of a workbook", "NAME", group=GROUP)
    table: str | None = option(None, "Which table of a database, or of a web page by its number", "NAME", group=GROUP)
    query: str | None = option(None, "The SELECT that a database answers, instead of --table", "SQL", group=GROUP)
    member: str | None = option(None, "Which file of a zip or tar archive", "NAME", group=GROUP)
    missing_values: tuple[str, ...] = option((), "More words for a missing cell", "A,B", group=GROUP)
    decimal: Decimal | None = option(None, "The decimal mark: . or a comma", "MARK", group=GROUP)
    thousands: Thousands | None = option(None, "What groups digits: comma, point, blank or '", "MARK", group=GROUP)
    day_first: bool | None = option(
        None, "How dates like 3/4/2020 are written", flags=("--day-first/--month-first",), group=GROUP
    )

    def __post_init__(self) -> None:
        if self.table is not None and self.query is not None:
            raise OptionError("table", "has no effect with --query, which names its tables itself")
        for name, mark, known in (("decimal", self.decimal, DECIMALS), ("thousands", self.thousands, THOUSANDS)):
            if mark is not None and mark not in known:
                raise OptionError(name, f"{mark!r} is none of {' '.join(map(repr, known))}")
        if self.decimal is not None and self.decimal == self.thousands:
            raise OptionError("decimal", f"and --thousands are both {self.decimal!r}")
        for name, value in (("delimiter", NAMES.get(self.delimiter or "", self.delimiter)), ("quote", self.quote)):
            if value is not None and (len(value) != 1 or value in "\r\n" or not value.isascii()):
                words = f", nor {', '.join(SPOKEN.values())}" if name == "delimiter" else ""
                raise OptionError(name, f"{value!r} is not one character{words}")
        check_options(self)
        if self.comment is not None and not self.comment.strip():
            raise OptionError("comment", "is empty; give the characters that a line of comment begins with")
        if (quote := self.quote or '"') == NAMES.get(self.delimiter or "", self.delimiter):
            raise OptionError("delimiter", f"and --quote are both {quote!r}")

    @property
    def delimiters(self) -> str:
        """All that the delimiter may be."""
        return DELIMITERS if self.delimiter is None else NAMES.get(self.delimiter, self.delimiter)
