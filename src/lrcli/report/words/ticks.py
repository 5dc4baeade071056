"""Round numbers for the ticks of an axis, and from where on the axes of a loss curve are logarithmic."""

import math
from datetime import date, timedelta

DAY_ZERO = date(1970, 1, 1)  # day 0 of a column of dates
MONTH_NAMES = (
    1,
    3,
    6,
    12,
    24,
    36,
    60,
    120,
    240,
    600,
    1200,
    2400,
    6000,
    12_000,
    24_000,
)  # between two ticks of an axis of dates
FEW_DECADES = 2  # of a logarithmic axis, which has room for 1, 2, 5, 10, …
MANY_EPOCHS = 10  # from which on their axis is logarithmic
START_GAP = 0.1  # of the axis from epoch 1 to the last: from the start, which has no logarithm, to epoch 1
LOSS_LOG_FROM = 4  # a factor between the highest and the lowest loss from which on their axis is logarithmic


def round_values(low: float, high: float, intervals: int = 5) -> list[float]:
    """The multiples of 1, 2 or 5 times a power of ten between two values, about as many as there are intervals."""
    rough = (high - low) / intervals
    if not 0 < rough < math.inf:
        return [low]
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-9))
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


# Between two neighbouring values of 1, 2, 5, 10, … a logarithmic axis is nearly linear. There its ticks are those of a
# linear axis: one tick alone would not say how far apart two values are.
def round_factors(low: float, high: float, intervals: int = 5) -> list[float]:
    """Round values between two positive ones for a logarithmic axis: powers of ten where it spans several."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    if high / low > 10**FEW_DECADES:
        powers = [k for k in range(first, last + 1) if low <= 10.0**k <= high]
        return [10.0**k for k in powers[:: max(1, math.ceil((len(powers) - 1) / intervals))]]
    values = [m * 10.0**k for k in range(first, last + 1) for m in (1, 2, 5) if low <= m * 10.0**k <= high]
    return values if len(values) > 1 else round_values(low, high, intervals)


def calendar_values(low: float, high: float, intervals: int = 5) -> list[float]:
    """The first days of months, quarters or years between two days since 1970; of a short time round days."""
    try:
        first, last = (DAY_ZERO + timedelta(days=math.floor(day)) for day in (low, high))
    except OverflowError:  # a day beyond the calendar
        return round_values(low, high, intervals)
    months = 12 * (last.year - first.year) + last.month - first.month
    if months < MONTH_NAMES[0] * intervals // 2:
        return sorted({float(round(day)) for day in round_values(low, high, intervals) if low <= round(day) <= high})
    step = next((step for step in MONTH_NAMES if step * intervals >= months), MONTH_NAMES[-1])
    start = 12 * first.year + first.month - 1
    numbers = range(-(-start // step) * step, 12 * last.year + last.month, step)
    days = [float((date(n // 12, n % 12 + 1, 1) - DAY_ZERO).days) for n in numbers if n // 12 <= date.max.year]
    return [day for day in days if low <= day <= high] or round_values(low, high, intervals)
