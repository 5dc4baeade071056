"""The typer program with the commands, each of them imported only where it runs."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

import typer

from lrcli import __version__
from lrcli.cli.commands.overview import COMMANDS
from lrcli.cli.options.conversion import convert_plainly
from lrcli.cli.options.help import HelpEntry
from lrcli.cli.options.parameters import command_option, takes

SHELLS = ("bash", "zsh", "fish")


def build_group(argv: Sequence[str]) -> Any:
    """The program as typer's group with the command that argv names, or with all where it names none.

    `predict` has the options of the model that argv names.
    """
    first = next((word for word in argv if not word.startswith("-")), None)
    if first in COMMANDS:
        return _group_of((first, import_module(f"lrcli.cli.commands.{first}").command_for(argv)))
    return _group_of(*((name, _nothing) for name in COMMANDS))


@lru_cache(maxsize=32)  # typer takes 5 ms for the options of `train`, each time that one process runs it
def _group_of(*commands: tuple[str, Callable[..., object]]) -> Any:
    app = typer.Typer(
        name="lrcli", add_completion=False, add_help_option=False, pretty_exceptions_enable=False, rich_markup_mode=None
    )
    for name, command in commands:
        app.command(name, help=COMMANDS[name], add_help_option=False)(command)
    app.callback(invoke_without_command=True, add_help_option=False)(program)
    group = typer.main.get_command(app)
    convert_plainly(group)
    return group


def _nothing() -> None:
    """Stands for a command that does not run."""


@takes(
    [
        command_option("version", False, "Print the version and end", common=True),
        command_option(
            "completion",
            None,
            'Print what makes a shell complete lrcli: eval "$(lrcli --completion bash)"',
            choices=SHELLS,
            common=True,
        ),
        command_option("man", False, "Print the manual page: lrcli --man > lrcli.1", common=True),
    ],
    about="Learn a linear model from a table by minibatch stochastic gradient descent, and use it.",
    commands=[HelpEntry(name, about) for name, about in COMMANDS.items()],
    examples=["lrcli train cars.csv", "lrcli predict --mileage 120000 --age 10", "lrcli train --help"],
)
def program(version: bool, completion: str | None, man: bool) -> None:
    if version:
        print(f"lrcli {__version__}")
        raise typer.Exit
    if completion is not None:
        from lrcli.cli.completion.scripts import script

        print(script(completion), end="")
        raise typer.Exit
    if man:
        from lrcli.cli.options.manual import manual

        commands = {name: import_module(f"lrcli.cli.commands.{name}").command_for([]).help_text for name in COMMANDS}
        print(manual(program.help_text, commands, __version__), end="")
        raise typer.Exit
