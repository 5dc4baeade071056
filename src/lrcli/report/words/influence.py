"""The rows that decide a fit, in words and numbers that terminal and page share."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from lrcli.fitting.influence import NOTABLE, FitPoints, Influence, InfluentialRow
from lrcli.text import count, number, short, signed

CONTOUR_STEPS = 40  # points of a contour
INFLUENCE_DIGITS = 4  # significant
INFLUENCE_HEADS = ["row", "Cook", "leverage", "std. res.", "actual", "fitted", "without it"]
MOVE_HEADS = ["row", "weight", "higher without it by", "std. errors"]
COOK_LINES = (NOTABLE, 1.0)  # as R draws them


def cells(row: InfluentialRow) -> list[str]:
    """One row of the table under INFLUENCE_HEADS."""
    numbers = [row.cook, row.leverage, row.standardized, row.actual, row.fitted, row.without]
    return [row.place or "", *(number(value, INFLUENCE_DIGITS) for value in numbers)]


def move_cells(row: InfluentialRow) -> list[str]:
    """One row of the table under MOVE_HEADS: the weight that it moves most."""
    if not row.changes:
        return [row.place or "", "", "", ""]
    most = row.changes[0]
    name = most.feature if most.level is None else f"{most.feature} {most.level}"
    return [row.place or "", name, signed(most.change, INFLUENCE_DIGITS), signed(most.in_errors, 2)]


def summary(influence: Influence) -> str:
    """What was fitted, and how many rows are worth a look."""
    notable = f"{count(influence.notable, 'row')} with a Cook's distance above {NOTABLE:g}"
    if influence.decide:
        notable += f", {influence.decide:,} above 1, which decide the fit"
    alone = f"; {count(influence.alone, 'row')} alone in what decides them, as the only one of a level" * bool(
        influence.alone
    )
    return (
        f"least squares of {influence.target} on {count(influence.rows, 'row')}, {influence.rank:,} weights, residual "
        f"deviation {short(influence.residual_std, INFLUENCE_DIGITS)}; mean leverage "
        f"{short(influence.rank / influence.rows, 3)}; {notable}{alone}"
    )


def drawn(influence: Influence) -> str:
    """How many of the rows the pictures show."""
    drawn = len(influence.points.fitted)
    if drawn + influence.alone >= influence.rows:
        return count(drawn, "row")
    return f"{drawn:,} of {influence.rows:,} rows, drawn at random beside those that influence most"


def normal_quantiles(n: int) -> list[float]:
    """What the ordered residuals of n rows of a normal distribution are near to: R's ppoints."""
    a = 3 / 8 if n <= 10 else 1 / 2
    normal = NormalDist()
    return [normal.inv_cdf((k - a) / (n + 1 - 2 * a)) for k in range(1, n + 1)]


def quartile_line(ordered: list[float]) -> tuple[float, float]:
    """Intercept and slope of R's qqline: through the quartiles of the residuals and of the normal distribution."""
    low, high = _quantile(ordered, 0.25), _quantile(ordered, 0.75)
    normal = NormalDist()
    slope = (high - low) / (normal.inv_cdf(0.75) - normal.inv_cdf(0.25))
    return low - slope * normal.inv_cdf(0.25), slope


def _quantile(ordered: list[float], share: float) -> float:
    """As R's quantile, type 7."""
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def roots(points: FitPoints) -> list[float]:
    """√|r| of each point, whose mean is the same for all fitted values where the variance is."""
    return [sqrt(abs(value)) for value in points.standardized]


@dataclass(frozen=True)
class FitPicture:
    """One of the four pictures: what its axes are, the rows as points, and lines over them."""

    across: str
    up: str
    x: list[float]
    y: list[float]
    lines: list[tuple[list[float], list[float]]]


def fit_pictures(influence: Influence) -> tuple[FitPicture, FitPicture, FitPicture, FitPicture]:
    """Those of R's plot(lm): residuals, their distribution, their spread, and leverage with Cook's distance."""
    points, fitted_name = influence.points, f"fitted {influence.target}"
    fitted, ordered = list(points.fitted), list(points.ordered)
    normal = normal_quantiles(len(ordered))
    intercept, slope = quartile_line(ordered)
    ends = [normal[0], normal[-1]]
    return (
        FitPicture(fitted_name, "residual", fitted, list(points.residual), [(fitted, list(points.trend))]),
        FitPicture(
            "normal quantile",
            "standardized residual",
            normal,
            ordered,
            [(ends, [intercept + slope * x for x in ends])],
        ),
        FitPicture(fitted_name, "√|standardized residual|", fitted, roots(points), [(fitted, list(points.spread))]),
        FitPicture(
            "leverage",
            "standardized residual",
            list(points.leverage),
            list(points.standardized),
            list(cook_contours(influence)),
        ),
    )


def cook_contours(influence: Influence) -> Iterator[tuple[list[float], list[float]]]:
    """Where the distance of Cook is 0.5 and 1, as far as there are rows: leverages and standardized residuals."""
    points = influence.points
    highest, furthest = max(points.leverage), max(map(abs, points.standardized))
    steps = [highest * k / CONTOUR_STEPS for k in range(1, CONTOUR_STEPS + 1)]
    for distance in COOK_LINES:
        heights = [sqrt(distance * influence.rank * (1 - h) / h) for h in steps]
        inside = [(h, r) for h, r in zip(steps, heights, strict=True) if r <= furthest]
        for sign in (1, -1) if len(inside) > 1 else ():
            yield [h for h, _ in inside], [sign * r for _, r in inside]
