"""Weight decay on the weights of numbers where there are few rows for each, chosen by the marginal likelihood.

Of 161 cars with 28 weights of numbers, least squares fits the noise along with what is true. A weight decay λ = k/n
shrinks these weights towards 0. It is a Gaussian prior, by which weights of standardised columns have the variance
σ²/k, σ² that of the noise. How likely the targets are under it, whatever the weights, is known in closed form:

    −2 log p(y | k) = (n − 1) log S(λ) + log det(G + λ) − m log λ + constant,   S(λ) = min_w ‖y − X w‖² + λ ‖w‖²

where n counts the rows, m the weights, and y, X and G = XᵀX are per row, and what the bias and the levels with a decay
of their own say is taken out of them. That is the marginal likelihood, which MacKay (1992) calls
evidence, here with a flat prior of the bias, so that it is restricted maximum likelihood (Patterson and Thompson 1971).
It rises with k while what is lost in fit costs less than what is gained in simplicity. A target that columns give
exactly has no noise, and then the likeliest k is 0.

On the held-out rows of real tables and of parts of them with 2 to 14 rows a weight, errors by this k are up to 40 %
lower than those of least squares (benchmarks/ridge.py). A k that leave-one-out or generalized cross-validation chooses
is less sure, since one far row may choose it; a constant one is too small for some and hides exact sums in others.

With twenty rows a weight the error of least squares is 1/40 above the lowest that could be, and there is little to
gain; and with few weights nobody can tell how much they differ: the variance of m weights is known to √(2/m) of itself,
45 % for ten. There weights stay what least squares makes of them.
"""

import numpy as np

from lrcli.arrays import Floats
from lrcli.learning.solution.triangular_factor import triangle

FEWEST_WEIGHTS = 10  # of numbers: how much fewer weights differ nobody can tell
ROWS_PER_WEIGHT = 20  # from which on there is no decay
LEAST, MOST, CANDIDATES = 0.1, 1e3, 33  # k: eight to a decade, between which the marginal likelihood is flat
NO_NOISE = 1e-20  # of the target's square, an error of 1e-10: less is rounding


def has_few_rows(n: float, weights: int) -> bool:
    """Whether n rows are so few for so many weights that a weight decay may help them."""
    return weights >= FEWEST_WEIGHTS and n < ROWS_PER_WEIGHT * weights


def likeliest_decay(R: Floats, decay: Floats, n: float) -> float:
    """λ of the weights that have none yet, the bias left out; 0 where the rows speak for least squares.

    R (m, p + 1): the factor of n rows, Rᵀ R = 1/n Σ z zᵀ, z = [x, y]. decay (p,): λ of the weights that have one.
    """
    s, a, rest = _without_others(R, decay)
    if rest <= NO_NOISE * (rest + a @ a):
        return 0.0
    k = np.geomspace(LEAST, MOST, CANDIDATES)
    share = (k / n)[:, None] / (s**2 + (k / n)[:, None])  # of y's part in each direction, which the decay removes
    badness = (n - 1) * np.log(rest + share @ a**2) - np.log(share).sum(axis=1)
    likeliest = int(badness.argmin())
    return float(k[likeliest] / n) if likeliest else 0.0


# Levels with a decay are a part of the noise that rows of the same level share: its covariance is that of the rows, I,
# plus X Λ⁻¹ Xᵀ of the levels. Dividing by its root makes the noise of all rows alike again. R stands for the rows here:
# it has the same products, and never more rows than columns.
def _without_others(R: Floats, decay: Floats) -> tuple[Floats, Floats, float]:
    """Singular values s (r,) of the columns without a decay, y along each (r,), and the square of y beyond them."""
    has_decay, columns = decay > 0, R[:, :-1]
    levels = columns[:, has_decay]
    free = np.flatnonzero(~has_decay & columns.any(axis=0))  # the bias comes first
    root = np.linalg.cholesky(np.eye(len(R)) + (levels / decay[has_decay]) @ levels.T)
    T = triangle(np.linalg.solve(root, R[:, [*free.tolist(), -1]]))
    X, y = T[1:, 1:-1], T[1:, -1]  # what the bias does not explain
    U, s, _ = np.linalg.svd(X, full_matrices=False)
    a = U.T @ y
    return s, a, float(((y - U @ a) ** 2).sum())
