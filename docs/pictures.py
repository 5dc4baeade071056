"""Make the pictures of the documents: `python docs/pictures.py`.

pictures/ holds what commands print on a terminal with colours, figures/ what they draw into files.
"""

import io
import re
from collections.abc import Callable
from pathlib import Path

from moving import moving
from refresh import workplace
from rich.console import Console
from rich.text import Span, Text
from themes import for_both_themes

FOLDER, FIGURES_FOLDER = (Path(__file__).with_name(name) for name in ("pictures", "figures"))
COLOURS = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLORTERM": ""}
PICTURES = {  # file → what is typed
    "stats": ["lrcli stats sample_data/used_cars.csv"],
    "train": ["lrcli train sample_data/cars.csv"],
    "crossval": [
        "lrcli crossval sample_data/cars.csv --features 'mileage,age,age^2' --weight-decay 0 --weight-decay 0.1"
    ],
    "predict": [
        "lrcli train sample_data/used_cars.csv --quiet",
        "lrcli predict --brand BMW --fuel diesel --gearbox manual --horsepower 150 --mileage 60000 --age 5",
        "lrcli predict sample_data/used_cars.csv | cut -d, -f1,2,5-9 | sed -n 1,9p",
    ],
}
MOVING = {  # file → what is typed, line after line
    "session": [
        "lrcli train sample_data/cars.csv",
        "lrcli predict --mileage 120000 --age 10 --interval 90",
    ],
}
FIGURES = {  # file → the command that draws it
    "trajectory": "lrcli train sample_data/cars.csv --optimizer sgd --learning-rate 0.2 --batch-size 40 --epochs 6 "
    "--trajectory mileage,age --trajectory-with momentum,batch-size=1,weight-decay=0.3",
    "optimizers": "lrcli crossval sample_data/used_cars.csv --epochs 100 --optimizer sgd --optimizer momentum "
    "--optimizer adagrad --optimizer adam",
}
# Braille gets a width of its own, under the colour that it has: where another font draws it, what is beside it stays in
# place.
BRAILLE = "[\u2800-\u28ff]+"
# rich's own frame without its fonts, which a browser would have to fetch
FRAME = """\
<svg class="rich-terminal" role="img" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font: {char_height}px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }}
.{unique_id}-title {{ font: bold 18px sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def picture(name: str, run: Callable[[str], str]) -> str:
    """The terminal after these commands as SVG; the same text for the same output."""
    console = Console(record=True, file=io.StringIO(), width=80, force_terminal=True, color_system="truecolor")
    for command in (PICTURES | MOVING)[name]:
        console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
        if shown := run(command).rstrip("\n"):
            text = Text.from_ansi(shown)
            text.spans[:0] = [Span(*match.span(), "default") for match in re.finditer(BRAILLE, text.plain)]
            console.print(text)
    drawn = console.export_svg(title="lrcli", code_format=FRAME, unique_id=name)
    complete = "".join(f"{line.rstrip()}\n" for line in drawn.splitlines())
    return moving(complete) if name in MOVING else complete


def figure(name: str, run: Callable[[str], str]) -> str:
    """What the command draws, as SVG."""
    return for_both_themes(run(f"{FIGURES[name]} --quiet --figure {name}.svg > /dev/null && cat {name}.svg"))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    FIGURES_FOLDER.mkdir(exist_ok=True)
    with workplace(**COLOURS) as run:
        for name in [*PICTURES, *MOVING]:
            (FOLDER / f"{name}.svg").write_text(picture(name, run), encoding="utf-8")
        for name in FIGURES:
            (FIGURES_FOLDER / f"{name}.svg").write_text(figure(name, run), encoding="utf-8")
