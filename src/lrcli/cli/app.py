"""One run of the command line: its command, and errors as text and exit status in one place."""

import contextlib
import gc
import os
import sys
from collections.abc import Sequence

import typer

from lrcli.cli.commands.overview import COMMANDS
from lrcli.cli.options.flags import flag
from lrcli.cli.screen.terminal import make_readable
from lrcli.cli.signals import Terminated, end_at_once, end_in_order, hear_ctrl_c
from lrcli.cli.typer_app import build_group
from lrcli.errors import LrcliError, OptionError
from lrcli.process import hide_pandas, keep_freed_memory
from lrcli.text import plain

DONE, PROBLEM, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130  # exit statuses; 130 is 128 + SIGINT, as of shells


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status."""
    argv = (sys.argv[1:] if argv is None else list(argv)) or ["--help"]
    if shell := os.environ.get("_LRCLI_COMPLETE"):
        from lrcli.cli.completion.shells import complete

        return complete(shell, argv, build_group)
    if damaged := [word for word in argv if not _is_text(word) and not os.path.lexists(word)]:
        return _fail(f"{damaged[0]!r} is no text in UTF-8, nor the name of a file", WRONG_USAGE)
    try:
        status = _run(argv)
        sys.stdout.flush()
    except typer.Exit as end:
        return end.exit_code
    except typer.TyperException as error:
        return _fail(f"{error.format_message().rstrip('.')}{_advice(argv)}", error.exit_code)
    except OptionError as error:
        return _fail(error.named(flag(error.option)), WRONG_USAGE)
    except LrcliError as error:
        return _fail(str(error), PROBLEM)
    except Terminated as end:
        return end.by_the_signal()
    except (KeyboardInterrupt, typer.Abort):
        return _fail("interrupted", INTERRUPTED)
    except (BrokenPipeError, SystemExit):  # whoever read standard output has enough; rich ends the process then
        _forget_output()
        return DONE
    except OSError as error:
        _forget_output()
        return _fail(f"cannot write standard output: {error.strerror or error}", PROBLEM)
    return status or DONE


def _is_text(word: str) -> bool:
    """Whether a word of the command line is characters, not bytes that Python could not decode."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _run(argv: Sequence[str]) -> int | None:
    """Run the command, though not by its own `main`, which would handle Ctrl-C and a closed pipe differently."""
    command = build_group(argv)
    with command.make_context("lrcli", list(argv), obj=list(argv)) as context:
        status: int | None = command.invoke(context)
    return status


def entry() -> None:
    """The command line of a process of its own."""
    end_in_order()
    hide_pandas()
    keep_freed_memory()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more cost twice the work, save no time and change last digits
    sys.stdin = sys.stdin or open(os.devnull)  # noqa: SIM115  # a closed descriptor is an empty one
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        make_readable(stream)
    try:
        hear_ctrl_c()
        status = main()
    except KeyboardInterrupt:  # a second one while the first is told
        status = INTERRUPTED
    end_at_once()
    exec("")  # a Ctrl-C inside an exec, as dataclasses use, is remembered, and Python would end by it instead of status
    gc.freeze()  # else Python searches all objects for cycles twice before they go with the process
    sys.exit(status)


def _fail(message: str, status: int) -> int:
    try:
        sys.stdout.flush()
    except OSError:
        _forget_output()
    print(f"lrcli: {plain(message)}", file=sys.stderr)
    return status


def _advice(argv: Sequence[str]) -> str:
    """The advice behind the message on words that the command does not understand."""
    if argv and argv[0] == "predict":
        from lrcli.cli.commands.predict import load_if_there
        from lrcli.cli.options.features import feature_list

        try:
            model = load_if_there(argv)
        except LrcliError:
            model = None
        if model:
            return f"; the model's features are {feature_list(model)}"
    command = f" {argv[0]}" if argv[0] in COMMANDS else ""
    return f"; see: lrcli{command} --help"


def _forget_output() -> None:
    """Discard what is still buffered for standard output."""
    with contextlib.suppress(OSError, ValueError):  # standard output of a program that runs this one may be no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
