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

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"(?<=```console\n)(.*?)(?=```)", re.DOTALL)


def refreshed(text: str, run: Callable[[str], str]) -> str:
    """The document with what each of its `$ commands` prints now."""

    def rerun(block: re.Match[str]) -> str:
        commands = [line for line in block[1].splitlines() if line.startswith("$ ")]
        return "".join(f"{command}\n{run(command[2:])}" for command in commands)

    return BLOCK.sub(rerun, text)


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
