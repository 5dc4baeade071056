"""How the values of a column were distributed over the training rows, in so few numbers that a model can keep them."""

import msgspec

from lrcli.model.features import Record


class Distribution(Record, frozen=True, omit_defaults=True):
    """A feature or the target. Of numbers the share of rows up to some values; of texts the shares of frequent levels.

    Shares of `values` are of the rows that have one, those of levels and of missing cells of all rows.
    """

    name: str
    rows: int  # the training rows, or so many of them, drawn at random
    missing: float = 0.0
    values: list[float] = msgspec.field(default_factory=list)  # rising
    shares: list[float] = msgspec.field(default_factory=list)  # of each value: of the rows up to it, 1 at the end
    levels: dict[str, float] | None = None  # null of numbers

    def __post_init__(self) -> None:
        if len(self.values) != len(self.shares):
            raise ValueError("values and shares are not equally many")
        if sorted(set(self.values)) != self.values or sorted(self.shares) != self.shares:
            raise ValueError("values or shares are not in order")
        if self.rows < 1:
            raise ValueError("expected rows, 1 at least")
