"""A random sample of a stream."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats, Ints, Mask

SURE_DEVIATIONS = 12  # standard deviations: fewer keys than that below their number happen once in 10³² samples


def highest_threshold(items: int, capacity: int) -> float:
    """What the threshold of a sample of so many items will not end above.

    Whoever knows how many items there will be need not draw those with a higher key. How many have a key below a
    threshold is known before they are drawn, up to chance, and while that is more than there is room for, even if
    chance makes it far fewer, the threshold will be halved.
    """
    threshold = 1.0
    while items * threshold - SURE_DEVIATIONS * (items * threshold) ** 0.5 > capacity:
        threshold /= 2
    return threshold


class Reservoir:
    """A random sample of a stream of items, which are kept in buffers (capacity, …), one for each of their arrays.

    Item k has a key, the k-th number of a seeded generator, uniform from 0 to 1. Those with a key below a threshold are
    in the sample: all at first, and whenever they are too many the threshold is halved and the others leave. So the
    sample is the items with a key below the largest of 1, ½, ¼, … that is low enough, which depends on how many items
    there are and on nothing else: not on how many arrive together, nor on the thread that read them. So samples of two
    halves of a file could be merged to that of the whole.

    To keep every s-th item instead costs nothing, and is wrong where a file alternates: of rows A, B, A, B, … the
    sample would be all A.
    """

    def __init__(self, *buffers: NDArray[Any], seed: int | Sequence[int] = 0) -> None:
        self.buffers = buffers
        self.capacity, self.n, self.threshold = len(buffers[0]), 0, 1.0
        self.seed = seed
        self.seen = 0  # items so far
        self.keyed = False  # whether they have keys; if not, all of them are in the sample

    def begin_at(self, item: int, threshold: float) -> None:
        """Go on as if so many items had been seen elsewhere. threshold: of the sample of these, or a higher one."""
        self.rng.bit_generator.advance(item)  # type: ignore[attr-defined]  # NumPy's default, a PCG64, has it
        self.threshold, self.keyed = threshold, threshold < 1.0

    def drawn(self) -> "Drawn":
        """The items so far, and what it takes to put them behind others."""
        keys = None
        if self.keyed:  # thresholds are powers of ½, so that no more is needed, which takes fewer bytes on its way
            mantissa, exponent = np.frexp(self.keys[: self.n])
            keys = np.ldexp(np.minimum(mantissa, 0.5), exponent)
        return Drawn(self.seen, self.threshold, keys, [buffer[: self.n].copy() for buffer in self.buffers])

    def join(self, later: "Drawn") -> None:
        """Add the items that were drawn from rows behind these."""
        n = len(later.arrays[0])
        if not self.keyed and later.keys is None and self.n + n <= self.capacity:
            keys, index = None, np.arange(n)
        else:
            self._draw_keys()
            if later.keys is None:
                keys = self.rng.random(n)
            else:
                keys = later.keys
                self.rng.bit_generator.advance(later.seen)  # type: ignore[attr-defined]
            while self.threshold > later.threshold:
                self._halve()
            index = np.flatnonzero(keys < self.threshold)
            while self.n + len(index) > self.capacity:
                self._halve()
                index = index[keys[index] < self.threshold]
        self.seen += later.seen
        slots = slice(self.n, self.n + len(index))
        for buffer, own in zip(self.buffers, later.arrays, strict=True):
            buffer[slots] = own[index]
        if keys is not None:
            self.keys[slots] = keys[index]
        self.n = slots.stop

    @cached_property
    def rng(self) -> "np.random.Generator":  # quoted: NumPy imports this module by its name, and few tables need it
        return np.random.default_rng(self.seed)

    @cached_property
    def keys(self) -> Floats:
        return np.empty(self.capacity)

    def draw(self, n: int, present: Mask | None = None) -> tuple[Ints | slice, slice]:
        """The indices of those of the next n items that enter the sample, and the slots of the buffers for them.

        present (n,): which of them may enter, None for all. An absent one has a key as well, so that the key of an item
        is told by its number alone.
        """
        # In most tables all items fit, and no key is needed. As the generator gives the same keys later, they are drawn
        # when there is no more room.
        if present is None and not self.keyed and self.n + n <= self.capacity:
            slots = slice(self.n, self.n + n)
            self.seen, self.n = self.seen + n, slots.stop
            return slice(None), slots
        self._draw_keys()
        self.seen += n
        keys = self.rng.random(n)
        index = np.flatnonzero(keys < self.threshold if present is None else present & (keys < self.threshold))
        while self.n + len(index) > self.capacity:
            self._halve()
            index = index[keys[index] < self.threshold]
        slots = slice(self.n, self.n + len(index))
        self.keys[slots], self.n = keys[index], slots.stop
        return index, slots

    def _draw_keys(self) -> None:
        """Draw the keys of the items so far, unless they have them."""
        if not self.keyed:
            self.keys[: self.n] = self.rng.random(self.n)
            self.keyed = True

    def _halve(self) -> None:
        self.threshold /= 2
        staying = np.flatnonzero(self.keys[: self.n] < self.threshold)
        for buffer in (self.keys, *self.buffers):
            buffer[: len(staying)] = buffer[staying]
        self.n = len(staying)


@dataclass(frozen=True)
class Drawn:
    """Items of a part of a stream. seen: how many the part has. keys: None where these are all."""

    seen: int
    threshold: float
    keys: Floats | None  # rounded down to powers of ½, as thresholds are
    arrays: list[NDArray[Any]]


@dataclass(frozen=True)
class Points:
    """A random sample of pairs (x, y), in the order of the file. population: how many pairs there are in all."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    population: int


class Pairs:
    """Draws `Points` for a scatter plot from rows that come some at a time; a pair without a finite x and y is none."""

    def __init__(self, capacity: int) -> None:
        self.x, self.y = np.empty(capacity), np.empty(capacity)
        self.reservoir, self.population = Reservoir(self.x, self.y), 0

    def add(self, x: Floats, y: Floats) -> None:
        finite = np.isfinite(x) & np.isfinite(y)
        population = int(finite.sum())
        self.population += population
        rows, slots = self.reservoir.draw(len(x), None if population == len(x) else finite)
        self.x[slots], self.y[slots] = x[rows], y[rows]

    def join(self, population: int, drawn: Drawn) -> None:
        """Add the pairs of rows behind these."""
        self.population += population
        self.reservoir.join(drawn)

    def points(self) -> Points:
        n = self.reservoir.n
        return Points(tuple(self.x[:n].tolist()), tuple(self.y[:n].tolist()), self.population)
