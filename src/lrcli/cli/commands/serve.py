"""lrcli serve: a model as an HTTP server on this machine."""

from collections.abc import Callable, Sequence

from lrcli.cli.commands.overview import COMMANDS
from lrcli.cli.options.common import MODEL_FILE, QUIET
from lrcli.cli.options.parameters import command_option, takes
from lrcli.cli.screen.terminal import Terminal
from lrcli.errors import OptionError
from lrcli.model.linear import load
from lrcli.options import Range

PORTS = Range(0, 65_535, includes_high=True, whole=True)
SERVE = [
    command_option("port", 8000, "The port of 127.0.0.1; 0 for any that is free", "INT", limits=PORTS, common=True),
    QUIET,
]


@takes(
    SERVE,
    files=f"The model (default: {MODEL_FILE.default})",
    argument="MODEL",
    needs_files=False,
    one_file=True,
    about=COMMANDS["serve"],
    examples=[
        "lrcli serve model.json",
        "lrcli serve model.json --port 0",
        "lrcli serve model.json --port 80 -q",
    ],
)
def command(data: Sequence[str] | None, port: int, quiet: bool) -> None:
    path, *others = data or [str(MODEL_FILE.default)]
    if others:
        raise OptionError("MODEL", f"{others[0]!r} is a second model; serve one at a time")
    model = load(path)
    from lrcli.server.run import serve

    terminal = Terminal(quiet=quiet)
    serve(model, port, lambda address: print(address, flush=True))
    terminal.say("ended")


def command_for(argv: Sequence[str]) -> Callable[..., object]:
    return command
