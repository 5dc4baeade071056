"""Student's t and Fisher's F, by the incomplete beta function: they turn statistics into p-values.

Written out here because SciPy, which has them, takes longer to import than a training of a million rows takes to read.
To ten digits, and to nine beyond 100,000 degrees of freedom, where the continued fraction has thousands of terms.
"""

from math import exp, isinf, lgamma, log, log1p, pi, sqrt

TINY = 1e-300  # stands for 0 in a denominator of the continued fraction
CONVERGED = 1e-16  # change of the fraction by one more term
TERMS = 100_000  # the fraction needs some √max(a, b) of them
STIRLING = 10.0  # from here on the series below is exact to 1e-17
ROUNDING = 1e-15  # of a quantile


def t_p_value(t: float, freedom: float) -> float:
    """P(|T| ≥ |t|) for Student's T with so many degrees of freedom: the p-value of a weight."""
    square = t * t
    if isinf(square):
        return 0.0
    return _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + square), square / (freedom + square))


def f_survival(f: float, numerator: float, denominator: float) -> float:
    """P(F ≥ f) for Fisher's F: the p-value of several weights together."""
    if f <= 0:
        return 1.0
    if isinf(f):
        return 0.0
    total = denominator + numerator * f
    return _incomplete_beta(denominator / 2, numerator / 2, denominator / total, numerator * f / total)


def t_quantile(level: float, freedom: float) -> float:
    """t with P(|T| ≤ t) = level, which is above 0 and below 1: half the width of an interval, in standard errors.

    By Newton's steps, and by bisection where one of them would leave the bracket.
    """
    outside = 1 - level
    low, high = 0.0, 1.0
    while t_p_value(high, freedom) > outside:
        low, high = high, 2 * high
    t = (low + high) / 2
    for _ in range(200):
        miss = t_p_value(t, freedom) - outside
        low, high = (t, high) if miss > 0 else (low, t)
        step = t + miss / (2 * _density(t, freedom))
        before, t = t, step if low < step < high else (low + high) / 2
        if abs(t - before) <= ROUNDING * t:
            break
    return t


def _density(t: float, freedom: float) -> float:
    """Of Student's T."""
    return exp(-_log_beta(freedom / 2, 0.5) - log(freedom) / 2 - (freedom + 1) / 2 * log1p(t * t / freedom))


def _incomplete_beta(a: float, b: float, x: float, rest: float) -> float:
    """I_x(a, b), where rest = 1 − x is given with all of its digits, which 1 − x would lose.

    The continued fraction of Numerical Recipes (Press et al. 1992, §6.4) by Lentz's method converges quickly below the
    mean of the distribution; above it, its complement does.
    """
    if rest <= 0:
        return 1.0
    if x <= 0:
        return 0.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _below_mean(b, a, rest, x)
    return _below_mean(a, b, x, rest)


def _below_mean(a: float, b: float, x: float, rest: float) -> float:
    log_x = log1p(-rest) if rest < 0.5 else log(x)
    log_rest = log1p(-x) if x < 0.5 else log(rest)
    front = exp(a * log_x + b * log_rest - _log_beta(a, b)) / a
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, TERMS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            fraction *= c * d
        if abs(c * d - 1) <= CONVERGED:
            break
    return front * fraction


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY


def _log_beta(a: float, b: float) -> float:
    """log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b), of which for a million rows the difference loses nine digits.

    So of a large argument the large parts are taken away on paper, by Stirling's series.
    """
    small, large = min(a, b), max(a, b)
    if large < STIRLING:
        return lgamma(a) + lgamma(b) - lgamma(a + b)
    both = small + large
    tail = _stirling(large) - _stirling(both)
    if small < STIRLING:
        return lgamma(small) + (large - 0.5) * log1p(-small / both) - small * log(both) + small + tail
    powers = (large - 0.5) * log1p(-small / both) + small * log(small / both)
    return powers - log(small) / 2 + log(sqrt(2 * pi)) + _stirling(small) + tail


def _stirling(x: float) -> float:
    """log Γ(x) − ((x − ½) log x − x + ½ log 2π), from 10 on."""
    y = 1 / (x * x)
    series = 1 / 12 + y * (-1 / 360 + y * (1 / 1260 + y * (-1 / 1680 + y * (1 / 1188 + y * (-691 / 360360 + y / 156)))))
    return series / x
