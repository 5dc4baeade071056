"""How days and times are written: dates, times of day, durations, counts of days or seconds."""
