"""How files are written, as far as a person says it."""

from dataclasses import dataclass

from lrcli.errors import OptionError
from lrcli.notation.evidence import DECIMALS, THOUSANDS, Decimal, Thousands

DELIMITERS = ",;\t|"
BLANKS = " "  # stands for any run of blanks and tabs
NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "blanks": BLANKS, "\\t": "\t"}
SPOKEN = {letter: name for name, letter in NAMES.items() if name.isalpha()}


@dataclass(frozen=True)
class Layout:
    """What a person says of how files are written; None is to be found."""

    delimiter: str | None = None
    quote: str | None = None
    header: bool = True
    skip_lines: int = 0
    comment: str | None = None
    encoding: str | None = None
    missing: tuple[str, ...] = ()  # more words for a missing cell
    decimal: Decimal | None = None
    thousands: Thousands | None = None
    day_first: bool | None = None
    sheet: str | None = None  # of a workbook
    table: str | None = None  # of a database, or a web page's by its number
    query: str | None = None  # of a database, instead of a table
    member: str | None = None  # of an archive

    def __post_init__(self) -> None:
        if self.table is not None and self.query is not None:
            raise OptionError("table", "has no effect with --query, which names its tables itself")
        for option, mark, known in (("decimal", self.decimal, DECIMALS), ("thousands", self.thousands, THOUSANDS)):
            if mark is not None and mark not in known:
                raise OptionError(option, f"{mark!r} is none of {' '.join(map(repr, known))}")
        if self.decimal is not None and self.decimal == self.thousands:
            raise OptionError("decimal", f"and --thousands are both {self.decimal!r}")
        for name, value in (("delimiter", NAMES.get(self.delimiter or "", self.delimiter)), ("quote", self.quote)):
            if value is not None and (len(value) != 1 or value in "\r\n" or not value.isascii()):
                words = f", nor {', '.join(SPOKEN.values())}" if name == "delimiter" else ""
                raise OptionError(name, f"{value!r} is not one character{words}")
        if self.skip_lines < 0:
            raise OptionError("skip_lines", f"{self.skip_lines} is below 0")
        if self.comment is not None and not self.comment.strip():
            raise OptionError("comment", "is empty; give the characters that a line of comment begins with")
        if (quote := self.quote or '"') == NAMES.get(self.delimiter or "", self.delimiter):
            raise OptionError("delimiter", f"and --quote are both {quote!r}")

    @property
    def delimiters(self) -> str:
        """All that the delimiter may be."""
        return DELIMITERS if self.delimiter is None else NAMES.get(self.delimiter, self.delimiter)
