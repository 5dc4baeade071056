"""`--cluster`: who reads the files, and what a person sees of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lrcli.cli.options.parameters import command_option
from lrcli.errors import OptionError
from lrcli.text import count

if TYPE_CHECKING:
    from lrcli.cli.screen.terminal import Terminal
    from lrcli.cluster.dask import DaskTasks

CLUSTER = command_option(
    "cluster",
    None,
    "Let a Dask cluster read the files: the address of its scheduler, as tcp://host:8786, or a number of processes on "
    "this machine",
    "ADDRESS",
    group="Reading",
)


def check_cluster(address: str | None, data: Sequence[str], **others: object) -> None:
    """Raise OptionError for what workers cannot read, or options that need the rows here, before workers begin."""
    if address is None:
        return
    if "-" in data:
        raise OptionError("cluster", "needs files that its workers can open, and they cannot read standard input")
    for name, value in others.items():
        if value:
            raise OptionError(
                "cluster",
                f"leaves the rows with its workers, and --{name.replace('_', '-')} needs them here; leave out one",
            )


@contextmanager
def workers(address: str | None, terminal: "Terminal") -> "Iterator[DaskTasks | None]":
    """The workers at an address, None where none is given. What they did is said at the end."""
    if address is None:
        yield None
        return
    from lrcli.cluster.dask import workers_at

    with workers_at(address) as tasks:
        where = "on this machine" if address.isdecimal() else f"at {address}"
        dashboard = f"; dashboard: {tasks.dashboard}" if tasks.dashboard else ""
        terminal.say(f"{count(tasks.workers, 'worker')} {where}{dashboard}")
        yield tasks
        if tasks.phases:
            terminal.say(f"the workers {', '.join(tasks.phases)}; the rest took {tasks.rest:.1f} s here")
