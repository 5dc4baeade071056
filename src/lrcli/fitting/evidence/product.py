"""A target that is a product or a quotient of columns, as a rent is rent per square metre times area.

No linear model is exact then, so that nothing but the names of the columns gives it away. The logarithm of a product
is a sum: each pair of columns is tried by the variance of what is left of the target's logarithm without theirs, for
which the moments of all logarithms are enough, and the best one is looked at row by row.
"""

import numpy as np

from lrcli.arrays import Floats
from lrcli.fitting.evidence.number_readings import FEWEST_ROWS_TO_TELL, rows_to_try
from lrcli.fitting.evidence.split_rows import SplitRows
from lrcli.fitting.evidence.target_leakage import ProductRelation
from lrcli.fitting.storage.interface import Fold

LEFT = 0.02  # of the deviation of the target's logarithm: more is left in some row of what is no rounded product
UNROUNDED = 1e-9  # likewise: less is left of what was not rounded
MOST_PAIRED = 100  # whose 20,000 pairs take some milliseconds
FACTOR_DIGITS = 4  # of a constant factor, which a rounded product does not tell better


def find_product(fold: Fold, split: SplitRows) -> ProductRelation | None:
    """The product of one or two columns, some of them below a fraction line, that the target is in all these rows."""
    columns, rows = fold.table.columns, rows_to_try(split)
    names = [
        (k, name)
        for k, name in enumerate(columns.numeric)
        if name not in columns.terms and not ((form := columns.forms.get(name)) and form.in_quotes)
        if (rows.numeric[:, k] > 0).all()
    ]
    if columns.log_target or len(rows) < FEWEST_ROWS_TO_TELL or not 0 < len(names) <= MOST_PAIRED or rows.y.min() <= 0:
        return None
    target, logs = np.log(rows.y), np.log(rows.numeric[:, [k for k, _ in names]])
    spread = float(target.std())
    if spread == 0:
        return None
    signed = np.hstack([logs, -logs])  # in the second half each column is below the line
    chosen = _nearest(target, signed)
    left = target - signed[:, chosen].sum(axis=1)
    constant = float(left.mean())
    largest = float(np.abs(left - constant).max())
    if largest > LEFT * spread:
        return None
    d = len(names)
    return ProductRelation(
        factors=tuple(names[k][1] for k in chosen if k < d),
        divisors=tuple(names[k - d][1] for k in chosen if k >= d),
        constant=float(f"{np.exp(constant):.{FACTOR_DIGITS}g}"),
        rounded=largest > UNROUNDED * spread,
        rows=len(rows),
    )


def _nearest(target: Floats, logs: Floats) -> list[int]:
    """The column of logs (n, 2 d), or where one is not enough the two, that leave the least variance of target (n,)."""
    centred, y = logs - logs.mean(axis=0), target - target.mean()
    C, c, n = centred.T @ centred / len(y), centred.T @ y / len(y), logs.shape[1]
    of_one = float(y @ y) / len(y) + np.diag(C) - 2 * c
    of_two = of_one[:, None] + of_one - float(y @ y) / len(y) + 2 * C
    one = int(of_one.argmin())
    if of_one[one] <= (LEFT * y.std()) ** 2:
        return [one]
    of_two[np.arange(n), np.arange(n)] = np.inf  # no squares
    return sorted(divmod(int(of_two.argmin()), n))
