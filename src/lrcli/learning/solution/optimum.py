"""What training knows of the lowest point of a loss, whatever the loss is."""

from typing import Protocol

from lrcli.arrays import Floats


class Optimum(Protocol):
    """The lowest point, penalty included."""

    @property
    def w(self) -> Floats:
        """(p,), w*."""
        ...

    @property
    def lowest(self) -> float:
        """L(w*)."""
        ...

    @property
    def decay(self) -> Floats:
        """(p,), the weight decay λ of each weight."""
        ...

    def last_step(self, w: Floats) -> Floats:
        """A step on all rows that tells which weights w (p,) are 0, where a penalty makes some 0; else w."""
        ...

    def gap(self, w: Floats) -> Floats:
        """L(w) / L(w*) − 1: the optimality gap. w (…, p) → (…)."""
        ...
