"""The triangular factor of rows whose moments do not tell their columns apart.

A factor R of rows z has Rᵀ R = Σ z zᵀ. The residual of a column is what remains of it when it is regressed on the
columns before it. Where residuals are not small, moments are as good as a factor: they are gathered anyway, and cost a
tenth of the time. Where a residual is below 1e-4 of the column's length, its square is lost in the rounding of the
column's square, and moments give noise. Then a QR decomposition of the window's rows is made, block by block, while
they are in memory. Windows are judged one by one, so that the first rows do not decide for all, and a table whose
columns are far from collinear pays only for the check of each window's moments. Columns that each window tells apart
are told apart by all rows: the residual of one regression on all rows is no shorter than those of one on each window.
"""

import numpy as np

from lrcli.arrays import Floats, Ints

SHORTEST_RESIDUAL = 1e-4  # of a column's length: of a shorter one moments give fewer than eight digits
ZERO_EIGENVALUE = 1e-9  # of the largest eigenvalue of the marks' moments, which are counts and so exact
QR_ROWS = 1024  # that are decomposed together, few enough for the processor's cache


def of_moments(total: Floats, counts: Ints) -> Floats | None:
    """The factor (m, q) of rows whose sums of products are total (q, q); None where it would not be precise.

    counts: the indices of the bias and the marks. These may be linearly dependent, as the levels of a column, which add
    up to the bias. So they are projected out by their eigenvectors before Cholesky's decomposition of the rest.
    """
    if not np.isfinite(total).all():
        return np.zeros((0, len(total)))  # too large to be squared, which the check of the table reports
    is_count = np.zeros(len(total), dtype=np.bool_)
    is_count[counts] = True
    others = np.flatnonzero(~is_count)
    length = np.sqrt(total.diagonal())
    scale = np.where(length > 0, length, 1.0)
    G = total / (scale[:, None] * scale)
    of_counts = G[counts]
    eigenvalue, V = np.linalg.eigh(of_counts[:, counts])
    independent = eigenvalue > ZERO_EIGENVALUE * eigenvalue[-1]
    root = np.sqrt(eigenvalue[independent])
    across = (V[:, independent].T @ of_counts[:, others]) / root[:, None]
    rest = G[others[:, None], others] - across.T @ across
    rest.ravel()[:: len(rest) + 1] += length[others] == 0
    try:
        residuals = np.linalg.cholesky(rest).T
    except np.linalg.LinAlgError:
        return None
    if (residuals.diagonal() < SHORTEST_RESIDUAL).any():
        return None
    R = np.zeros((len(root) + len(others), len(total)))
    R[: len(root), counts] = root[:, None] * V[:, independent].T
    R[: len(root), others] = across
    R[len(root) :, others] = residuals
    return np.asarray(R * length)


def of_rows(Z: Floats) -> Floats:
    """The factor (m, q) of the rows zᵀ, which are the columns of Z (q, n): factors of blocks, merged in their order."""
    q, n = Z.shape
    rows = max(QR_ROWS, 4 * q)
    whole = n // rows
    blocks = np.ascontiguousarray(Z[:, : whole * rows].reshape(q, whole, rows).transpose(1, 2, 0))
    return merged([*np.linalg.qr(blocks, mode="r"), Z[:, whole * rows :].T])


def merged(factors: list[Floats]) -> Floats:
    """The factor of all rows of some factors, of which later ones may have more columns."""
    q = max(R.shape[1] for R in factors)
    padded = [np.pad(R, ((0, 0), (0, q - R.shape[1]))) for R in factors]
    R: Floats = np.linalg.qr(np.concatenate(padded), mode="r")  # type: ignore[assignment]  # NumPy types it as a pair
    return R
