"""How often the ranges of --interval hold, overall and in every fifth of the predicted price.

    python benchmarks/coverage.py uk_bmw.csv:price:12 imports-85.tab:price:40 …

Each table is cut in two halves at random, so many times (the number behind the target): one half trains, ranges are
made for the other. One cut says little, since of 101 rows the coverage alone has a standard deviation of 4 points; so
what is shown is the mean over the cuts with its standard error, as if they were independent. They share rows: where a
few rows of a small table decide, all cuts have them. Beside the ranges that adapt stand those of one width for all,
from the same residuals. A mean that misses what is asked by more than 2 points, or in a fifth by more than 5, is marked
with *, and with ** where it does by more than twice its standard error as well.
"""

import argparse
import warnings
from dataclasses import dataclass, replace

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.split import TEST, TRAIN, Split, by_split
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.residuals import residuals
from lrcli.fitting.storage.interface import Storage
from lrcli.jobs.plan import plan_for
from lrcli.jobs.selection import Selection
from lrcli.model.residuals import Reach

LEVELS = (80, 90, 95)
SMALL = 500  # rows of a half below which none are held out from it, as lrcli does
WAYS = ("adapts", "one width")
ALLOWED = (2, 5, 5, 5, 5, 5)  # points, overall and in every fifth


@dataclass(frozen=True)
class Cut:
    """Of one cut of a table."""

    rows: str  # that trained, and the residuals, in words
    shares: (
        Floats  # (ways, levels, 6): of ranges that held, overall and by fifth; NaN where there are too few residuals
    )
    widths: Floats  # (ways, levels): their median


def measure(table: Storage, halves: Split, seed: int) -> Cut:
    recipe = Recipe(solver="exact", seed=seed)
    fold = table.fold(by_split(halves, seed), [TRAIN], recipe)
    w = fold.solve(None).w.astype(np.float64)
    known, judged = residuals(fold, w, optimum=w), fold.predicted(TEST, w)
    assert known is not None
    assert judged is not None
    fifth = np.searchsorted(np.quantile(judged.y_hat, [0.2, 0.4, 0.6, 0.8]), judged.y_hat)
    shares, widths = np.full((2, len(LEVELS), 6), np.nan), np.full((2, len(LEVELS)), np.nan)
    for k, level in enumerate(LEVELS):
        if 100 * known.count / (known.count + 1) < level:
            continue
        for way, reach in enumerate((known.reaches(level), Reach.even(known.reach(level)))):
            low, high = (np.interp(judged.y_hat, reach.predictions, ends) for ends in (reach.lows, reach.highs))
            held = (low <= -judged.errors) & (-judged.errors <= high)
            shares[way, k] = [held.mean(), *(held[fifth == place].mean() for place in range(5))]
            widths[way, k] = np.median(high - low)
    return Cut(f"{fold.n:,} rows train, {known.count:,} residuals of {known.source}", shares, widths)


def marked(mean: float, error: float, level: float, allowed: float) -> str:
    miss = abs(mean - level)
    return f"{mean:5.1f} ± {error:3.1f}{'**' if miss > max(allowed, 2 * error) else '* ' if miss > allowed else '  '}"


def show(path: str, target: str, cuts: int, where: str | None, *, log_target: bool) -> None:
    selection = Selection(target=target, log_target=log_target, where=where)
    halves = Split(40, 10, 50)
    with Scratch(None) as scratch:
        plan = replace(plan_for([Recipe(solver="exact")], by_split(halves, 0)), training_role=TRAIN)
        table = selection.gather(path, plan, scratch, None)
        halves = Split(50, 0, 50) if len(table) / 2 < SMALL else halves
        several = [measure(table, halves, seed) for seed in range(cuts)]
    print(f"{path.rpartition('/')[2]}: {len(table):,} rows, {cuts} cuts; {several[0].rows}")
    shares, widths = (100 * np.array([cut.shares for cut in several]), np.array([cut.widths for cut in several]))
    means, errors = np.nanmean(shares, 0), np.nanstd(shares, 0, ddof=1) / np.sqrt(cuts)
    for k, level in enumerate(LEVELS):
        if np.isnan(means[0, k, 0]):
            print(f"  {level} %  too few residuals")
            continue
        for way, name in enumerate(WAYS):
            each = zip(means[way, k].tolist(), errors[way, k].tolist(), ALLOWED, strict=True)
            held, *fifths = (marked(mean, error, level, allowed) for mean, error, allowed in each)
            width = np.nanmean(widths[:, way, k])
            print(f"  {level} %  {name:9} {held}  by fifth {' '.join(fifths)}  median width {width:,.4g}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="+", metavar="FILE:TARGET:CUTS")
    parser.add_argument("--log-target", action="store_true")
    parser.add_argument("--where")
    options = parser.parse_args()
    warnings.simplefilter("ignore", RuntimeWarning)  # of means of nothing, where there are too few residuals
    for each in options.tables:
        file, name, times = each.rsplit(":", 2)
        show(file, name, int(times), options.where, log_target=options.log_target)
