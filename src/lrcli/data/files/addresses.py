"""Which files an argument names: one, those that a pattern matches, or those of a folder; here or elsewhere.

Elsewhere is whatever fsspec knows: s3://, gs://, https://, … Over HTTP there are no folders, and `?` begins a query.
"""

from collections.abc import Iterable
from glob import glob
from importlib import import_module
from pathlib import Path
from typing import Any

from lrcli.data.files.readers.sql import is_address
from lrcli.errors import DataError

HTTP = ("http://", "https://")


def matches(path: str) -> list[str]:
    """The files that an argument names, in the order of their names. Raise DataError where there is none."""
    if is_address(path):
        return [path]
    if "://" in path:
        return _matches_elsewhere(path)
    if Path(path).is_dir():
        return _of_folder(path, (str(one) for one in Path(path).iterdir() if one.is_file()))
    if set(path) & set("*?[") and not Path(path).exists():
        return _some(path, (one for one in glob(path, recursive=True) if not Path(one).is_dir()))
    return [path]


def open_elsewhere(url: str) -> Any:
    """A file at an address, opened for its bytes."""
    fsspec = _fsspec(url)
    try:
        return fsspec.open(url, "rb").open()
    except Exception as error:  # each protocol has its own
        raise _unreached(url, error) from None


def _matches_elsewhere(url: str) -> list[str]:
    http = url.startswith(HTTP)
    pattern = bool(set(url) & set("*" if http else "*?["))
    if http and not pattern:
        return [url]
    try:
        files, path = _fsspec(url).core.url_to_fs(url)
        if pattern and not (not http and files.exists(path)):
            found = [name for name, about in files.glob(path, detail=True).items() if about["type"] != "directory"]
            return _some(url, map(files.unstrip_protocol, found))
        if not http and files.isdir(path):
            found = [about["name"] for about in files.ls(path, detail=True) if about["type"] != "directory"]
            return _of_folder(url, map(files.unstrip_protocol, found))
    except DataError:
        raise
    except Exception as error:  # each protocol has its own
        raise _unreached(url, error) from None
    return [url]


def _some(pattern: str, found: Iterable[str]) -> list[str]:
    if not (paths := sorted(found)):
        raise DataError(f"no file matches {pattern!r}")
    return paths


def _of_folder(folder: str, found: Iterable[str]) -> list[str]:
    """The files of a folder without those that are no data: hidden ones, and Spark's _SUCCESS and _metadata."""
    if not (paths := sorted(path for path in found if path.rpartition("/")[2][:1] not in ("", ".", "_"))):
        deeper = f"{folder.rstrip('/')}/**/*.csv"
        raise DataError(f"{folder} is a directory without a file in it; for those of its directories give {deeper!r}")
    return paths


def _fsspec(url: str) -> Any:
    try:
        return import_module("fsspec")
    except ImportError:
        raise DataError(f"cannot open {url}: it needs the package fsspec; pip install 'lrcli[cloud]'") from None


def _unreached(url: str, error: Exception) -> DataError:
    """What a protocol says; where its package is missing, it says which."""
    needed = isinstance(error, ImportError)
    reason = (str(error) or type(error).__name__).splitlines()[0]
    return DataError(f"cannot open {url}: {reason}{'; pip install ' + repr('lrcli[cloud]') if needed else ''}")
