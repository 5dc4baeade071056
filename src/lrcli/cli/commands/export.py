"""lrcli export: a model as a program, a query or a workbook."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from lrcli.cli.commands.overview import COMMANDS
from lrcli.cli.options.common import MODEL_FILE, QUIET
from lrcli.cli.options.parameters import command_option, takes
from lrcli.cli.options.paths import check_apart
from lrcli.cli.options.prediction import INTERVAL
from lrcli.cli.screen.terminal import Terminal
from lrcli.errors import OptionError
from lrcli.export.dialects import DIALECTS
from lrcli.export.languages import LANGUAGES, export
from lrcli.model.linear import load

EXPORT = [
    command_option("to", None, "The language", choices=tuple(LANGUAGES), common=True),
    command_option(
        "target", None, "The target to export, of a model with several", "NAME", flags=("-t", "--target"), common=True
    ),
    command_option("dialect", None, "Of SQL", choices=tuple(DIALECTS), default_text="postgres", common=True),
    command_option(
        "table",
        None,
        "The table that the SQL reads",
        "NAME",
        default_text="the name of the training's file",
        common=True,
    ),
    INTERVAL,
    command_option(
        "output", None, "Where it goes", "FILE", default_text="standard output", flags=("-o", "--output"), common=True
    ),
    QUIET,
]


@takes(
    EXPORT,
    files=f"The model (default: {MODEL_FILE.default})",
    argument="MODEL",
    needs_files=False,
    one_file=True,
    about=COMMANDS["export"],
    examples=[
        "lrcli export model.json --to python -o price.py",
        "lrcli export model.json --to sql --dialect sqlite --table cars",
        "lrcli export model.json --to excel --interval 90 -o price.xlsx",
    ],
)
def command(
    data: Sequence[str] | None,
    to: str | None,
    target: str | None,
    dialect: str | None,
    table: str | None,
    interval: float | None,
    output: str | None,
    quiet: bool,
) -> None:
    if to is None:
        raise OptionError("to", f"is missing: one of {', '.join(LANGUAGES)}")
    path, *others = data or [str(MODEL_FILE.default)]
    if others:
        raise OptionError("MODEL", f"{others[0]!r} is a second model; export one at a time")
    check_apart("output", output, path)
    exported = export(load(path), to, target=target, dialect=dialect, table=table, interval=interval)
    if output is not None and output != "-":
        from lrcli.output import replacing

        with replacing(Path(output)) as file:
            file.write(exported.content)
    elif exported.is_binary and sys.stdout.isatty():
        raise OptionError("output", f"is missing: {to} is no text for a terminal")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(exported.content)
        sys.stdout.buffer.flush()
    Terminal(quiet=quiet).say(*exported.remarks)


def command_for(argv: Sequence[str]) -> Callable[..., object]:
    return command
