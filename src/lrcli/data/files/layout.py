"""The options of reading: how files are written."""

from dataclasses import dataclass

from lrcli.errors import OptionError
from lrcli.notation.hints import DECIMALS, THOUSANDS, Decimal, Thousands
from lrcli.options import COUNT_OR_NONE, check_options, option

DELIMITERS = ",;\t|"
RUN_OF_BLANKS = " "  # stands for any run of blanks and tabs
DELIMITER_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "blanks": RUN_OF_BLANKS, "\\t": "\t"}
DELIMITER_WORDS = {letter: name for name, letter in DELIMITER_NAMES.items() if name.isalpha()}


HELP_GROUP = "How the files are written (found out by default)"  # the heading of the options


@dataclass(frozen=True)
class Layout:
    """How files are written, as far as options say it; each field that is None is found out.

    Raise OptionError for values that make no sense, alone or together.
    """

    delimiter: str | None = option(
        None, "Character between cells, or comma, semicolon, tab, pipe, blanks", "CHAR", group=HELP_GROUP
    )
    quote: str | None = option(
        None, "Character around a cell that holds the delimiter", "CHAR", default_text='"', group=HELP_GROUP
    )
    header: bool = option(
        True,
        "The first line is a row and no header: call the columns c1, c2, …",
        flags=("--no-header",),
        group=HELP_GROUP,
    )
    skip_lines: int | None = option(
        None,
        "Number of lines before the header; 0 if the first line is the header",
        "INT",
        COUNT_OR_NONE,
        group=HELP_GROUP,
    )
    comment: str | None = option(None, "Start of a line of comment, which is skipped", "TEXT", group=HELP_GROUP)
    encoding: str | None = option(None, "Encoding of characters: UTF-8, UTF-16, cp1252, …", "NAME", group=HELP_GROUP)
    sheet: str | None = option(None, "Sheet of a workbook", "NAME", group=HELP_GROUP)
    table: str | None = option(
        None, "Table of a database, or number of a table in a web page", "NAME", group=HELP_GROUP
    )
    query: str | None = option(None, "SELECT for a database, instead of --table", "SQL", group=HELP_GROUP)
    member: str | None = option(None, "File in a zip or tar archive", "NAME", group=HELP_GROUP)
    missing_values: tuple[str, ...] = option(
        (), "Words for a missing cell, in addition to the usual ones", "A,B", group=HELP_GROUP
    )
    decimal: Decimal | None = option(None, "Decimal mark: . or a comma", "MARK", group=HELP_GROUP)
    thousands: Thousands | None = option(
        None, "Separator of thousands: comma, point, blank or '", "MARK", group=HELP_GROUP
    )
    day_first: bool | None = option(
        None, "Order of day and month in dates like 3/4/2020", flags=("--day-first/--month-first",), group=HELP_GROUP
    )

    def __post_init__(self) -> None:
        if self.table is not None and self.query is not None:
            raise OptionError("table", "has no effect with --query, which names its tables itself")
        for name, mark, known in (("decimal", self.decimal, DECIMALS), ("thousands", self.thousands, THOUSANDS)):
            if mark is not None and mark not in known:
                raise OptionError(name, f"{mark!r} is none of {' '.join(map(repr, known))}")
        if self.decimal is not None and self.decimal == self.thousands:
            raise OptionError("decimal", f"and --thousands are both {self.decimal!r}")
        for name, value in (
            ("delimiter", DELIMITER_NAMES.get(self.delimiter or "", self.delimiter)),
            ("quote", self.quote),
        ):
            if value is not None and (len(value) != 1 or value in "\r\n" or not value.isascii()):
                words = f", nor {', '.join(DELIMITER_WORDS.values())}" if name == "delimiter" else ""
                raise OptionError(name, f"{value!r} is not one character{words}")
        check_options(self)
        if self.comment is not None and not self.comment.strip():
            raise OptionError("comment", "is empty; give the characters that a line of comment begins with")
        if (quote := self.quote or '"') == DELIMITER_NAMES.get(self.delimiter or "", self.delimiter):
            raise OptionError("delimiter", f"and --quote are both {quote!r}")

    @property
    def says_marks(self) -> bool:
        """Whether an option says what points and commas in numbers mean."""
        return self.decimal is not None or self.thousands is not None

    @property
    def delimiters(self) -> str:
        """All characters that the delimiter may be."""
        return DELIMITERS if self.delimiter is None else DELIMITER_NAMES.get(self.delimiter, self.delimiter)
