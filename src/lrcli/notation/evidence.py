"""What is known of how a file's values are written beside the cells of the column in question."""

from typing import Literal, NamedTuple

Decimal = Literal[".", ","]
Thousands = Literal["", ",", ".", " ", "'"]
DECIMALS: tuple[Decimal, ...] = (".", ",")
THOUSANDS: tuple[Thousands, ...] = ("", ",", ".", " ", "'")


class Evidence(NamedTuple):
    """None where nothing is known."""

    decimal: Decimal | None = None
    thousands: Thousands | None = None
    day_first: bool | None = None
    comma_is_decimal_likely: bool = False  # as in a file that is delimited by semicolons
