"""The program: its commands, and errors as text and exit status in one place."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Annotated, Any

import typer

from lrcli import __version__
from lrcli.cli import crossval, evaluate, predict, stats, train
from lrcli.errors import Interruption, LrcliError, OptionError
from lrcli.report.text import plain

COMMANDS = ("train", "predict", "evaluate", "crossval", "stats")
DONE, PROBLEM, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def application(argv: Sequence[str]) -> typer.Typer:
    """The commands. That of `predict` has the options of the model that argv names."""
    app = typer.Typer(
        name="lrcli",
        epilog="Start with: lrcli train cars.csv",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.command("train", epilog="Example: lrcli train cars.csv --target price")(guarded(train.command))
    app.command("predict", epilog="Example: lrcli predict --mileage 120000 --age 10")(
        guarded(predict.command_for(argv))
    )
    app.command("evaluate", epilog="Example: lrcli evaluate held_out.csv")(guarded(evaluate.command))
    app.command("crossval", epilog="Example: lrcli crossval cars.csv -k 5 --weight-decay 0 --weight-decay 0.01")(
        guarded(crossval.command)
    )
    app.command("stats", epilog="Example: lrcli stats cars.csv")(guarded(stats.command))
    app.callback(invoke_without_command=True)(program)
    return app


def guarded(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """The command, with Ctrl-C and a closed pipe answered here and not by typer."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> int | None:
        try:
            status = command(*args, **options)
            sys.stdout.flush()
        except KeyboardInterrupt:
            raise Interruption("interrupted") from None
        except BrokenPipeError:
            _leave_pipe()
            return DONE
        return status

    return run


def program(
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """Learn a linear model from a CSV by minibatch stochastic gradient descent, and use it."""
    if version:
        print(f"lrcli {__version__}")
        raise typer.Exit(DONE)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status."""
    argv = (sys.argv[1:] if argv is None else list(argv)) or ["--help"]
    try:
        status = typer.main.get_command(application(argv)).main(args=argv, prog_name="lrcli", standalone_mode=False)
    except typer.TyperException as error:
        return _fail(f"{error.format_message().rstrip('.')}{_advice(argv)}", error.exit_code)
    except OptionError as error:
        return _fail(str(error), WRONG_USAGE)
    except LrcliError as error:
        return _fail(str(error), PROBLEM)
    except (Interruption, typer.Abort):
        return _fail("interrupted", INTERRUPTED)
    return status or DONE


def entry() -> None:
    """The console script."""
    sys.exit(main())


def _fail(message: str, status: int) -> int:
    sys.stdout.flush()
    print(f"lrcli: {plain(message)}", file=sys.stderr)
    return status


def _advice(argv: Sequence[str]) -> str:
    """What to do about words that click does not understand."""
    try:
        model = predict.load_if_there(argv)
    except LrcliError:
        model = None
    if model:
        return f"; the model's features are {predict.listed(model)}"
    command = f" {argv[0]}" if argv[0] in COMMANDS else ""
    return f"; see: lrcli{command} --help"


def _leave_pipe() -> None:
    """Whoever read standard output has enough: what is still buffered goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
