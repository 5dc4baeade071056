"""Campaigns of faults: inputs by chance, and processes that are killed and starved, with a line of counts for each.

    python benchmarks/faults.py --minutes 30
    python benchmarks/faults.py tables models --seed 7 --minutes 5
    python benchmarks/faults.py load --count 1
    python benchmarks/faults.py tables --seed 7 --input 1234 --folder found

An input is made by its campaign, seed and number alone. What is wrong is printed once for each kind, with the command
that makes it again; --folder keeps the files of that input.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from campaigns import bombs, change, fuzz, hostile, identities, kill, load, starve
from campaigns.trial import prepare

CAMPAIGNS = {
    "tables": fuzz.tables,
    "blocks": fuzz.blocks,
    "options": fuzz.options,
    "models": fuzz.models,
    "containers": fuzz.containers,
    "bombs": bombs.bombs,
    "kills": kill.kills,
    "hostile": hostile.hostile,
    "starves": starve.starves,
    "changes": change.changes,
    "identities": identities.identities,
    "load": load.load,
}


IN_PROCESS = (  # by campaigns.pieces, which imports what they try
    *("condition texts", "term texts", "cells", "option texts"),
    *("model bytes", "requests", "table heads", "packed bytes"),
)
HEAVY = ("load",)  # takes minutes and a machine of its own, so it runs where it is named


def run_campaign(name: str, seed: int, seconds: float, numbers: Sequence[int], folder: Path | None) -> Counter[str]:
    """Try inputs for so many seconds; print each new kind of fault, and the counts at the end."""
    found, tried = Counter[str](), 0
    if name in IN_PROCESS:
        from campaigns import inside, pieces

        inside.warm_up(pieces.PIECES[name])
    end = time.monotonic() + seconds

    def take(k: int, faults: set[str], made: str | None = None) -> None:
        for fault in sorted(faults - set(found)):
            print(f"{name}: {fault}: python benchmarks/faults.py '{name}' --seed {seed} --input {k}", flush=True)
            if folder and made:
                shutil.copytree(made, folder / f"{name}-{seed}-{k}", dirs_exist_ok=True)
        found.update(faults)

    if name in IN_PROCESS:
        for k, faults in inside.outcomes(name, pieces.PIECES[name], seed, numbers, end):
            take(k, faults)
            tried = k
    else:
        for k in numbers:
            if time.monotonic() > end:
                break
            with tempfile.TemporaryDirectory() as made:
                take(k, set(CAMPAIGNS[name](random.Random(f"{name} {seed} {k}"), Path(made))), made)
            tried += 1
    print(f"{name}: {tried:,} inputs tried, {found.total():,} faults of {len(found)} kinds found", flush=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "campaigns",
        nargs="*",
        metavar="CAMPAIGN",
        help=f"of {', '.join([*CAMPAIGNS, *IN_PROCESS])}; all but load by default",
    )
    parser.add_argument("--minutes", type=float, default=1, help="for all campaigns together")
    parser.add_argument("--count", type=int, default=10**9, help="inputs of each campaign at most")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--input", type=int, help="this one alone")
    parser.add_argument("--folder", type=Path, help="where the files of inputs are kept that find a fault")
    options = parser.parse_args()
    names = options.campaigns or [name for name in (*CAMPAIGNS, *IN_PROCESS) if name not in HEAVY]
    prepare()
    seconds = options.minutes * 60 / len(names)
    numbers = range(options.count) if options.input is None else [options.input]
    found = [run_campaign(name, options.seed, seconds, numbers, options.folder) for name in names]
    return int(any(found))


if __name__ == "__main__":
    sys.exit(main())
