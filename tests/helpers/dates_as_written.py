"""A point in time, as precisely as a pattern can write it."""

from datetime import timedelta


def as_far_as_written(day, pattern):
    """A month or a quarter is its first day, a week its Monday, and years of two digits are 1969 to 2068."""
    if "%y" in pattern:
        day = day.replace(year=1969 + day.year % 100, day=min(day.day, 28))
    if "%G" in pattern:
        return day - timedelta(day.weekday())
    if "%q" in pattern:
        return day.replace(month=1 + (day.month - 1) // 3 * 3, day=1)
    return day if "%d" in pattern else day.replace(day=1)
