"""Words and cells about how sure the weights are, and what may be concluded from that."""

from collections.abc import Iterator
from dataclasses import dataclass

from lrcli.fitting.inference import BIAS, CategoryTest, Inference, WeightEstimate
from lrcli.model.linear import Model
from lrcli.text import count, fixed, number, short

ESTIMATE_DIGITS = 5  # significant
SMALLEST_P = 1e-16  # a smaller p-value is not written out
MAY_BE_ZERO = "may be 0"
NAMED_WEIGHTS = 8  # in a sentence
DRAWN_WEIGHTS = 30  # in a picture


def format_p_value(p: float | None) -> str:
    """Two digits: 0.028, 3.1e-07; a dash where there is none."""
    if p is None:
        return number(None)
    return f"< {SMALLEST_P:.0e}" if p < SMALLEST_P else f"{p:.2g}"


def estimates_from_highest(weights: list[WeightEstimate]) -> list[WeightEstimate]:
    """The weights of one feature: the number first, then its levels, the highest first."""
    return sorted(weights, key=lambda each: (each.level is not None, -(each.estimate or 0.0)))


def estimate_heads(inference: Inference) -> list[str]:
    """The heads of the columns of numbers beside a weight's name."""
    level = f"{inference.confidence:g} %"
    return [f"adds to {inference.target}", "std. error", "robust error", "t", "p", f"{level} from", "to", "VIF", ""]


def estimate_cells(weight: WeightEstimate) -> list[str]:
    """The numbers of a weight; a dash where the rows do not tell."""
    numbers = [
        number(value, ESTIMATE_DIGITS) for value in (weight.estimate, weight.standard_error, weight.robust_error)
    ]
    ends = [number(value, ESTIMATE_DIGITS) for value in (weight.low, weight.high)]
    t = number(None) if weight.t is None else fixed(weight.t, 2)
    vif = "" if weight.vif is None else number(weight.vif, 3)
    return [*numbers, t, format_p_value(weight.p), *ends, vif, MAY_BE_ZERO if weight.may_be_zero else ""]


@dataclass(frozen=True)
class WeightEffect:
    """What a column adds to the target, with its interval: a number by one deviation more, a level as it is."""

    name: str
    estimate: float
    low: float
    high: float
    may_be_zero: bool


def weight_effects(model: Model, inference: Inference) -> list[WeightEffect]:
    """Those that are told, the largest first, at most 30 of them; the bias is none."""
    deviations = {feature.name: feature.std for feature in model.numeric}
    effects = []
    for each in inference.weights:
        if each.feature == BIAS or each.estimate is None or each.low is None or each.high is None:
            continue
        unit = deviations.get(each.feature, 1.0) if each.level is None else 1.0
        name = each.feature if each.level is None else f"{each.feature} {each.level}"
        effects.append(WeightEffect(name, each.estimate * unit, each.low * unit, each.high * unit, each.may_be_zero))
    return sorted(effects, key=lambda effect: -abs(effect.estimate))[:DRAWN_WEIGHTS]


FIT_HEADS = ["residual std", "R²", "adjusted R²", "F", "degrees", "p", "AIC", "BIC"]


def fit_cells(inference: Inference) -> list[str]:
    return [
        number(inference.residual_std, ESTIMATE_DIGITS),
        fixed(inference.r2),
        fixed(inference.adjusted_r2),
        number(inference.f, ESTIMATE_DIGITS),
        f"{inference.rank - 1:,} and {inference.freedom:,}",
        format_p_value(inference.p),
        number(inference.aic),
        number(inference.bic),
    ]


CATEGORY_HEADS = ["category", "degrees", "sum of squares", "F", "p"]


def category_cells(test: CategoryTest) -> list[str]:
    return [
        test.feature,
        f"{test.freedom:,}",
        number(test.sum_of_squares, ESTIMATE_DIGITS),
        number(test.f, ESTIMATE_DIGITS),
        format_p_value(test.p),
    ]


def notes(inference: Inference) -> Iterator[str]:
    """Sentences: what the numbers describe, and why some are absent."""
    source = "of the analytic solution"
    if inference.shrunk:
        source += " without the penalty on the weights, which moves them on purpose and leaves t no known distribution"
    rows = count(inference.rows, "training row")
    if inference.weight is not None:
        rows += f", which count as {short(inference.weight)}"
    yield f"{source}, from {rows}; a level is compared with the mean of all rows"
    if inference.exact_fit:
        yield "no errors: the fit is exact, so that no residual is left to tell them from"
    elif not inference.freedom:
        yield "no errors: the rows are no more than the weights, so that no residual is left to tell them from"
    elif inference.robust is None:
        yield (
            "no robust error: it needs the rows, and of those before the update only sums are there; "
            "std. error, t, p and the interval take the variance of the residuals to be the same in all rows"
        )
    else:
        yield (
            f"robust error: {inference.robust}, which holds, too, where the variance of the residuals is not the same "
            "in all rows; std. error, t, p and the interval take it to be the same"
        )
    if inference.weight is not None:
        yield (
            "a row that counts as ten is taken for ten independent rows; where it is the mean of ten, or counts so for "
            "another reason, the errors are not these"
        )
    unknown = list(dict.fromkeys(weight.feature for weight in inference.weights if weight.estimate is None))
    if unknown:
        yield (
            f"no weight of its own: {_enumeration(unknown)}; of features that add up to one another, or levels that "
            "tell one another, the rows show only what they do together"
        )
    decided_alone = inference.robust is not None and any(
        weight.standard_error is not None and weight.robust_error is None for weight in inference.weights
    )
    if decided_alone:
        yield "no robust error where one row, or one minibatch, alone decides a weight or a level beside it"
    uncertain = list(dict.fromkeys(_name(weight) for weight in inference.weights if weight.may_be_zero))
    if uncertain:
        yield f"{MAY_BE_ZERO}, its interval holds 0: {_enumeration(uncertain)}"


def _name(weight: WeightEstimate) -> str:
    return weight.feature if weight.level is None else f"{weight.feature} {weight.level}"


def _enumeration(names: list[str]) -> str:
    more = f", … and {len(names) - NAMED_WEIGHTS:,} more" if len(names) > NAMED_WEIGHTS else ""
    return f"{', '.join(names[:NAMED_WEIGHTS])}{more}"
