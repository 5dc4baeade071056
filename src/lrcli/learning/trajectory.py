"""The loss over two of the weights, and the way that training takes across it.

For every pair of values a = (wᵢ, wⱼ) all other weights b, the bias among them, are where the loss is lowest. With the
Hessian H = G + λ D in four parts, that loss, penalty included, is

    L(a) = L* + ½ (a − a*)ᵀ S (a − a*),    S = H[a,a] − H[a,b] H[b,b]⁻¹ H[b,a]

and S is called the Schur complement of H[b,b].
"""

from dataclasses import dataclass, field

import numpy as np

from lrcli.arrays import Floats
from lrcli.learning.analytic import RANK_TOLERANCE, Paraboloid

EVERY = 1.01  # kept is every one of the first 100 steps, then every one that is 1 % further on: some 600


@dataclass(frozen=True)
class Section:
    """The paraboloid over two weights."""

    w: Floats  # (2,), where it is lowest
    lowest: float
    S: Floats  # (2, 2)

    def loss(self, w: Floats) -> Floats:
        """w (…, 2) → (…)."""
        v = w - self.w
        rise: Floats = ((v @ self.S) * v).sum(axis=-1) / 2
        return self.lowest + rise.clip(min=0.0)


def section(paraboloid: Paraboloid, pair: tuple[int, int]) -> Section:
    """The loss over the weights at these two places, neither of which is the bias."""
    p = len(paraboloid.w)
    a, b = np.array(pair), np.setdiff1d(np.arange(p), pair)
    H = paraboloid.hessian(np.eye(p)) + np.diag(np.where(np.arange(p) > 0, paraboloid.weight_decay, 0.0))
    length = np.sqrt(np.diag(H)[b])
    scale = np.where(length > 0, length, 1.0)
    within = np.linalg.pinv(H[np.ix_(b, b)] / np.outer(scale, scale), rcond=RANK_TOLERANCE, hermitian=True)
    across = H[np.ix_(a, b)] / scale
    return Section(paraboloid.w[a], paraboloid.lowest, H[np.ix_(a, a)] - across @ within @ across.T)


@dataclass
class Path:
    """An observer of `fit`: where two weights of the first run were at the start and after some of the steps."""

    pair: tuple[int, int]
    kept: list[tuple[int, Floats]] = field(default_factory=lambda: [(0, np.zeros(2))])  # step → (2,)
    latest: tuple[int, Floats] | None = None  # step → w (folds, candidates, p)

    def __call__(self, step: int, w: Floats) -> None:
        self.latest = step, w
        if step >= self.kept[-1][0] * EVERY:
            self.kept.append((step, w[0, 0, list(self.pair)]))

    def points(self) -> list[tuple[int, Floats]]:
        """The last step is among them."""
        if self.latest is None or self.latest[0] == self.kept[-1][0]:
            return self.kept
        step, w = self.latest
        return [*self.kept, (step, w[0, 0, list(self.pair)])]
