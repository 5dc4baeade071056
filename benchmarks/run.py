"""Measure lrcli against its peers: `pip install -e '.[bench]'`, then `python benchmarks/run.py [--write]`.

Every job is a whole process. lrcli and its peers run in turn, in the same run, three times, and the median counts.
The data are made by a seed, in a folder that is kept between runs. --write puts the table into docs/benchmarks.md;
--small leaves out the jobs of 10 and 30 million rows.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from make_data import HELD_OUT, make

HERE = Path(__file__).parent
LRCLI = str(Path(sys.executable).parent / "lrcli")
CSVSTAT = str(Path(sys.executable).parent / "csvstat")
MILLION = 1_000_000
EQUALLY_GOOD = 1.01  # times the lowest error on held-out rows
MEASURE = """
import resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
seconds = time.perf_counter() - start
print(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, done.returncode)
print(done.stdout if done.returncode == 0 else done.stderr)
"""


@dataclass
class Run:
    """Wall time in seconds, peak memory in MB and standard output of a process."""

    seconds: float
    peak: float
    output: str


@dataclass
class Job:
    """Commands that do the same, lrcli's first, and what it has to reach against the one that is named."""

    name: str
    commands: dict[str, list[str]]
    against: str
    target: str
    times: int = 3


def peer(name: str, *arguments: Path) -> list[str]:
    return [sys.executable, str(HERE / "peers.py"), name, *map(str, arguments)]


def run_once(command: list[str], folder: Path) -> Run:
    """A process by itself; the system is asked what it took."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *command], cwd=folder, capture_output=True, text=True, check=True
    )
    first, _, output = done.stdout.partition("\n")
    seconds, peak, status = first.split()
    if status != "0":
        sys.exit(f"{' '.join(command)} failed: {output}")
    return Run(float(seconds), float(peak), output)


def measure(job: Job, folder: Path) -> dict[str, Run]:
    """Each command some times, in turn; of each the run of median time, with the highest peak."""
    runs: dict[str, list[Run]] = {who: [] for who in job.commands}
    for _ in range(job.times):
        for who, command in job.commands.items():
            runs[who].append(run_once(command, folder))
    middle = {who: statistics.median_low([run.seconds for run in found]) for who, found in runs.items()}
    return {who: Run(middle[who], max(run.peak for run in found), found[-1].output) for who, found in runs.items()}


def jobs(folder: Path, *, small: bool) -> list[Job]:
    """The jobs, with their data made where they are not there yet."""
    held_out = make(folder / "held_out.csv", HELD_OUT, seed=1)
    one = make(folder / "1m.csv", MILLION)
    mixed = make(folder / "1m_mixed.csv", MILLION, categories=True)
    mixed_held_out = make(folder / "held_out_mixed.csv", HELD_OUT, categories=True, seed=1)
    tiny = make(folder / "tiny.csv", 24)
    for table in (one, held_out):
        if not Path(f"{table}.vw").exists():
            subprocess.run(peer("to_vw", table), check=True)
    train = [LRCLI, "train", "-q"]
    grid = [word for decay in range(12) for word in ("--weight-decay", f"{decay / 1000}")]
    found = [
        Job("predict one car", {
            "lrcli": [LRCLI, "predict", "-m", str(folder / "tiny.json"), *(
                word for name, value in zip(("mileage", "age", "hp", "doors", "cc", "owners"),
                                            (120000, 10, 90, 4, 1600, 2), strict=True)
                for word in (f"--{name}", str(value)))],
            "python -c 'import typer'": [sys.executable, "-c", "import typer"],
        }, "python -c 'import typer'", "≤ 2 ×", 9),
        Job("train, 24 rows", {
            "lrcli": [*train, str(tiny), "-o", "tiny.json"],
            "python -c 'import pandas, typer'": [sys.executable, "-c", "import pandas, typer"],
        }, "python -c 'import pandas, typer'", "≤ 1.6 ×", 9),
        Job("train, 1 M rows", {
            "lrcli": [*train, str(one)],
            "read_csv alone": peer("read_csv", one),
            "scikit-learn": peer("sklearn_train", one, held_out),
            "Vowpal Wabbit": peer("vw_train", one, held_out),
        }, "read_csv alone", "≤ 1.5 ×"),
        Job("train, 1 M rows with categories", {
            "lrcli": [*train, str(mixed), "-o", "mixed.json"],
            "scikit-learn": peer("sklearn_train_categories", mixed, mixed_held_out),
        }, "scikit-learn", "≤ 0.25 ×", 1),
        Job("crossval -k 5, 1 M rows", {
            "lrcli": [LRCLI, "crossval", "-q", str(one)],
            "scikit-learn": peer("sklearn_crossval", one),
        }, "scikit-learn", ""),
        Job("crossval, grid of 12, 1 M rows", {
            "lrcli": [LRCLI, "crossval", "-q", str(one), *grid],
            "lrcli without a grid": [LRCLI, "crossval", "-q", str(one)],
        }, "lrcli without a grid", "≤ 2 ×"),
        Job("predict a file, 1 M rows", {
            "lrcli": [LRCLI, "predict", "-q", str(one), "-o", "predicted.csv"],
            "scikit-learn": peer("sklearn_predict", one),
        }, "scikit-learn", "≤ 0.25 ×, 1.2 s"),
        Job("stats, 1 M rows", {
            "lrcli": [LRCLI, "stats", "-q", str(one)], "csvstat": [CSVSTAT, str(one)],
        }, "csvstat", "", 1),
    ]  # fmt: skip
    if small:
        return found
    ten, thirty = make(folder / "10m.csv", 10 * MILLION), make(folder / "30m.csv", 30 * MILLION)
    return [
        *found,
        Job("train, 10 M rows", {
            "lrcli": [*train, str(ten)],
            "read_csv alone": peer("read_csv", ten),
            "scikit-learn": peer("sklearn_train", ten, held_out),
        }, "read_csv alone", "≤ 1.3 ×, 300 MB; scikit-learn ≤ 0.13 ×"),
        Job("train, 30 M rows", {
            "lrcli": [*train, str(thirty)], "lrcli, 10 M rows": [*train, str(ten)],
        }, "lrcli, 10 M rows", "3 ×, peak + 20 %"),
        Job("crossval -k 5, 10 M rows", {
            "lrcli": [LRCLI, "crossval", "-q", str(ten)], "lrcli train": [*train, str(ten)],
        }, "lrcli train", "≤ 1.5 ×"),
        Job("stats, 10 M rows", {
            "lrcli": [LRCLI, "stats", "-q", str(ten)], "DuckDB SUMMARIZE": peer("duckdb_summarize", ten),
        }, "DuckDB SUMMARIZE", "< 1 ×, 400 MB"),
        Job("predict a file, 10 M rows", {
            "lrcli": [LRCLI, "predict", "-q", str(ten), "-o", "predicted.csv"],
            "lrcli, 1 M rows": [LRCLI, "predict", "-q", str(one), "-o", "predicted.csv"],
        }, "lrcli, 1 M rows", "peak flat"),
    ]  # fmt: skip


def quality(job: Job, runs: dict[str, Run], folder: Path) -> dict[str, str]:
    """RMSE on held-out rows of every model that was trained, and lrcli's gap to the optimum."""
    if not job.name.startswith("train") or "24" in job.name:
        return {}
    kind = "mixed" if "categories" in job.name else "model"
    held_out = folder / ("held_out_mixed.csv" if kind == "mixed" else "held_out.csv")
    scored = run_once([LRCLI, "evaluate", str(held_out), "-m", f"{kind}.json", "--json"], folder)
    gap = json.loads((folder / f"{kind}.json").read_text())["metrics"]["optimality_gap"]
    errors = {"lrcli": json.loads(scored.output)["model"]["rmse"]}
    errors |= {who: float(run.output) for who, run in runs.items() if who in {"scikit-learn", "Vowpal Wabbit"}}
    best = min(errors.values())
    said = {who: f"{error:.2f}{' (worse)' if error > EQUALLY_GOOD * best else ''}" for who, error in errors.items()}
    return said | {"lrcli": f"{said['lrcli']}, gap {gap:.1e}"}


def table(found: list[tuple[Job, dict[str, Run], dict[str, str]]]) -> str:
    """Markdown."""
    lines = ["| job | who | seconds | peak MB | lrcli takes | to reach | RMSE |", "|---|---|---|---|---|---|---|"]
    for job, runs, said in found:
        for who, run in runs.items():
            ratio = f"{runs['lrcli'].seconds / run.seconds:.2f} ×" if who != "lrcli" else ""
            target = job.target if who == job.against else ""
            name = job.name if who == "lrcli" else ""
            cells = [name, who, f"{run.seconds:.2f}", f"{run.peak:,.0f}", ratio, target, said.get(who, "")]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def machine() -> str:
    """What the figures depend on."""
    names = ("lrcli", "numpy", "pyarrow", "pandas", "scikit-learn", "vowpalwabbit", "duckdb", "csvkit")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; {versions}.\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "lrcli-benchmark")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only", default="", help="jobs whose names contain this")
    options = parser.parse_args()
    options.folder.mkdir(exist_ok=True)
    all_jobs = jobs(options.folder, small=options.small)
    for command in (["train", "-q", "tiny.csv", "-o", "tiny.json"], ["train", "-q", "1m.csv"]):
        run_once([LRCLI, *command], options.folder)
    found = []
    for job in all_jobs:
        if options.only in job.name:
            runs = measure(job, options.folder)
            found.append((job, runs, quality(job, runs, options.folder)))
            print(table(found[-1:]).split("\n", 2)[2], end="", flush=True)
    if options.write:
        page = HERE.parent / "docs" / "benchmarks.md"
        text = page.read_text(encoding="utf-8")
        start = text.index("<!-- table -->") + len("<!-- table -->\n")
        rest = text[text.index("\n## ", start) :]  # what other benchmarks have written
        page.write_text(f"{text[:start]}\n{table(found)}\n{machine()}{rest}", encoding="utf-8")


if __name__ == "__main__":
    main()
