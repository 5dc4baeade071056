"""A target that columns give by an exact linear formula: it is not learned but known."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lrcli.data.columns.schema import Columns
from lrcli.fitting.evidence.target_leakage import ExactRelation
from lrcli.fitting.storage.interface import Fold
from lrcli.learning.solution.analytic import Paraboloid

RESIDUAL = 1e-4  # of a standard deviation: a smaller error means that the target is a formula of columns
NO_WEIGHT = 1e-6  # of a deviation: a standardised weight that is rounding
ROUNDED = 5.0  # times the remaining error: up to that size a weight may be noise, even that of a level with one row
EXACT_DIGITS, ROUNDED_DIGITS = 9, 4  # of a formula's weights, and of one that holds but for rounding
FEWEST_ROWS_A_WEIGHT = 2  # of fewer, many a formula fits all rows


class RelatedColumn(NamedTuple):
    """A column of numbers in a formula."""

    name: str
    weight: float
    mean: float
    std: float


def find_formula(fold: Fold, optimum: Paraboloid) -> ExactRelation | None:
    """The linear formula by which columns give the target; None if there is none, or too many weights to tell."""
    encoding, columns = fold.encoding, fold.table.columns
    d, statistics = len(columns.numeric), encoding.statistics
    variance = (statistics.y_std / encoding.y_scale) ** 2
    few = fold.n <= FEWEST_ROWS_A_WEIGHT * encoding.p
    if columns.log_target or 2 * optimum.lowest > RESIDUAL**2 * variance or few:
        return None
    w = optimum.w.astype(np.float64) * encoding.y_scale
    # A target that was converted to other units may be rounded. The rounding is noise, and each weight fits some of it.
    left = float(np.sqrt(2 * optimum.lowest) * encoding.y_scale)
    weights, std = w[1 : 1 + d] / encoding.scale, np.where(statistics.std > 0, statistics.std, 1.0)
    numbers = zip(columns.numeric, weights.tolist(), statistics.mean.tolist(), std.tolist(), strict=True)
    summands = [RelatedColumn(*number) for number in numbers]
    y_mean, y_std = float(statistics.y_mean), float(statistics.y_std)
    return _formula(summands, w[1 + d :].tolist(), y_mean, y_std, left, columns)


def _formula(
    numbers: Sequence[RelatedColumn],
    levels: Sequence[float],
    y_mean: float,
    y_std: float,
    left: float,
    columns: Columns,
) -> ExactRelation | None:
    """The formula of the numbers that matter, by what is left as error; None where levels matter, too.

    levels: what each adds to the target.
    """
    negligible = max(NO_WEIGHT * y_std, ROUNDED * left)
    if any(abs(weight) > negligible for weight in levels):
        return None  # that is no formula that can be written in a line
    used = [number for number in numbers if abs(number.weight) * number.std > negligible]
    digits = EXACT_DIGITS if left < NO_WEIGHT * y_std else ROUNDED_DIGITS
    constant = y_mean - sum(number.weight * number.mean for number in used)
    size = abs(y_mean) + y_std
    names = tuple(number.name for number in used)
    return ExactRelation(
        columns=names,
        weights=tuple(float(f"{number.weight:.{digits}g}") for number in used),
        constant=0.0 if abs(constant) < max(NO_WEIGHT * size, ROUNDED * left) else float(f"{constant:.{digits}g}"),
        rounded=digits == ROUNDED_DIGITS,
        columns_to_exclude=_columns_to_exclude(columns, names),
    )


# All columns of the formula are left out, not one of them: the other summands still give most of the sum away, and
# nobody knows them earlier than the sum.
def _columns_to_exclude(columns: Columns, formula: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of a formula, where --exclude leaves other features and none that is computed from these."""
    sources = {factor.column for factors in columns.terms.values() for factor in factors}
    others = len(columns.numeric) + len(columns.categorical) > len(formula)
    plain = not any(name in columns.terms or name in sources or "," in name for name in formula)
    return formula if others and plain else ()
