"""The ways in which columns give a target away: what the columns are, and how the target follows from them."""

from dataclasses import dataclass
from typing import Literal

OrderKind = Literal["order", "ranges", "values"]


@dataclass(frozen=True)
class ExactRelation:
    """The target is constant + Σ weights · columns in every row."""

    columns: tuple[str, ...]
    weights: tuple[float, ...]
    constant: float
    rounded: bool = False  # whether it holds up to rounding only
    columns_to_exclude: tuple[str, ...] = ()  # so that the relation is gone; none if no --exclude can do that


@dataclass(frozen=True)
class ProductRelation:
    """The target is constant · factors / divisors in so many rows."""

    factors: tuple[str, ...]
    divisors: tuple[str, ...]
    constant: float
    rounded: bool  # whether it holds up to rounding only
    rows: int

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.factors, *self.divisors)


@dataclass(frozen=True)
class OrderRelation:
    """A column whose values cut the target into ranges that do not overlap, and that is made from the target.

    kind: "order" of many values, as of a rank; "ranges" of a few classes; "values" where each has a single target.
    """

    column: str
    kind: OrderKind
    values: int  # different ones of the column
    rows: int
    cut: tuple[tuple[str, float], tuple[str, float]]  # a value and its highest target, the next and its lowest one
    can_be_excluded: bool = True  # by --exclude


@dataclass(frozen=True)
class TargetLeakage:
    """What gives one target away: a formula, else a product, else columns by their order."""

    formula: ExactRelation | None = None
    product: ProductRelation | None = None
    ordered: tuple[OrderRelation, ...] = ()
