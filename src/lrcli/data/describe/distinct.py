"""The distinct values of a column, told apart up to a limit."""

from dataclasses import dataclass, field

import numpy as np

from lrcli.arrays import Floats, distinct

# So many values wait to be told apart together: a merge for each of many short blocks would take far longer.
MOST_WAITING = 10_000


@dataclass
class DistinctValues:
    """Of values that come some at a time."""

    most: int  # that are told apart
    values: Floats = field(default_factory=lambda: np.zeros(0))  # ascending
    more: bool = False  # there are more than these, and they are no longer counted
    waiting: list[Floats] = field(default_factory=list)
    waiting_values: int = 0

    def add(self, values: Floats) -> None:
        """More values (n,), repeated ones among them or not."""
        if self.more:
            return
        self.waiting.append(values)
        self.waiting_values += len(values)
        if self.waiting_values > MOST_WAITING:
            self._merge()

    def join(self, other: "DistinctValues") -> None:
        """Add the values of others."""
        other._merge()
        self.add(other.values)
        self.more = self.more or other.more

    def count(self) -> int:
        """How many there are, `most` where there are more."""
        self._merge()
        return self.most if self.more else len(self.values)

    def _merge(self) -> None:
        if self.waiting:
            self.values = distinct(np.concatenate([self.values, *self.waiting]))
            self.more = len(self.values) > self.most
            self.waiting, self.waiting_values = [], 0
