"""The triangular factor of rows whose moments do not tell their columns apart.

A factor R of rows z has Rᵀ R = Σ z zᵀ. Where each column has a good part of its own, moments are as good as a factor:
they are gathered anyway, and cost a tenth of the time. Where a column has less than 1e-4 of its length of its own, or
the target as little left that no column explains, the square of that part drowns in the rounding of the column's
square, and what moments make of it is noise. Then the rows are asked, while they are here: a QR decomposition of the
window, block by block. Windows are judged one by one, so that no look at the first rows must decide for all, and a
table whose columns are far from collinear pays for the look at each window's moments alone. For what every window
tells apart all rows do: an own part is what the best fit leaves, and one fit to all rows leaves no less than one to
each window.
"""

import numpy as np

from lrcli.arrays import Floats, Ints

OWN = 1e-4  # of a column's length: where its own part is smaller, moments know it to less than eight digits
DEPENDENT = 1e-9  # a part of the marks' largest eigenvalue that is none: they are counts, which moments know exactly
BLOCK = 1024  # rows that are decomposed together, small enough for the processor's cache


def of_moments(total: Floats, counts: Ints) -> Floats | None:
    """The factor (m, q) of rows whose sums of products are total (q, q); None where these do not know it well enough.

    counts: the places of the bias and the marks, whose products are counts and may well depend on one another, as the
    levels of a column, which add up to the bias. They are taken off first, by their eigenvectors; then Cholesky.
    """
    if not np.isfinite(total).all():
        return np.zeros((0, len(total)))  # too large to be squared: whoever checks the table will tell
    others = np.delete(np.arange(len(total)), counts)
    length = np.sqrt(np.diag(total))
    scale = np.where(length > 0, length, 1.0)
    G = total / np.outer(scale, scale)
    eigenvalue, V = np.linalg.eigh(G[np.ix_(counts, counts)])
    independent = eigenvalue > DEPENDENT * eigenvalue[-1]
    root = np.sqrt(eigenvalue[independent])
    across = (V[:, independent].T @ G[np.ix_(counts, others)]) / root[:, None]
    rest = G[np.ix_(others, others)] - across.T @ across
    rest[np.diag_indices_from(rest)] += length[others] == 0
    try:
        own = np.linalg.cholesky(rest).T
    except np.linalg.LinAlgError:
        return None
    if (np.diag(own) < OWN).any():
        return None
    R = np.zeros((len(root) + len(others), len(total)))
    R[: len(root), counts] = root[:, None] * V[:, independent].T
    R[: len(root), others] = across
    R[len(root) :, others] = own
    return np.asarray(R * length)


def of_rows(Z: Floats) -> Floats:
    """The factor (m, q) of rows that are columns of Z (q, n): those of blocks, merged in their order."""
    q, n = Z.shape
    rows = max(BLOCK, 4 * q)
    whole = n // rows
    blocks = np.ascontiguousarray(Z[:, : whole * rows].reshape(q, whole, rows).transpose(1, 2, 0))
    return merged([*np.linalg.qr(blocks, mode="r"), Z[:, whole * rows :].T])


def merged(factors: list[Floats]) -> Floats:
    """The factor of all rows of these factors, later ones of which may have more columns."""
    q = max(R.shape[1] for R in factors)
    padded = [np.pad(R, ((0, 0), (0, q - R.shape[1]))) for R in factors]
    R: Floats = np.linalg.qr(np.concatenate(padded), mode="r")  # type: ignore[assignment]  # NumPy types it as a pair
    return R
