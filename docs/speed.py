"""Draw the bars of the README, of the table in benchmarks.md: `python docs/speed.py`."""

import re
from pathlib import Path

HERE = Path(__file__).parent
PICTURE = HERE / "figures" / "speed.svg"
JOBS = {  # the jobs of the table that are drawn → what a reader calls them
    "train, 1 M rows": "train on 1 million rows",
    "crossval -k 5, 1 M rows": "cross-validate them in 5 folds",
    "predict a file, 1 M rows": "predict them",
    "stats, 1 M rows": "describe them",
}
WIDTH, NAMES, BAR, STEP, LEFT = 760, 150, 15, 20, 12  # pixels
LONGEST = 15.0  # seconds that a whole bar stands for; a longer one is cut, and its number says so
STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #24292f }
.job { font-weight: 600 }
.lrcli { fill: #0969da }
.peer { fill: #afb8c1 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .lrcli { fill: #4493f8 } .peer { fill: #656c76 } }
"""


def seconds_by_job(page: str) -> dict[str, dict[str, float]]:
    """The seconds of each program, by the job that it did."""
    jobs: dict[str, dict[str, float]] = {}
    job = ""
    for name, who, seconds in re.findall(r"^\| ([^|]*) \| ([^|]+) \| ([\d.]+) \|", page, re.MULTILINE):
        job = name.strip() or job
        jobs.setdefault(job, {})[who.strip()] = float(seconds)
    return jobs


def bars(page: str) -> str:
    """The bars as SVG, in the order of JOBS, lrcli's first; page: benchmarks.md."""
    seconds = seconds_by_job(page)
    drawn, y = [], 0
    for job, name in JOBS.items():
        y += STEP
        drawn.append(f'<text class="job" x="{LEFT}" y="{y}">{name}, in seconds</text>')
        for who, taken in seconds[job].items():
            y += STEP
            length = min(taken, LONGEST) / LONGEST * (WIDTH - NAMES - LEFT - 110)
            kind = "lrcli" if who == "lrcli" else "peer"
            label = f"{taken:.1f}" + (" (bar cut)" if taken > LONGEST else "")
            drawn.append(
                f'<text x="{LEFT + NAMES - 8}" y="{y}" text-anchor="end">{who}</text>'
                f'<rect class="{kind}" x="{LEFT + NAMES}" y="{y - BAR + 3}" width="{length:.1f}" height="{BAR}"/>'
                f'<text x="{LEFT + NAMES + length + 6:.1f}" y="{y}">{label}</text>'
            )
        y += STEP // 2
    spoken = "; ".join(
        f"{name}: " + ", ".join(f"{who} {taken:.1f} s" for who, taken in seconds[job].items())
        for job, name in JOBS.items()
    )
    return (
        f'<svg role="img" aria-label="{spoken}" viewBox="0 0 {WIDTH} {y + 8}" xmlns="http://www.w3.org/2000/svg">\n'
        f"<style>\n{STYLE}</style>\n" + "\n".join(drawn) + "\n</svg>\n"
    )


if __name__ == "__main__":
    PICTURE.write_text(bars((HERE / "benchmarks.md").read_text(encoding="utf-8")), encoding="utf-8")
