"""The files that an argument names: one file, those that a pattern matches, or those of a folder; local or remote.

A remote file has an address that fsspec knows: s3://, gs://, https://, … HTTP has no folders, and uses `?` itself. The
address of a database names one table.
"""

from collections.abc import Iterable
from glob import glob
from importlib import import_module
from pathlib import Path
from typing import Any

from lrcli.errors import DataError

SQL_DIALECTS = {"postgresql", "mysql", "mariadb", "sqlite", "oracle", "mssql"}  # that SQLAlchemy itself supports
HTTP = ("http://", "https://")
OF_CLOUD = (*HTTP, "s3://", "s3a://", "gs://", "gcs://")  # whose packages the extra "cloud" installs


def matches(path: str) -> list[str]:
    """The files that an argument names, in the order of their names. Raise DataError where there is none."""
    if is_database(path):
        return [path]
    if "://" in path:
        return _remote_matches(path)
    if Path(path).is_dir():
        return _of_folder(path, (str(file) for file in Path(path).iterdir() if file.is_file()))
    if set(path) & set("*?[") and not Path(path).exists():
        return _sorted(path, (file for file in glob(path, recursive=True) if not Path(file).is_dir()))
    return [path]


def is_database(path: str) -> bool:
    """Whether a path is the address of a database: postgresql://…, or with a driver, dialect+driver://…"""
    scheme = path.partition("://")[0]
    return scheme != path and (scheme in SQL_DIALECTS or "+" in scheme)


def without_password(address: str) -> str:
    """The address without its password and its options."""
    scheme, _, rest = address.partition("://")
    user, at, host = rest.partition("?")[0].rpartition("@")
    return f"{scheme}://{user.partition(':')[0]}{at}{host}"


def open_remote(url: str) -> Any:
    """A remote file, opened for its bytes. Raise DataError where it cannot be opened."""
    fsspec = _fsspec(url)
    try:
        return fsspec.open(url, "rb").open()
    except Exception as error:  # each protocol has its own
        raise _connection_error(url, error) from None


def _remote_matches(url: str) -> list[str]:
    http = url.startswith(HTTP)
    pattern = bool(set(url) & set("*" if http else "*?["))
    if http and not pattern:
        return [url]
    try:
        files, path = _fsspec(url).core.url_to_fs(url)
        if pattern and not (not http and files.exists(path)):
            paths = [name for name, info in files.glob(path, detail=True).items() if info["type"] != "directory"]
            return _sorted(url, map(files.unstrip_protocol, paths))
        if not http and files.isdir(path):
            paths = [info["name"] for info in files.ls(path, detail=True) if info["type"] != "directory"]
            return _of_folder(url, map(files.unstrip_protocol, paths))
    except DataError:
        raise
    except Exception as error:  # each protocol has its own
        raise _connection_error(url, error) from None
    return [url]


def _sorted(pattern: str, paths: Iterable[str]) -> list[str]:
    if not (paths := sorted(paths)):
        raise DataError(f"no file matches {pattern!r}")
    return paths


def _of_folder(folder: str, paths: Iterable[str]) -> list[str]:
    """The files of a folder but for those without data: hidden ones, and Spark's _SUCCESS and _metadata."""
    if not (paths := sorted(path for path in paths if path.rpartition("/")[2][:1] not in ("", ".", "_"))):
        deeper = f"{folder.rstrip('/')}/**/*.csv"
        raise DataError(f"{folder} is a directory without a file in it; for those of its directories give {deeper!r}")
    return paths


def _fsspec(url: str) -> Any:
    try:
        return import_module("fsspec")
    except ImportError:
        raise DataError(f"cannot open {url}: it needs the package fsspec; pip install 'lrcli[cloud]'") from None


def _connection_error(url: str, error: Exception) -> DataError:
    """The message of a protocol, with the command that installs its package where that is missing."""
    reason = (str(error) or type(error).__name__).splitlines()[0]
    if isinstance(error, ImportError):
        package = getattr(error.__cause__ or error, "name", None) or url.partition("://")[0]
        reason += "; pip install " + ("'lrcli[cloud]'" if url.startswith(OF_CLOUD) else package)
    return DataError(f"cannot open {url}: {reason}")
