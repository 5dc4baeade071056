"""The files that a command writes: none may replace another that it uses."""

import os
from pathlib import Path

from lrcli.errors import LrcliError, OptionError
from lrcli.output import check_new_folder, check_writable

MODEL_MARK_BYTES = 4096  # the beginning of a model, in which its format is named


def check_apart(option: str, path: str | None, *others: str | None) -> None:
    """Raise where a file would replace one of the others. None and - stand for no file."""
    used = [other for other in others if other and other != "-"]
    if path and path != "-" and any(is_same_file(path, other) for other in used):
        raise OptionError(option, f"{path} would replace a file that is used already; name another")


def is_same_file(path: str, other: str) -> bool:
    """Whether two paths name one file: through links, or in another case on a disk that does not tell cases apart."""
    if os.path.realpath(path) == os.path.realpath(other):
        return True
    try:
        return os.path.samefile(path, other)
    except (OSError, ValueError):  # one of them is not there, or no path: an address or a pattern of names
        return False


def check_output_file(option: str, path: str | None, *others: str | None) -> None:
    """Raise where a file cannot be written, before time is spent on it. others: files of the same command."""
    if path is None:
        return
    if path == "-":
        raise OptionError(option, "goes to a file, not to standard output; name it")
    check_apart(option, path, *others)
    check_writable(Path(path))


def is_folder(path: str) -> bool:
    """Whether an output is a folder: by a / at its end, or since there is one."""
    return path.endswith(("/", os.sep)) or Path(path).is_dir()


def check_output_folder(option: str, path: str, *data: str) -> None:
    """Raise where a folder with a file for each of DATA cannot be written, before time is spent on it."""
    if "-" in data:
        raise OptionError(option, f"{path} is a folder, and the rows of standard input have no name there; name a file")
    check_new_folder(Path(path))


def check_model_output(path: str, *data: str) -> None:
    """Raise where --output cannot be written, or would replace a file that is no model: a table, say."""
    check_apart("output", path, *data)
    if path == "-":
        return
    check_writable(Path(path))
    if holds_no_model(Path(path)):
        raise LrcliError(f"{path} is there already and is no model of lrcli; give --output another name, or remove it")


def holds_no_model(path: Path) -> bool:
    """Whether a file has content that no version of lrcli wrote as a model, whole or damaged."""
    if not path.is_file():  # a pipe or a device loses nothing
        return False
    try:
        with path.open("rb") as file:
            start = file.read(MODEL_MARK_BYTES)
    except OSError:  # what cannot be read may be anything
        return True
    return bool(start) and b'"lrcli-model"' not in start
