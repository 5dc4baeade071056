"""What there is to say of how sure the weights are, and what may be concluded from that."""

from collections.abc import Iterator

from lrcli.fitting.inference import CategoryTest, Inference, WeightEstimate
from lrcli.text import count, fixed, number

DIGITS = 5
SMALLEST = 1e-16  # a p-value that nobody needs to know more exactly
MAY_BE_ZERO = "may be 0"
NAMED = 8  # features in a sentence


def p_value(p: float | None) -> str:
    """Two digits: 0.028, 3.1e-07; a dash where there is none."""
    if p is None:
        return number(None)
    return f"< {SMALLEST:.0e}" if p < SMALLEST else f"{p:.2g}"


def from_highest(weights: list[WeightEstimate]) -> list[WeightEstimate]:
    """Of one feature: the number first, then its levels, the highest first."""
    return sorted(weights, key=lambda each: (each.level is not None, -(each.estimate or 0.0)))


def heads(found: Inference) -> list[str]:
    """Of the columns of numbers behind a weight's names."""
    level = f"{found.confidence:g} %"
    return [f"adds to {found.target}", "std. error", "robust error", "t", "p", f"{level} from", "to", "VIF", ""]


def cells(weight: WeightEstimate) -> list[str]:
    """The numbers of a weight; a dash where the rows do not tell."""
    numbers = [number(value, DIGITS) for value in (weight.estimate, weight.standard_error, weight.robust_error)]
    ends = [number(value, DIGITS) for value in (weight.low, weight.high)]
    t = number(None) if weight.t is None else fixed(weight.t, 2)
    vif = "" if weight.vif is None else number(weight.vif, 3)
    return [*numbers, t, p_value(weight.p), *ends, vif, MAY_BE_ZERO if weight.may_be_zero else ""]


FIT_HEADS = ["residual std", "R²", "adjusted R²", "F", "degrees", "p", "AIC", "BIC"]


def fit_cells(found: Inference) -> list[str]:
    return [
        number(found.residual_std, DIGITS),
        fixed(found.r2),
        fixed(found.adjusted_r2),
        number(found.f, DIGITS),
        f"{found.rank - 1:,} and {found.freedom:,}",
        p_value(found.p),
        number(found.aic),
        number(found.bic),
    ]


CATEGORY_HEADS = ["category", "degrees", "sum of squares", "F", "p"]


def category_cells(test: CategoryTest) -> list[str]:
    return [
        test.feature,
        f"{test.freedom:,}",
        number(test.sum_of_squares, DIGITS),
        number(test.f, DIGITS),
        p_value(test.p),
    ]


def notes(found: Inference) -> Iterator[str]:
    """Of what the numbers are, and where there are none why."""
    of = "of the analytic solution"
    if found.shrunk:
        of += " without the weight decay, which moves the model's weights on purpose and leaves t no known distribution"
    yield f"{of}, from {count(found.rows, 'training row')}; a level is compared with the mean of all rows"
    if found.exact_fit:
        yield "no errors: the fit is exact, so that no residual is left to tell them from"
    elif not found.freedom:
        yield "no errors: the rows are no more than the weights, so that no residual is left to tell them from"
    else:
        yield (
            f"robust error: {found.robust}, which holds, too, where the variance of the residuals is not the same in "
            "all rows; std. error, t, p and the interval take it to be the same"
        )
    unknown = list(dict.fromkeys(weight.feature for weight in found.weights if weight.estimate is None))
    if unknown:
        yield (
            f"no weight of its own: {_listed(unknown)}; of features that add up to one another, or levels that tell "
            "one another, the rows show only what they do together"
        )
    alone = any(weight.standard_error is not None and weight.robust_error is None for weight in found.weights)
    if alone:
        yield "no robust error where one row, or one minibatch, alone decides a weight or a level beside it"
    zero = list(dict.fromkeys(_name(weight) for weight in found.weights if weight.may_be_zero))
    if zero:
        yield f"{MAY_BE_ZERO}, its interval holds 0: {_listed(zero)}"


def _name(weight: WeightEstimate) -> str:
    return weight.feature if weight.level is None else f"{weight.feature} {weight.level}"


def _listed(names: list[str]) -> str:
    more = f", … and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"
