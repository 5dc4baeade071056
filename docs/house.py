"""Draw house.svg, the floors of the source and what each folder holds: `python docs/house.py`.

Everything in the picture is read from the source: folders, their first line of documentation, files, imports.
"""

import ast
import textwrap
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src" / "lrcli"
PICTURE = HERE / "figures" / "house.svg"
FLOORS = (  # from the roof down; a folder may import what stands below it; inside a floor see the arrow
    ("cli", "cli/completion", "cli/commands", "cli/options", "cli/screen", "python", "sklearn", "server"),
    ("report/words", "report/json", "report/terminal", "report/terminal/pictures", "report/page", "report/figure"),
    ("jobs", "jobs/measurement", "jobs/prediction", "jobs/judgement", "export", "cluster"),
    ("fitting", "fitting/evidence", "fitting/storage", "fitting/options"),
    ("data/tables", "data/rows", "data/columns", "data/describe", "data/write"),
    ("data/files", "data/files/structure", "data/files/readers", "data/files/readers/packings"),
    ("model", "learning", "learning/solution", "learning/statistics"),
    ("notation", "notation/times", ""),
)
WIDTH, MARGIN, GAP = 1080, 16, 10
LINE, TITLE = 14, 20  # pixels: the height of a line of text, and of a heading
LETTER, TITLE_LETTER = 5.9, 7.6  # pixels: the width of a letter on average in both
STYLE = """
text { font: 11px ui-sans-serif, system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 13px } .quiet { fill: #59636e }
rect { fill: #f6f8fa; stroke: #d1d9e0 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc } .quiet { fill: #9198a1 } rect { fill: #151b23; stroke: #3d444d }
}
"""


@dataclass(frozen=True)
class Room:
    """A folder: its name, what it is for, its files, and the folders that it imports from."""

    name: str
    purpose: str
    files: tuple[str, ...]
    imports: tuple[str, ...]


def room(folder: str) -> Room:
    """What the source says of a folder; "" is the ground floor, whose files lie in no folder."""
    place = SOURCE / folder
    files = sorted(path for path in place.glob("*.py") if path.stem not in {"__init__", "__main__"})
    first = ast.get_docstring(ast.parse((place / "__init__.py").read_text(encoding="utf-8"))) or ""
    purpose = "What every floor uses." if not folder else first.splitlines()[0]
    below = {other for file in files for other in imported(file)} - {folder, ""}
    return Room(folder or "ground", purpose, tuple(file.stem for file in files), tuple(sorted(below)))


def imported(file: Path) -> set[str]:
    """The folders whose modules a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lrcli"):
            for name in (node.module or "", f"{node.module}.{node.names[0].name}"):
                path = Path(*name.split(".")[1:])
                if (SOURCE / path.with_suffix(".py")).is_file() if path.parts else False:
                    found.add(path.parent.as_posix().removeprefix("."))
    return found


def picture() -> str:
    """The whole drawing."""
    boxes, top = [], float(MARGIN)
    for floor in FLOORS:
        rooms = [room(folder) for folder in floor]
        width = (WIDTH - 2 * MARGIN - GAP * (len(rooms) - 1)) / len(rooms)
        texts = [lines(each, int((width - 16) / LETTER)) for each in rooms]
        height = TITLE + LINE * max(map(len, texts)) + 12
        boxes += [
            box(each, text, MARGIN + k * (width + GAP), top, width, height)
            for k, (each, text) in enumerate(zip(rooms, texts, strict=True))
        ]
        top += height + GAP
    height = round(top + MARGIN - GAP)
    described = "The folders of the source on their floors: each imports only what lies below it."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{described}">\n'
        f"<style>{STYLE}</style>\n" + "\n".join(boxes) + "\n</svg>\n"
    )


def lines(each: Room, letters: int) -> list[tuple[str, str]]:
    """What stands in a box under its name: lines of text with their style."""
    parts = [(each.purpose, ""), (" · ".join(each.files), "quiet")]
    if each.imports:
        parts.append((f"↓ {', '.join(each.imports)}", "quiet"))
    return [(line, style) for text, style in parts for line in textwrap.wrap(text, max(letters, 12))]


def box(each: Room, text: list[tuple[str, str]], x: float, y: float, width: float, height: float) -> str:
    rows = [
        f'<text x="{x + 8:.0f}" y="{y + TITLE + 6 + LINE * (k + 0.6):.0f}" class="{style}">{escape(line)}</text>'
        for k, (line, style) in enumerate(text)
    ]
    frame = f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="5"/>'
    name = f'<text x="{x + 8:.0f}" y="{y + TITLE - 2:.0f}" class="title">{escape(title(each.name, width - 16))}</text>'
    return "\n".join([frame, name, *rows])


def title(name: str, width: float) -> str:
    """The name of a folder, or, where that is wider than its box, how it ends; its neighbours begin alike."""
    return name if len(name) * TITLE_LETTER <= width else f"…/{name.rpartition('/')[2]}"


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
