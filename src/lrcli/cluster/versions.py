"""Whether all machines of a cluster have the same versions: only then do all read a file in the same way."""

import platform
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from lrcli.errors import LrcliError

PACKAGES = ("lrcli", "numpy", "pyarrow")
NONE = "none"

Versions = Mapping[str, str]


def own_versions() -> Versions:
    """The versions of the packages that read files, in this process."""
    return {"Python": _minor(platform.python_version())} | {package: _version_of(package) for package in PACKAGES}


def _version_of(package: str) -> str:
    try:
        return str(import_module(package).__version__)
    except ImportError:
        return NONE


def _minor(version: str) -> str:
    """The first two numbers of a version of Python, which are what has to be the same."""
    return ".".join(version.split(".")[:2])


def difference(who: str, there: Versions, here: Versions) -> str | None:
    """A sentence on the first package whose version differs between a process and this one; None if none does."""
    for package, version in here.items():
        if package in there and there[package] != version:
            has = f"has no {package}" if there[package] == NONE else f"has {package} {there[package]}"
            return (
                f"{who} {has}, but this machine has {version}; install the same "
                "version on all machines, so that all read a file in the same way"
            )
    return None


# These run elsewhere. Python's version is checked before anything is sent, as Dask reports it: another Python may not
# be able to read what is sent.
def check_scheduler(client: Any, address: str) -> None:
    """Raise LrcliError where the scheduler, which has to read every task, has no lrcli or other versions."""
    here, who = own_versions(), f"the scheduler at {address}"
    python = client.get_versions()["scheduler"]["host"]["python"]
    _check({who: {"Python": _minor(python)}}, here)
    _check({who: client.run_on_scheduler(_to_send(), PACKAGES)}, here)


def check_workers(client: Any) -> None:
    """Raise LrcliError where a worker has no lrcli or other versions."""
    here = own_versions()
    pythons = client.get_versions()["workers"].items()
    _check({f"the worker {worker}": {"Python": _minor(own["host"]["python"])} for worker, own in pythons}, here)
    versions = client.run(_to_send(), PACKAGES, on_error="ignore").items()
    _check({f"the worker {worker}": own for worker, own in versions}, here)


def _to_send() -> Callable[[Sequence[str]], Versions]:
    """A function that is sent as source, since lrcli may not be there to import it from."""

    def versions(packages: Sequence[str]) -> Versions:
        from contextlib import suppress
        from importlib import import_module

        own = dict.fromkeys(packages, "none")
        for package in packages:
            with suppress(ImportError):
                own[package] = import_module(package).__version__
        return own

    return versions


def _check(there: Mapping[str, Versions], here: Versions) -> None:
    for who, own in there.items():
        if problem := difference(who, own, here):
            raise LrcliError(problem)
