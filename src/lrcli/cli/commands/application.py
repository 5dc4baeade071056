"""The commands, each made only where it is needed."""

from collections.abc import Sequence
from importlib import import_module

import typer

from lrcli import __version__
from lrcli.cli.options.help import Entry
from lrcli.cli.options.parameters import own, takes

COMMANDS = {
    "train": "Learn to predict a column; write model.json, show a summary and the loss curve.",
    "predict": "Predict one case from its features, or every row of DATA, which gets one more column.",
    "evaluate": "Predict the rows of DATA and compare with the truth in it.",
    "crossval": "Train k times, each time without one fold of the rows, and measure on that fold.",
    "stats": "Describe every column: counts, mean, deviation, quartiles, a histogram, the correlation with the target.",
}
SHELLS = ("bash", "zsh", "fish")


def application(argv: Sequence[str]) -> typer.Typer:
    """The commands, or only the one that argv names. That of `predict` has the options of the model that argv names."""
    app = typer.Typer(
        name="lrcli", add_completion=False, add_help_option=False, pretty_exceptions_enable=False, rich_markup_mode=None
    )
    first = next((word for word in argv if not word.startswith("-")), None)
    for name in [first] if first in COMMANDS else COMMANDS:
        command = import_module(f"lrcli.cli.commands.{name}").made_for(argv) if name == first else _unused
        app.command(name, help=COMMANDS[name], add_help_option=False)(command)
    app.callback(invoke_without_command=True, add_help_option=False)(program)
    return app


def _unused() -> None:
    """A command that is not the one that is run."""


@takes(
    [
        own("version", False, "Print the version and end", common=True),
        own(
            "completion",
            None,
            'Print what makes a shell complete lrcli: eval "$(lrcli --completion bash)"',
            choices=SHELLS,
            common=True,
        ),
    ],
    about="Learn a linear model from a table by minibatch stochastic gradient descent, and use it.",
    commands=[Entry(name, about) for name, about in COMMANDS.items()],
    examples=["lrcli train cars.csv", "lrcli predict --mileage 120000 --age 10", "lrcli train --help"],
)
def program(version: bool, completion: str | None) -> None:
    if version:
        print(f"lrcli {__version__}")
        raise typer.Exit
    if completion is not None:
        from lrcli.cli.completion.scripts import script

        print(script(completion), end="")
        raise typer.Exit
