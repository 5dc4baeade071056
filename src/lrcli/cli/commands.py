"""The commands, each made only where it is needed."""

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from lrcli import __version__

COMMANDS = ("train", "predict", "evaluate", "crossval", "stats")
COMPLETION_HELP = 'Print what makes a shell complete lrcli: eval "$(lrcli --completion bash)"'


def application(argv: Sequence[str]) -> typer.Typer:
    """The commands, or only the one that argv names. That of `predict` has the options of the model that argv names."""
    app = typer.Typer(
        name="lrcli",
        epilog="Start with: lrcli train cars.csv",
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name in argv[:1] if argv and argv[0] in COMMANDS else COMMANDS:
        command, epilog = import_module(f"lrcli.cli.{name}").made_for(argv)
        app.command(name, epilog=epilog)(command)
    app.callback(invoke_without_command=True)(program)
    return app


def program(
    version: Annotated[bool, typer.Option("--version", metavar="", help="Print the version and end.")] = False,
    completion: Annotated[
        str | None, typer.Option("--completion", metavar="bash|zsh|fish", help=COMPLETION_HELP, show_default=False)
    ] = None,
) -> None:
    """Learn a linear model from a CSV by minibatch stochastic gradient descent, and use it."""
    if version:
        print(f"lrcli {__version__}")
        raise typer.Exit
    if completion is not None:
        from lrcli.cli.completion.scripts import script

        print(script(completion), end="")
        raise typer.Exit
