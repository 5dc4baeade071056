"""Whether all machines of a cluster have the same versions: only then do all read a file in the same way."""

import platform
from collections.abc import Mapping
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


def difference(worker: str, there: Versions, here: Versions) -> str | None:
    """A sentence on the first package whose version differs between a worker and this machine; None if none does."""
    for package, version in here.items():
        if package in there and there[package] != version:
            has = f"has no {package}" if there[package] == NONE else f"has {package} {there[package]}"
            return (
                f"the worker {worker} {has}, but this machine has {version}; install the same "
                "version on all machines, so that all read a file in the same way"
            )
    return None


def check_versions(client: Any) -> None:
    """Raise LrcliError where a worker has no lrcli, or other versions than this machine.

    Python's version is checked first, as Dask reports it: a function that is sent may not run on another Python.
    """

    def versions(
        packages: tuple[str, ...],
    ) -> dict[str, str]:  # sent as source that needs no lrcli, which a worker may lack
        from contextlib import suppress
        from importlib import import_module

        own = dict.fromkeys(packages, "none")
        for package in packages:
            with suppress(ImportError):
                own[package] = import_module(package).__version__
        return own

    here = own_versions()
    pythons = client.get_versions()["workers"].items()
    _check({worker: {"Python": _minor(own["host"]["python"])} for worker, own in pythons}, here)
    _check(client.run(versions, PACKAGES, on_error="ignore"), here)


def _check(there: Mapping[str, Versions], here: Versions) -> None:
    for worker, own in there.items():
        if problem := difference(worker, own, here):
            raise LrcliError(problem)
