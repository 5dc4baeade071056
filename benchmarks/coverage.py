"""How often the ranges of --interval hold, overall and in every fifth of the predicted price.

    python benchmarks/coverage.py uk_bmw.csv:price imports-85.tab:price …

Each table is cut in two halves at random, so many times: one half trains, ranges are made for the other. Beside the
ranges that adapt stand those of one width for all, from the same residuals.
"""

import argparse
from dataclasses import dataclass, replace

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.split import TEST, TRAIN, Split, by_split
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.residuals import residuals
from lrcli.jobs.plan import plan_for
from lrcli.jobs.selection import Selection
from lrcli.model.residuals import Reach

LEVELS = (80, 90, 95)
SMALL = 500  # rows of a half below which none are held out from it, as lrcli does


@dataclass(frozen=True)
class Ranges:
    """Of one way, one level: by row whether the range held, its width, and the fifth of its prediction."""

    held: Floats
    width: Floats
    fifth: Floats

    @classmethod
    def of(cls, predictions: Floats, errors: Floats, reach: Reach) -> "Ranges":
        size = np.interp(predictions, reach.predictions, reach.sizes)
        fifth = np.searchsorted(np.quantile(predictions, [0.2, 0.4, 0.6, 0.8]), predictions)
        return cls(np.abs(errors) <= size, 2 * size, fifth)


def measure(path: str, target: str, seed: int, *, log_target: bool) -> dict[tuple[str, int], Ranges]:
    """One cut of a table: the ranges of each way and level."""
    recipe = Recipe(solver="exact", seed=seed)
    selection = Selection(target=target, log_target=log_target)
    halves = Split(40, 10, 50)
    with Scratch(None) as scratch:
        plan = replace(plan_for([recipe], by_split(halves, seed)), training_role=TRAIN)
        table = selection.gather(path, plan, scratch, None)
        if len(table) / 2 < SMALL:
            halves = Split(50, 0, 50)
        fold = table.fold(by_split(halves, seed), [TRAIN], recipe)
        w = fold.solve(None).w.astype(np.float64)
        known = residuals(fold, w, optimum=w)
        judged = fold.predicted(TEST, w)
        assert judged is not None
        found = {}
        for level in LEVELS:
            found["adapts", level] = Ranges.of(judged.y_hat, judged.errors, known.reaches(level))
            found["one width", level] = Ranges.of(judged.y_hat, judged.errors, Reach((0.0,), (known.reach(level),)))
        print(f"{path.rpartition('/')[2]}: {fold.n:,} rows train, {known.count:,} residuals from {known.source}, "
              f"{len(known.groups)} groups") if seed == 0 else None  # fmt: skip
    return found


def show(path: str, target: str, cuts: int, *, log_target: bool) -> None:
    several = [measure(path, target, seed, log_target=log_target) for seed in range(cuts)]
    for way, level in several[0]:
        ranges = [each[way, level] for each in several]
        held, fifth = (np.concatenate([getattr(each, name) for each in ranges]) for name in ("held", "fifth"))
        by_fifth = " ".join(f"{100 * held[fifth == k].mean():5.1f}" for k in range(5))
        width = np.median(np.concatenate([each.width for each in ranges]))
        print(f"  {level} %  {way:10} {100 * held.mean():5.1f}   by fifth {by_fifth}   median width {width:,.5g}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="+", metavar="FILE:TARGET")
    parser.add_argument("--cuts", type=int, default=4)
    parser.add_argument("--log-target", action="store_true")
    options = parser.parse_args()
    for table in options.tables:
        file, _, name = table.rpartition(":")
        show(file, name, options.cuts, log_target=options.log_target)
