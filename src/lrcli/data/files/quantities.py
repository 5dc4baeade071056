"""Columns whose cells hold several quantities: "87 bhp @ 6000 rpm" becomes "87 bhp" and "6000 rpm"."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from lrcli.notation.quantities import Quantities, Quantity
from lrcli.notation.units import unit_pattern


# The columns are split here, before anything asks how their cells are written, so that all else finds ordinary columns:
# each has its own unit and decimal mark, can be left out, be filtered by, or be the target.
def split_column(column: pa.ChunkedArray, quantities: Quantities) -> Sequence[pa.ChunkedArray]:
    """A column of texts for each name of the quantities. A cell that is written otherwise stays whole in each."""
    texts = column.cast(pa.string())
    whole = f"^(?:{quantities.expression})$"
    groups = pc.extract_regex(texts, whole)
    columns = []
    for k, quantity in enumerate(quantities.quantities):
        number, end, unit = (_group(groups, f"{name}{k}") for name in ("number", "end", "unit"))
        ends = [number, pc.if_else(pc.equal(end, ""), number, end)] if quantity.is_range else [number]
        for texts_of_end in ends:
            values = _with_unit(_converted(texts_of_end, unit, quantity), quantity.unit)
            columns.append(pc.if_else(pc.is_valid(groups), values, texts))
    return columns


def _group(groups: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """The texts of a group, in whichever of the two kinds of cells it is; "" where it is in neither."""
    return pc.binary_join_element_wise(*(pc.struct_field(groups, name + kind) for kind in ("", "x")), "")


def _with_unit(numbers: pa.ChunkedArray, unit: str) -> pa.ChunkedArray:
    """The numbers with the unit behind them, but for a sign, which the column's name says; "" where there is none."""
    with_unit = pc.binary_join_element_wise(numbers, f" {unit}" if unit.isalpha() else "", "")
    return pc.if_else(pc.equal(numbers, ""), "", with_unit)


def _converted(numbers: pa.ChunkedArray, units: pa.ChunkedArray, quantity: Quantity) -> pa.ChunkedArray:
    """The numbers in the unit of the quantity; those in another unit have to be plain, else they stay as they are."""
    for unit, factor in quantity.factors.items():
        is_other = pc.match_substring_regex(units, f"^(?:{unit_pattern(unit)})$")
        if pc.any(is_other).as_py():
            plain = pc.and_(is_other, pc.match_substring_regex(numbers, "^[0-9]+([.][0-9]+)?$"))
            values = pc.multiply(pc.cast(pc.if_else(plain, numbers, None), pa.float64()), factor)
            numbers = pc.if_else(plain, pc.cast(values, pa.string()), numbers)
    return numbers


def header_with_splits(header: Sequence[str], splits: Sequence[Quantities]) -> tuple[str, ...]:
    """The names of the columns, those that are split replaced by the names of what they are split into."""
    names_of = {quantities.column: quantities.names for quantities in splits}
    return tuple(name for column in header for name in names_of.get(column, [column]))
