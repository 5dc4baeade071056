"""Columns that are the same in every row.

To compare each column with each other takes as many comparisons as there are pairs, half a million of 1,000 columns. So
columns are kept in groups that were the same so far, and what comes next splits a group by its bytes: time and memory
grow with the number of columns. A column alone in its group is never looked at again.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats


@dataclass
class DuplicateColumns:
    """Groups of at least two columns (their indices) that have had the same values so far."""

    groups: list[list[int]]

    @classmethod
    def among(cls, columns: int) -> "DuplicateColumns":
        return cls([list(range(columns))] if columns > 1 else [])

    def add(self, columns: Sequence[Floats]) -> None:
        """Split the groups by more rows (n,) of each column."""
        self.groups = [group for old in self.groups for group in _split(old, columns)]

    def join(self, other: "DuplicateColumns") -> None:
        """Split the groups by what other rows say."""
        group_of = {index: k for k, group in enumerate(other.groups) for index in group}
        groups = []
        for old in self.groups:
            alike: dict[int, list[int]] = {}
            for index in old:
                alike.setdefault(group_of.get(index, -1 - index), []).append(index)
            groups += [group for group in alike.values() if len(group) > 1]
        self.groups = groups

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Each column that repeats an earlier one, behind the first that it repeats, in order."""
        repeated = [(group[0], other) for group in self.groups for other in group[1:]]
        yield from sorted(repeated, key=lambda pair: pair[1])


def _split(group: list[int], columns: Sequence[Floats]) -> Iterator[list[int]]:
    alike: dict[bytes, list[int]] = {}
    for index in group:
        alike.setdefault(_digest(columns[index]), []).append(index)
    yield from (indices for indices in alike.values() if len(indices) > 1)


def _digest(values: Floats) -> bytes:
    """A digest that is equal for equal numbers; all NaN are equal here, and so are 0 and -0."""
    absent = np.isnan(values)
    whole = np.where(absent, np.nan, values + 0.0) if absent.any() else values + 0.0
    return hashlib.blake2b(whole.tobytes(), digest_size=16).digest()
