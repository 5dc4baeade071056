"""The typer program with the commands, each of them imported only where it runs."""

from collections.abc import Sequence
from importlib import import_module

import typer

from lrcli import __version__
from lrcli.cli.commands.overview import COMMANDS
from lrcli.cli.options.help import HelpEntry
from lrcli.cli.options.parameters import command_option, takes

SHELLS = ("bash", "zsh", "fish")


def build_app(argv: Sequence[str]) -> typer.Typer:
    """The program with the command that argv names, or with all where it names none.

    `predict` has the options of the model that argv names.
    """
    app = typer.Typer(
        name="lrcli", add_completion=False, add_help_option=False, pretty_exceptions_enable=False, rich_markup_mode=None
    )
    first = next((word for word in argv if not word.startswith("-")), None)
    for name in [first] if first in COMMANDS else COMMANDS:
        command = import_module(f"lrcli.cli.commands.{name}").command_for(argv) if name == first else _nothing
        app.command(name, help=COMMANDS[name], add_help_option=False)(command)
    app.callback(invoke_without_command=True, add_help_option=False)(program)
    return app


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
