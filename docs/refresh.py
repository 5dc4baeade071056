"""Run the commands of every console block of the documents and write down what they print: `python docs/refresh.py`."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from translation import TRANSLATIONS, copy_blocks

HERE = Path(__file__).parent
ROOT = HERE.parent
PAGES = [*sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs/tutorial").glob("*.md"))]
DOCUMENTS = [ROOT / "README.md", *(path for path in PAGES if path not in TRANSLATIONS)]
SESSION = re.compile(r"(?<=```pycon\n)(.*?)(?=```)", re.DOTALL)
BLOCK = re.compile(r"(?<=```console\n)(.*?)(?=```)", re.DOTALL)
ONLY = re.compile(r"<!-- only lines with (.+) -->\n```console\n\Z")  # above a block that shows some of the output


def refreshed(text: str, run: Callable[[str], str]) -> str:
    """The document with what each of its `$ commands` prints now."""

    def rerun(block: re.Match[str]) -> str:
        commands = [line for line in block[1].splitlines() if line.startswith("$ ")]
        only = ONLY.search(text, 0, block.start())
        return "".join(f"{command}\n{lines_with(only and only[1], run(command[2:]))}" for command in commands)

    return refreshed_sessions(BLOCK.sub(rerun, text), run)


def lines_with(pattern: str | None, output: str) -> str:
    """The lines of an output in which the regular expression is found; all of them for None."""
    return "".join(line for line in output.splitlines(keepends=True) if pattern is None or re.search(pattern, line))


def refreshed_sessions(text: str, run: Callable[[str], str]) -> str:
    """The document with what each line of Python behind a prompt prints now; all of them are one session."""
    blocks = [block.rstrip("\n") for block in SESSION.findall(text)]
    if not blocks:
        return text
    lines = "\n%%\n".join(blocks)
    printed = iter(run(f"python {HERE / 'session.py'} <<'END OF SESSION'\n{lines}\nEND OF SESSION\n").split("\n%%\n"))
    return SESSION.sub(lambda block: f"{next(printed).rstrip()}\n", text)


@contextmanager
def workplace(**variables: str) -> Iterator[Callable[[str], str]]:
    """A folder with the sample data, and a function that runs a shell command in it, 80 columns wide.

    variables: of the environment, instead of the one that asks for no colours.
    """
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "sample_data", Path(folder, "sample_data"))
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        usual = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
        env = usual | {"PATH": path, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"} | (variables or {"NO_COLOR": "1"})

        def run(command: str) -> str:
            done = subprocess.run(
                command, shell=True, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, check=False,
            )  # fmt: skip
            return "".join(f"{line.rstrip()}\n" for line in done.stdout.decode().splitlines())

        yield run


if __name__ == "__main__":
    with workplace() as run:
        for document in DOCUMENTS:
            document.write_text(refreshed(document.read_text(encoding="utf-8"), run), encoding="utf-8")
    copy_blocks()
