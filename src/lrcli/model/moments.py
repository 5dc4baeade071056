"""What --keep-moments adds to model.json: sums over the rows, from which a later training goes on without the rows.

A row is z = [1, target, numbers …, marks …]. The target and the numbers are (value − centre) / scale, and a missing
number is 0. Where the logarithm of the target is learned, the value of the target is that logarithm. A mark is 1 where
a cell is missing, or where it has a certain level, else 0.
"""

from typing import NamedTuple

from lrcli.model.features import Record


class MomentScale(Record, frozen=True):
    """Where a number is measured from, and in what."""

    name: str
    centre: float
    scale: float


class Mark(NamedTuple):
    """A level of a feature; null for the missing cell."""

    feature: str
    level: str | None


class RoleMoments(Record, frozen=True):
    """The rows that train, validate or test."""

    rows: int
    lowest: list[float | None]  # of each number but the target; null where no row has one
    highest: list[float | None]
    factor: list[list[float]]  # triangular R with Rᵀ R = Σ z zᵀ, each row from the diagonal on

    def __post_init__(self) -> None:
        if self.rows < 1:
            raise ValueError("expected rows, 1 at least")


class Moments(Record, frozen=True):
    """The rows of a training, added up."""

    options: dict[str, bool | int | float | str]  # of the training, as far as they were given
    numbers: list[MomentScale]  # the target first
    products: list[str]  # numbers that are products of the others' z
    marks: list[Mark]
    roles: dict[str, RoleMoments]

    def __post_init__(self) -> None:
        if not self.numbers:
            raise ValueError("the target is absent from the numbers")
        columns, features = 1 + len(self.numbers) + len(self.marks), len(self.numbers) - 1
        for each in self.roles.values():
            if [len(row) for row in each.factor] != [columns - k for k in range(len(each.factor))]:
                raise ValueError("the rows of a factor have not the length that they should have")
            if not len(each.lowest) == len(each.highest) == features:
                raise ValueError("lowest and highest are not as many as the numbers")
