"""How the values of a column are likely written, by all but its own cells: options, delimiter, names, other columns."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

Decimal = Literal[".", ","]
Thousands = Literal["", ",", ".", " ", "'"]
DECIMALS: tuple[Decimal, ...] = (".", ",")
THOUSANDS: tuple[Thousands, ...] = ("", ",", ".", " ", "'")


class Proof(NamedTuple):
    """That a column has a cell which can be read with one decimal mark only: "41,5" or "1.234.567"."""

    decimal: Decimal
    with_unit: bool  # whether its column has a currency or a unit


class Hints(NamedTuple):
    """What options, the delimiter, the column's name and other columns say. None for an option that was not given."""

    decimal: Decimal | None = None
    thousands: Thousands | None = None
    day_first: bool | None = None
    comma_is_decimal_likely: bool = False  # as in a file that is delimited by semicolons
    point_is_decimal_likely: bool = False  # as in one that is delimited by commas
    words: frozenset[str] = frozenset()  # of the column's name, in small letters
    has_blanks: bool = False  # whether some of the column's cells are missing
    proofs: Callable[[], Sequence[Proof]] = tuple  # called where a column is in doubt: it looks at all the others
