"""The rows that decide a fit, in words and numbers that terminal and page share."""

from math import sqrt
from statistics import NormalDist

from lrcli.fitting.influence import NOTABLE, FitPoints, Influence, InfluentialRow
from lrcli.text import count, number, short, signed

CONTOUR_STEPS = 40  # points of a contour
INFLUENCE_DIGITS = 4
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


def contour_leverages(highest: float) -> list[float]:
    """The leverages from 0 to this one at which the points of a contour stand."""
    return [highest * k / CONTOUR_STEPS for k in range(1, CONTOUR_STEPS + 1)]


def cook_contour(distance: float, rank: int, leverages: list[float]) -> list[float]:
    """The standardized residuals that have this distance of Cook, at leverages between 0 and 1."""
    return [sqrt(distance * rank * (1 - h) / h) for h in leverages]
