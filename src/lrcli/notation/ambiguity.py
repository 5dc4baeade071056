"""Which of several ways of writing values a column's cells are written in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

NEARLY_ALL = 0.9  # the share of the cells that a way must be able to read


class Way(Protocol):
    """A way of writing a value as text."""

    def number(self, text: str) -> float | None: ...


AnyWay = TypeVar("AnyWay", bound=Way)


class Ambiguous(NamedTuple, Generic[AnyWay]):
    """A cell that two ways read differently, in a column where both read as much."""

    text: str
    first: AnyWay
    second: AnyWay


def best_ways(ways: Iterable[AnyWay], counts: Mapping[str, int]) -> list[AnyWay]:
    """The ways that read the most cells, in their order; none where that is not nearly all."""
    cells = {way: sum(count for text, count in counts.items() if way.number(text) is not None) for way in ways}
    most = max(cells.values(), default=0)
    return [way for way in cells if cells[way] == most] if is_nearly_all(most, counts) else []


def is_nearly_all(cells: int, counts: Mapping[str, int]) -> bool:
    return 0 < cells >= NEARLY_ALL * sum(counts.values())


def first_doubt(best: Sequence[AnyWay], texts: Iterable[str]) -> Ambiguous[AnyWay] | None:
    """The first of the texts that the best way and another one both read, as different values."""
    for text in texts:
        for other in best[1:]:
            first, second = best[0].number(text), other.number(text)
            if first is not None and second is not None and first != second:
                return Ambiguous(text, best[0], other)
    return None
