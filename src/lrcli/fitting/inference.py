"""How sure a training is of its weights, in the units of the columns: what R's summary(lm), drop1 and vif print.

All of it is of the analytic solution by least squares without weight decay, wherever the training ended: the steps of a
training have no standard errors, and with a weight decay, which moves the weights on purpose, t has no known
distribution.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log, pi, sqrt

import numpy as np

from lrcli.arrays import Floats, Mask
from lrcli.fitting.build import EXACT_FIT, level_names
from lrcli.fitting.storage.interface import Fold
from lrcli.learning.solution.analytic import Paraboloid
from lrcli.learning.statistics.distributions import f_survival, t_p_value, t_quantile
from lrcli.learning.statistics.inference import LeastSquares, Robust

BIAS = "bias"
MISSING_LEVEL = "(missing)"


@dataclass(frozen=True)
class WeightEstimate:
    """A weight, per unit of its column or of a level against the mean of all rows. None: the rows do not tell."""

    feature: str
    level: str | None
    estimate: float | None
    standard_error: float | None
    t: float | None
    p: float | None
    low: float | None
    high: float | None
    robust_error: float | None  # holds, too, where the variance of the errors differs from row to row
    vif: float | None = None  # of a column of numbers

    @property
    def may_be_zero(self) -> bool:
        """Whether the interval holds 0, so that the rows do not tell the weight from none."""
        return self.low is not None and self.high is not None and self.low <= 0 <= self.high


@dataclass(frozen=True)
class CategoryTest:
    """Whether the levels of a category matter: the model with them against the one without, as R's drop1 does."""

    feature: str
    freedom: int
    sum_of_squares: float
    f: float | None
    p: float | None


@dataclass(frozen=True)
class Inference:
    """What the training rows tell of the weights, by the analytic solution of least squares without weight decay."""

    target: str  # or its logarithm, where that was learned
    confidence: float  # of the intervals, in percent
    rows: int
    weight: float | None  # for how many rows these count, where they have weights
    rank: int  # weights that the rows determine, the bias among them
    freedom: float  # degrees of freedom of the residuals
    exact_fit: bool  # nothing is left of which errors could be told
    shrunk: bool  # the model has a weight decay, and so other weights than these
    residual_std: float | None
    r2: float | None
    adjusted_r2: float | None
    f: float | None  # of all features together
    p: float | None
    aic: float | None
    bic: float | None
    weights: tuple[WeightEstimate, ...]
    categories: tuple[CategoryTest, ...]
    robust: str | None  # how the robust errors were found


@dataclass(frozen=True)
class WeightFunctions:
    """The weights in units of the columns as functions of the encoded weights w: L w + constant, with their names."""

    names: tuple[tuple[str, str | None], ...]
    L: Floats  # (m, p)
    constant: Floats  # (m,)
    columns: tuple[int | None, ...]  # the encoded column of each number


def infer(fold: Fold, optimum: Paraboloid, confidence: float) -> Inference:
    """How sure the training rows of a fold are of its weights. optimum: of the training; confidence: in percent."""
    encoding, n = fold.encoding, fold.weight
    shrunk = bool(optimum.decay.any() or fold.recipe.l1)
    fit = LeastSquares.of(fold.solve(0.0) if shrunk else optimum, n, encoding.resolution)
    functions, total = weight_functions(fold), (encoding.statistics.y_std / encoding.y_scale) ** 2
    exact_fit = fit.mse <= EXACT_FIT * total
    knows_errors = fit.freedom > 0 and not exact_fit
    unit, k = encoding.y_scale**2, fit.rank
    df = int(fit.freedom) if float(fit.freedom).is_integer() else fit.freedom
    f = (total - fit.mse) / (k - 1) / (fit.mse / df) if knows_errors and k > 1 else None
    determined = fit.determined(functions.L)
    robust = fold.robust(fit, functions.L[determined]) if knows_errors else None
    deviance = n * (log(2 * pi) + log(fit.mse * unit) + 1) if knows_errors else None
    return Inference(
        target=fold.table.columns.learned_target,
        confidence=confidence,
        rows=fold.n,
        weight=None if fold.weight == fold.n else fold.weight,
        rank=k,
        freedom=df,
        exact_fit=exact_fit,
        shrunk=shrunk,
        residual_std=sqrt(fit.variance * unit) if knows_errors else None,
        r2=1 - fit.mse / total,
        adjusted_r2=1 - fit.variance / (n * total / (n - 1)) if knows_errors else None,
        f=f,
        p=None if f is None else f_survival(f, k - 1, df),
        aic=None if deviance is None else deviance + 2 * (k + 1),  # the variance is a parameter too, as in R
        bic=None if deviance is None else deviance + log(n) * (k + 1),
        weights=tuple(_weights(fit, functions, determined, robust, confidence=confidence if knows_errors else None)),
        categories=tuple(_categories(fold, fit, knows_errors=knows_errors)),
        robust=robust.method if robust else None,
    )


def _weights(
    fit: LeastSquares, functions: WeightFunctions, determined: Mask, robust: Robust | None, *, confidence: float | None
) -> Iterator[WeightEstimate]:
    """robust: of those that are determined. confidence: None where no error can be told."""
    L, m = functions.L, len(functions.L)
    values = L @ fit.w + functions.constant
    errors, robust_errors, width = np.full(m, np.nan), np.full(m, np.nan), np.nan
    if robust:
        robust_errors[determined] = robust.errors
    if confidence is not None:
        errors[determined] = fit.standard_errors(L[determined])
        width = t_quantile(confidence / 100, fit.freedom)
    numbers = [column for column in functions.columns if column is not None]
    factors = dict(zip(numbers, fit.inflation(np.array(numbers, dtype=np.intp)).tolist(), strict=True))
    for index, (feature, level) in enumerate(functions.names):
        value, error = float(values[index]), float(errors[index])
        t = value / error if error > 0 else np.nan
        column = functions.columns[index]
        yield WeightEstimate(
            feature=feature,
            level=level,
            estimate=value if determined[index] else None,
            standard_error=_known(error),
            t=_known(t),
            p=_known(t_p_value(t, fit.freedom) if np.isfinite(t) else np.nan),
            low=_known(value - width * error),
            high=_known(value + width * error),
            robust_error=_known(float(robust_errors[index])),
            vif=None if column is None else _known(factors[column]),
        )


def _categories(fold: Fold, fit: LeastSquares, *, knows_errors: bool) -> Iterator[CategoryTest]:
    encoding = fold.encoding
    for name, first, of_code in zip(fold.table.columns.categorical, encoding.first, encoding.weight, strict=True):
        freedom, more = fit.without(first + np.arange(int(of_code.max()) + 1))
        f = more / freedom / fit.variance if knows_errors and freedom else None
        p = None if f is None else f_survival(f, freedom, fit.freedom)
        yield CategoryTest(name, freedom, more * encoding.y_scale**2, f, p)


def weight_functions(fold: Fold) -> WeightFunctions:
    """The bias, each number, the mark of those that lack it, each level that a training row has.

    As `in_users_units` in build.py has them: levels average zero over the training rows. Shares and means are taken as
    given, as all of X is in regression.
    """
    table, encoding = fold.table, fold.encoding
    p, d, scale = encoding.p, len(table.columns.numeric), encoding.y_scale
    names: list[tuple[str, str | None]] = [(BIAS, None)]
    bias, columns = np.zeros(p), list[int | None]([None])
    bias[0] = scale
    per_unit = np.zeros((d, p))
    for k in range(d):
        unit = np.zeros(1 + d)
        unit[1 + k] = scale
        per_unit[:, 1 + k], bias[1 + k] = encoding.per_unit(unit)
    for first, share in encoding.frequencies:
        bias[first : first + len(share)] = share * scale
    rows = [bias]
    marks = {int(k): 1 + d + index for index, k in enumerate(encoding.statistics.missing) if encoding.marked[index]}
    for k, name in enumerate(table.columns.numeric):
        names.append((name, None))
        rows.append(per_unit[k])
        columns.append(1 + k)
        if k in marks:
            names.append((name, MISSING_LEVEL))
            rows.append(np.eye(1, p, marks[k])[0] * scale)
            columns.append(None)
    for k, (name, (first, share)) in enumerate(zip(table.columns.categorical, encoding.frequencies, strict=True)):
        of_code = encoding.weight[k]
        levels = [MISSING_LEVEL, *level_names(name, table.levels[k], of_code[1:], rare=encoding.rare[k])]
        centred = np.zeros(p)
        centred[first : first + len(share)] = -share * scale
        for index, level in sorted(dict(zip(of_code.tolist(), levels, strict=True)).items()):
            if share[index] > 0:
                names.append((name, level))
                rows.append(centred + np.eye(1, p, first + index)[0] * scale)
                columns.append(None)
    constant = np.zeros(len(rows))
    constant[0] = encoding.y_centre
    return WeightFunctions(tuple(names), np.array(rows), constant, tuple(columns))


def _known(value: float) -> float | None:
    """The number; None where there is none."""
    return float(value) if np.isfinite(value) else None
