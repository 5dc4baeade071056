"""The loss over two of the weights, and the path of a training across it.

For every pair of values a = (wᵢ, wⱼ) all other weights b, the bias among them, are where the loss is lowest. With the
Hessian H = G + diag λ in four parts, that loss, penalty included, is

    L(a) = L* + ½ (a − a*)ᵀ S (a − a*),    S = H[a,a] − H[a,b] H[b,b]⁻¹ H[b,a]

and S is called the Schur complement of H[b,b].
"""

from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats
from lrcli.learning.solution.analytic import RANK_TOLERANCE, Paraboloid
from lrcli.learning.trace import Trace

EVERY = 1.01  # all of the first 100 steps, then every one that is 1 % further on: some 600


@dataclass(frozen=True)
class ProfileLoss:
    """The paraboloid over two weights."""

    w: Floats  # (2,), where it is lowest
    lowest: float
    S: Floats  # (2, 2)

    def loss(self, w: Floats) -> Floats:
        """w (…, 2) → (…)."""
        v = w - self.w
        rise: Floats = ((v @ self.S) * v).sum(axis=-1) / 2
        return self.lowest + rise.clip(min=0.0)


def profile_loss(paraboloid: Paraboloid, pair: tuple[int, int]) -> ProfileLoss:
    """The loss over the weights of these two indices, neither of which is the bias."""
    p = len(paraboloid.w)
    a, b = np.array(pair), np.setdiff1d(np.arange(p), pair)
    H = paraboloid.hessian(np.eye(p)) + np.diag(paraboloid.decay)
    length = np.sqrt(np.diag(H)[b])
    scale = np.where(length > 0, length, 1.0)
    within = np.linalg.pinv(H[np.ix_(b, b)] / np.outer(scale, scale), rcond=RANK_TOLERANCE, hermitian=True)
    across = H[np.ix_(a, b)] / scale
    return ProfileLoss(paraboloid.w[a], paraboloid.lowest, H[np.ix_(a, a)] - across @ within @ across.T)


def trace_pair(pair: tuple[int, int]) -> Trace[Floats]:
    """A trace of two weights of the first run, (2,), at some of the steps: its `see` is the `on_step` of `fit`."""
    trace = Trace(EVERY, lambda w: w[0, 0, list(pair)])
    trace.see(0, np.zeros((1, 1, max(pair) + 1)))  # where every training starts
    return trace
