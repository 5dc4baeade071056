"""Names, levels and file names that try to be something else: escapes, markup, scripts, formulas, shell words."""

import json
import random
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from campaigns.fuzz import faults
from campaigns.identities import as_cell
from campaigns.trial import NOT_FOR_A_TERMINAL, run

TEXTS = (
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "<!--", "&lt;b&gt;", "]]>", '" onload="x',
    "\x1b[31mred", "\x1b]0;title\x07", "\u202egnp.exe", "\u200bzero", "\u2028line", "a\nb", "a\rb", "\x85", "\x9b31m",
    "=1+1", "+1", "-1", "@sum", "=cmd|' /C calc'!A0", "$(touch x)", "`touch x`", "; touch x", "a' or '1'='1", "{0}",
    "%s%n", "[bold]x[/bold]", ":smile:", "../../x", "x" * 3000, "\\", "\\n", "é\u0301", "🚗", "NULL", "--help",
)  # fmt: skip


class Tags(HTMLParser):
    """The scripts of a page, its images, its attributes that run scripts, and its texts outside scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts, self.handlers, self.images = 0, list[str](), 0
        self.texts, self.element = list[str](), ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.element = tag
        self.scripts += tag == "script"
        self.images += tag == "img"
        self.handlers += [name for name, _ in attributes if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        self.element = ""

    def handle_data(self, data: str) -> None:
        if self.element not in ("script", "style"):
            self.texts.append(data)


def tags(page: str) -> Tags:
    parser = Tags()
    parser.feed(page)
    parser.close()
    return parser


def table(draw: random.Random, texts: list[str]) -> bytes:
    """A table whose columns and levels have such names."""
    levels = [draw.choice(texts) for _ in range(3)]
    names = [draw.choice(texts) + "n", draw.choice(texts) + "c", draw.choice(texts) + "y"]
    rows = [[str(k % 7), levels[k % 3], str(3 * (k % 7) + k % 5)] for k in range(40)]
    return "\n".join(",".join(map(as_cell, row)) for row in [names, *rows]).encode()


def hostile(draw: random.Random, folder: Path) -> Iterator[str]:
    """A table of such texts through every output; the page is that of a table of harmless ones but for its texts."""
    harmless = run_all(draw, folder, table(random.Random(0), ["a", "b", "c"]))
    before = set(folder.iterdir())
    yield from harmless[1]
    content = table(draw, list(TEXTS))
    page, wrong = run_all(draw, folder, content)
    yield from wrong
    if page is not None and harmless[0] is not None:
        own, other = tags(harmless[0]), tags(page)
        if (own.scripts, own.images, own.handlers) != (other.scripts, other.images, other.handlers):
            yield "a text becomes markup or a script in the page"
        if NOT_FOR_A_TERMINAL.search("".join(other.texts)):
            yield "the page has control characters"
    if set(folder.iterdir()) - before:
        yield "a file is made by what a table says"


def run_all(draw: random.Random, folder: Path, content: bytes) -> tuple[str | None, list[str]]:
    """The page and what is wrong with the outputs of all commands."""
    (folder / "t.csv").write_bytes(content)
    wrong: list[str] = []
    trained = run("train", "t.csv", "-o", "m.json", "--epochs", "2", "--report", "r.html", folder=folder)
    wrong += faults(trained)
    if trained.status:
        return None, wrong
    json.loads((folder / "m.json").read_text())
    for argv in (
        ["predict", "-m", "m.json", "--help"],
        ["evaluate", "t.csv", "-m", "m.json", "--plot"],
        ["evaluate", "t.csv", "-m", "m.json", "--json"],
        ["stats", "t.csv", "--correlations"],
        ["crossval", "t.csv", "--epochs", "2", "--json"],
        ["predict", "t.csv", "-m", "m.json", "--json", "--explain"],
        ["train", "t.csv", "--exclude", draw.choice(TEXTS)[:100].replace("\x00", ""), "--epochs", "2", "-o", "n.json"],
        ["train", draw.choice(TEXTS)[:100], "-o", "n.json"],
    ):
        wrong += faults(run(*argv, folder=folder))
    (folder / "n.json").unlink(missing_ok=True)
    return (folder / "r.html").read_text(), wrong
