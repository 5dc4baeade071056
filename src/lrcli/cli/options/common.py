"""Options of several commands: the files that they write, and how much they print."""

import re
from collections.abc import Sequence

from lrcli.cli.options.parameters import command_option
from lrcli.cli.options.paths import check_apart

FILES = "Files with one table: CSV, Excel, Parquet, SQLite, JSON, …, packed or not; - is standard input."
MODEL_FILE = command_option("model_file", "model.json", "The model", "FILE", flags=("-m", "--model-file"), common=True)
REPORT = command_option("report", None, "Write a page for a browser: pictures and a calculator", "FILE", common=True)
FIGURE = command_option("figure", None, "Draw into a file as well: .png, .svg or .pdf", "FILE")
JSON = command_option("as_json", False, "One JSON document on standard output", flags=("--json",))
QUIET = command_option(
    "quiet", False, "Say nothing but results, and that a model is not usable", flags=("-q", "--quiet")
)
ASCII = command_option("ascii", False, "Tables and curves of plain characters, as old terminals have")
VOICE = (JSON, QUIET, ASCII)


def check_figure(path: str | None, *others: str | None) -> None:
    """Raise where --figure could not be drawn, before time is spent on it. others: files of the same command."""
    if path is not None:
        check_apart("figure", path, *others)
        from lrcli.report.figure.file import check_picture_path

        check_picture_path(path)


def model_path(argv: Sequence[str]) -> str:
    """The path that a command line gives with -m or --model-file, else the default.

    The options of `lrcli predict` depend on the model, so its path is needed before the command line is parsed.
    """
    path = str(MODEL_FILE.default)
    for index, word in enumerate(argv):
        if match := re.fullmatch("-[qh]*m(.+)|--model-file=(.*)", word):  # -qm FILE is -q -m FILE
            path = match[1] or match[2]
        elif re.fullmatch("-[qh]*m|--model-file", word) and index + 1 < len(argv):
            path = argv[index + 1]
    return path
